/** RTM_NEWROUTE as Linux 6.18 reports it: 192.0.2.0/24 dev eth0 proto kernel src 192.0.2.10. */
export const ON_LINK = {
  rtm_family: '02',
  rtm_dst_len: '18', // 24
  rtm_src_len: '00',
  rtm_tos: '00',
  rtm_table: 'fe', // RT_TABLE_MAIN
  rtm_protocol: '02', // RTPROT_KERNEL
  rtm_scope: 'fd', // RT_SCOPE_LINK
  rtm_type: '01', // RTN_UNICAST
  rtm_flags: '00 00 00 00',
  RTA_TABLE: '08 00 0f 00 fe 00 00 00',
  RTA_DST: '08 00 01 00 c0 00 02 00',
  RTA_PREFSRC: '08 00 07 00 c0 00 02 0a',
  RTA_OIF: '08 00 04 00 02 00 00 00',
};

/** default via 192.0.2.1 dev eth0: a default route has no RTA_DST. */
export const DEFAULT = {
  header: '02 00 00 00 fe 03 00 01',
  rtm_flags: '00 00 00 00',
  RTA_TABLE: '08 00 0f 00 fe 00 00 00',
  RTA_GATEWAY: '08 00 05 00 c0 00 02 01',
  RTA_OIF: '08 00 04 00 02 00 00 00',
};

/** 10.9.0.0/16 via inet6 2001:db8::1 dev eth0. */
export const VIA_IPV6 = {
  header: '02 10 00 00 fe 03 00 01',
  rtm_flags: '00 00 00 00',
  RTA_TABLE: '08 00 0f 00 fe 00 00 00',
  RTA_DST: '08 00 01 00 0a 09 00 00',
  RTA_VIA: '16 00 12 00 0a 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01',
  'padding of RTA_VIA': '00 00',
  RTA_OIF: '08 00 04 00 02 00 00 00',
};

/** 203.0.113.0/24 metric 100 nexthop dev eth0 nexthop via 198.51.100.2 dev eth1 weight 3 (down). */
export const MULTIPATH = {
  header: '02 18 00 00 fe 03 00 01',
  rtm_flags: '00 00 00 00',
  RTA_TABLE: '08 00 0f 00 fe 00 00 00',
  RTA_DST: '08 00 01 00 cb 00 71 00',
  RTA_PRIORITY: '08 00 06 00 64 00 00 00',
  RTA_MULTIPATH: '1c 00 09 00', // 28
  'first rtnh_len': '08 00',
  'first rtnh_flags': '00',
  'first rtnh_hops': '00',
  'first rtnh_ifindex': '02 00 00 00',
  'second rtnh_len': '10 00', // 16
  'second rtnh_flags': '11', // RTNH_F_DEAD, RTNH_F_LINKDOWN
  'second rtnh_hops': '02',
  'second rtnh_ifindex': '03 00 00 00',
  'second RTA_GATEWAY': '08 00 05 00 c6 33 64 02',
};

/** 2001:db8:9::/48 dev eth0 metric 50. */
export const IPV6 = {
  header: '0a 30 00 00 fe 03 00 01',
  rtm_flags: '00 00 00 00',
  RTA_TABLE: '08 00 0f 00 fe 00 00 00',
  RTA_DST: '14 00 01 00 20 01 0d b8 00 09 00 00 00 00 00 00 00 00 00 00',
  RTA_PRIORITY: '08 00 06 00 32 00 00 00',
  RTA_OIF: '08 00 04 00 02 00 00 00',
  RTA_CACHEINFO: `24 00 0c 00 ${'00'.repeat(32)}`,
  RTA_PREF: '05 00 14 00 00 00 00 00',
};
