/** The request of `ip neigh get 192.0.2.1 dev v0`. */
export const REQUEST = {
  ndm_family: '02', // AF_INET
  padding: '00 00 00',
  ndm_ifindex: '03 00 00 00',
  ndm_state: '00 00',
  ndm_flags: '00',
  ndm_type: '00',
  NDA_DST: '08 00 01 00 c0 00 02 01',
};

/** What Linux 6.18 answers. */
export const REACHABLE = {
  ndm_family: '02',
  padding: '00 00 00',
  ndm_ifindex: '03 00 00 00',
  ndm_state: '02 00', // NUD_REACHABLE
  ndm_flags: '00',
  ndm_type: '01', // RTN_UNICAST
  NDA_DST: '08 00 01 00 c0 00 02 01',
  NDA_LLADDR: '0a 00 02 00 02 00 00 00 00 01 00 00',
  NDA_PROBES: '08 00 04 00 00 00 00 00',
  NDA_CACHEINFO: '14 00 03 00 0c 00 00 00 0c 00 00 00 0c 00 00 00 02 00 00 00',
};

/** The neighbour was asked and has not answered. */
export const INCOMPLETE = {
  ...REACHABLE,
  ndm_state: '01 00', // NUD_INCOMPLETE
  NDA_LLADDR: '',
  NDA_PROBES: '08 00 04 00 04 00 00 00',
};

export const IPV6 = {
  ...REACHABLE,
  ndm_family: '0a', // AF_INET6
  ndm_state: '80 00', // NUD_PERMANENT
  NDA_DST: '14 00 01 00 fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01',
};
