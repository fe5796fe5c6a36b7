/** RTM_NEWADDR as `ip addr add 192.0.2.30/24 … noprefixroute` sends it to Linux 6.18. */
export const REQUEST = {
  ifa_family: '02',
  ifa_prefixlen: '18', // 24
  ifa_flags: '00', // the flag needs more than 8 bits
  ifa_scope: '00',
  ifa_index: '02 00 00 00',
  IFA_LOCAL: '08 00 02 00 c0 00 02 1e',
  IFA_ADDRESS: '08 00 01 00 c0 00 02 1e',
  IFA_BROADCAST: '08 00 04 00 c0 00 02 ff',
  IFA_LABEL: '0e 00 03 00 65 74 68 30 3a 76 69 70 32 00', // eth0:vip2
  'padding of IFA_LABEL': '00 00',
  IFA_FLAGS: '08 00 08 00 00 02 00 00',
};

/** RTM_NEWADDR as Linux 6.18 reports it. */
export const SECONDARY = {
  ifa_family: '02',
  ifa_prefixlen: '18',
  ifa_flags: '81', // IFA_F_PERMANENT, IFA_F_SECONDARY
  ifa_scope: '00',
  ifa_index: '02 00 00 00',
  IFA_ADDRESS: '08 00 01 00 c0 00 02 42',
  IFA_LOCAL: '08 00 02 00 c0 00 02 42',
  IFA_LABEL: '09 00 03 00 65 74 68 30 00', // eth0
  'padding of IFA_LABEL': '00 00 00',
  IFA_PROTO: '05 00 0b 00 42 00 00 00',
  IFA_FLAGS: '08 00 08 00 81 02 00 00',
  IFA_CACHEINFO: '14 00 06 00 ff ff ff ff ff ff ff ff bf 70 05 00 bf 70 05 00',
};

export const POINT_TO_POINT = {
  ifa_family: '02',
  ifa_prefixlen: '20', // 32, of the peer
  ifa_flags: '80',
  ifa_scope: '00',
  ifa_index: '03 00 00 00',
  IFA_ADDRESS: '08 00 01 00 c6 33 64 02', // the peer
  IFA_LOCAL: '08 00 02 00 c6 33 64 01',
  IFA_LABEL: '09 00 03 00 65 74 68 31 00', // eth1
  'padding of IFA_LABEL': '00 00 00',
  IFA_FLAGS: '08 00 08 00 80 00 00 00',
  IFA_CACHEINFO: '14 00 06 00 ff ff ff ff ff ff ff ff 8a 67 05 00 8a 67 05 00',
};

export const IPV6_LOOPBACK = {
  ifa_family: '0a',
  ifa_prefixlen: '80', // 128
  ifa_flags: '80',
  ifa_scope: 'fe',
  ifa_index: '01 00 00 00',
  IFA_ADDRESS: '14 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01',
  IFA_CACHEINFO: '14 00 06 00 ff ff ff ff ff ff ff ff 88 67 05 00 88 67 05 00',
  IFA_FLAGS: '08 00 08 00 80 00 00 00',
  IFA_PROTO: '05 00 0b 00 01 00 00 00', // IFAPROT_KERNEL_LO
};
