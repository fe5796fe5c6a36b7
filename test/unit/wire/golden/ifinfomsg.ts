/** A link as Linux 6.18 reports it, without most of the unused attributes. */
export const VETH = {
  ifi_family: '00',
  padding: '00',
  ifi_type: '01 00', // ARPHRD_ETHER
  ifi_index: '02 00 00 00',
  ifi_flags: '43 10 01 00', // IFF_UP, IFF_BROADCAST, IFF_RUNNING, IFF_MULTICAST, IFF_LOWER_UP
  ifi_change: '00 00 00 00',
  IFLA_IFNAME: '09 00 03 00 65 74 68 30 00', // eth0
  'padding of IFLA_IFNAME': '00 00 00',
  IFLA_OPERSTATE: '05 00 10 00 06 00 00 00', // IF_OPER_UP
  IFLA_MTU: '08 00 04 00 dc 05 00 00',
  IFLA_ADDRESS: '0a 00 01 00 52 54 00 12 34 56 00 00',
  IFLA_BROADCAST: '0a 00 02 00 ff ff ff ff ff ff 00 00',
  'rta_len of IFLA_PROP_LIST': '30 00', // 48
  IFLA_PROP_LIST: '34 80', // NLA_F_NESTED
  'rta_len of the first name': '23 00', // 35
  IFLA_ALT_IFNAME: '35 00',
  // a-rather-long-alternative-name
  'first name':
    '61 2d 72 61 74 68 65 72 2d 6c 6f 6e 67 2d 61 6c 74 65 72 6e 61 74 69 76 65 2d 6e 61 6d 65 00',
  'padding of the first name': '00',
  'second name': '08 00 35 00 65 78 74 00', // ext
  IFLA_AF_SPEC: '04 00 3e 80',
};

export const INFINIBAND = {
  ...VETH,
  ifi_type: '20 00', // ARPHRD_INFINIBAND
  ifi_index: '07 01 00 00',
  IFLA_IFNAME: '08 00 03 00 69 62 30 00', // ib0
  'padding of IFLA_IFNAME': '',
  IFLA_OPERSTATE: '05 00 10 00 02 00 00 00', // IF_OPER_DOWN
  IFLA_ADDRESS: '18 00 01 00 80 00 00 48 fe 80 00 00 00 00 00 00 00 02 c9 03 00 0a bc 01',
  IFLA_BROADCAST: '18 00 02 00 00 ff ff ff ff 12 40 1b ff ff 00 00 00 00 00 00 ff ff ff ff',
  'rta_len of IFLA_PROP_LIST': '',
  IFLA_PROP_LIST: '',
  'rta_len of the first name': '',
  IFLA_ALT_IFNAME: '',
  'first name': '',
  'padding of the first name': '',
  'second name': '',
};

/** A tunnel without hardware addresses. */
export const TUNNEL = {
  ifi_family: '00',
  padding: '00',
  ifi_type: 'fe ff', // ARPHRD_NONE
  ifi_index: '03 00 00 00',
  ifi_flags: '90 00 00 00', // IFF_POINTOPOINT, IFF_NOARP
  ifi_change: '00 00 00 00',
  IFLA_IFNAME: '09 00 03 00 74 75 6e 30 00', // tun0
};

/** Of the links below: the parts that all of them have. */
const HEADER = {
  ifi_family: '00',
  padding: '00',
  ifi_type: '01 00', // ARPHRD_ETHER
  ifi_index: '05 00 00 00',
  ifi_flags: '43 14 01 00',
  ifi_change: '00 00 00 00',
  IFLA_IFNAME: '0a 00 03 00 62 6f 6e 64 30 00 00 00', // bond0
  IFLA_OPERSTATE: '05 00 10 00 06 00 00 00', // IF_OPER_UP
};

/** A bond in the mode active-backup. */
export const BOND = {
  ...HEADER,
  IFLA_CARRIER_UP_COUNT: '08 00 2f 00 03 00 00 00',
  'rta_len of IFLA_LINKINFO': '28 00', // 40
  IFLA_LINKINFO: '12 00',
  IFLA_INFO_KIND: '09 00 01 00 62 6f 6e 64 00', // bond
  'padding of IFLA_INFO_KIND': '00 00 00',
  'rta_len of IFLA_INFO_DATA': '18 00', // 24
  IFLA_INFO_DATA: '02 00',
  IFLA_BOND_MODE: '05 00 01 00 01 00 00 00', // active-backup
  IFLA_BOND_ACTIVE_SLAVE: '08 00 02 00 07 01 00 00', // 263
  // An empty one, in place of the other attributes.
  IFLA_BOND_AD_INFO: '04 00 17 00',
};

/** A port of a bond: IFLA_LINKINFO has the kind of the upper device. */
export const PORT = {
  ...HEADER,
  IFLA_ADDRESS: '0a 00 01 00 52 54 00 12 34 56 00 00',
  'rta_len of IFLA_LINKINFO': '20 00', // 32
  IFLA_LINKINFO: '12 00',
  IFLA_INFO_SLAVE_KIND: '09 00 04 00 62 6f 6e 64 00 00 00 00', // bond
  'rta_len of IFLA_INFO_SLAVE_DATA': '10 00', // 16
  IFLA_INFO_SLAVE_DATA: '05 00',
  IFLA_BOND_SLAVE_STATE: '05 00 01 00 00 00 00 00',
  IFLA_BOND_SLAVE_MII_STATUS: '04 00 02 00',
  IFLA_PERM_ADDRESS: '0a 00 36 00 52 54 00 ab cd ef 00 00',
};

/** VLAN 2 on the interface 3. Its IFLA_VLAN_FLAGS has the number of IFLA_BOND_ACTIVE_SLAVE. */
export const VLAN = {
  ...HEADER,
  IFLA_LINK: '08 00 05 00 03 00 00 00',
  'rta_len of IFLA_LINKINFO': '28 00', // 40
  IFLA_LINKINFO: '12 00',
  IFLA_INFO_KIND: '09 00 01 00 76 6c 61 6e 00', // vlan
  'padding of IFLA_INFO_KIND': '00 00 00',
  'rta_len of IFLA_INFO_DATA': '18 00', // 24
  IFLA_INFO_DATA: '02 00',
  IFLA_VLAN_ID: '06 00 01 00 02 00 00 00',
  IFLA_VLAN_FLAGS: '0c 00 02 00 01 00 00 00 ff ff ff ff',
};

/** A veth whose peer, the interface 2, is in another network namespace. */
export const PEER_ELSEWHERE = {
  ...HEADER,
  IFLA_LINK: '08 00 05 00 02 00 00 00',
  IFLA_LINK_NETNSID: '08 00 25 00 00 00 00 00',
};
