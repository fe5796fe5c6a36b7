/** tcpdump -v on a neighbour reported "icmp6 sum ok". */
export const ETHERNET = {
  type: '88',
  code: '00',
  checksum: '4a 4e',
  flags: '20 00 00 00', // Override
  target: '20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10',
  'option type': '02',
  'option length': '01',
  'link-layer address': '12 51 35 fb 68 73',
};

/** RFC 4391 section 9.3: the address behind two octets of padding. */
export const INFINIBAND = {
  ...ETHERNET,
  checksum: '',
  'option length': '03',
  'link-layer address': '00 00 80 00 00 48 fe 80 00 00 00 00 00 00 00 02 c9 03 00 0a bc 01',
};
