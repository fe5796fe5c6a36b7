/** The ARP reply of a Linux host, as received from AF_PACKET. */
export const REPLY = {
  ar$hrd: '00 01', // Ethernet
  ar$pro: '08 00', // IPv4
  ar$hln: '06',
  ar$pln: '04',
  ar$op: '00 02', // reply
  ar$sha: '16 78 87 42 91 b5',
  ar$spa: 'c0 00 02 01',
  ar$tha: '52 54 00 12 34 56',
  ar$tpa: 'c0 00 02 0a',
};

/** RFC 5227 section 2.3: an announcement has its own address as sender and as target. */
export const ANNOUNCEMENT = {
  ...REPLY,
  ar$op: '00 01', // request
  ar$sha: '52 54 00 12 34 56',
  ar$spa: 'c0 00 02 0a',
  ar$tha: '00 00 00 00 00 00',
  ar$tpa: 'c0 00 02 0a',
};

/** RFC 4391 section 9.1: flags and queue pair number (4), and a GID (16). */
export const INFINIBAND = {
  ar$hrd: '00 20',
  ar$pro: '08 00',
  ar$hln: '14', // 20
  ar$pln: '04',
  ar$op: '00 01',
  ar$sha: '80 00 00 48 fe 80 00 00 00 00 00 00 00 02 c9 03 00 0a bc 01',
  ar$spa: 'c0 00 02 0a',
  ar$tha: '00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00',
  ar$tpa: 'c0 00 02 0b',
};
