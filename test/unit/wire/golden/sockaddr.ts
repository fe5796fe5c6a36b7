/** getsockname(2) on a bound socket. */
export const BOUND = {
  nl_family: '10 00', // AF_NETLINK
  padding: '00 00',
  nl_pid: 'a9 42 00 00',
  nl_groups: '00 00 00 00',
};

export const DESTINATION = {
  sll_family: '11 00', // AF_PACKET
  sll_protocol: '08 06', // network byte order
  sll_ifindex: '02 00 00 00',
  sll_hatype: '00 00',
  sll_pkttype: '00',
  sll_halen: '06',
  sll_addr: 'ff ff ff ff ff ff 00 00',
};

/** recvfrom(2) of a broadcast ARP request. */
export const RECEIVED = {
  sll_family: '11 00',
  sll_protocol: '08 06',
  sll_ifindex: '02 00 00 00',
  sll_hatype: '01 00', // ARPHRD_ETHER
  sll_pkttype: '01', // PACKET_BROADCAST
  sll_halen: '06',
  sll_addr: '16 78 87 42 91 b5 00 00',
};
