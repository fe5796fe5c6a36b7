/** The messages of Linux 6.18 for connections of the virtual IP. */

/** inet_diag_msg: from 192.0.2.1, port 4321, to 192.0.2.10, port 80. */
export const INET = {
  idiag_family: '02',
  idiag_state: '01', // TCP_ESTABLISHED
  idiag_timer: '00',
  idiag_retrans: '00',
  idiag_sport: '10 e1',
  idiag_dport: '00 50',
  idiag_src: 'c0 00 02 01 00 00 00 00 00 00 00 00 00 00 00 00',
  idiag_dst: 'c0 00 02 0a 00 00 00 00 00 00 00 00 00 00 00 00',
  idiag_if: '00 00 00 00',
  idiag_cookie: '86 3e 01 00 00 00 00 00',
  'idiag_expires to idiag_uid': '00'.repeat(16),
  idiag_inode: '68 d5 08 00',
  INET_DIAG_SHUTDOWN: '05 00 08 00 00 00 00 00',
};

/** The other end, an IPv6 socket that accepts IPv4 too: from ::ffff:192.0.2.10 to ::ffff:192.0.2.1. */
export const MAPPED = {
  idiag_family: '0a',
  idiag_state: '01',
  idiag_timer: '00',
  idiag_retrans: '00',
  idiag_sport: '00 50',
  idiag_dport: '10 e1',
  idiag_src: '00 00 00 00 00 00 00 00 00 00 ff ff c0 00 02 0a',
  idiag_dst: '00 00 00 00 00 00 00 00 00 00 ff ff c0 00 02 01',
  idiag_if: '00 00 00 00',
  idiag_cookie: '83 3e 01 00 00 00 00 00',
  'idiag_expires to idiag_uid': '00'.repeat(16),
  idiag_inode: '69 d5 08 00',
  INET_DIAG_SHUTDOWN: '05 00 08 00 00 00 00 00',
};

/** From 2001:db8::10 on eth0, which has the index 2, to 2001:db8::3. */
export const INET6 = {
  idiag_family: '0a',
  idiag_state: '01',
  idiag_timer: '00',
  idiag_retrans: '00',
  idiag_sport: '00 50',
  idiag_dport: '10 e1',
  idiag_src: '20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10',
  idiag_dst: '20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 03',
  idiag_if: '02 00 00 00',
  idiag_cookie: '01 00 00 00 00 00 00 00',
  'idiag_expires to idiag_uid': '00'.repeat(16),
  idiag_inode: '00 00 00 00',
};

/** inet_diag_req_v2: the sockets of one family with the source or the destination 192.0.2.10. */
export const FILTER = {
  sdiag_family: '0a',
  sdiag_protocol: '06', // IPPROTO_TCP
  idiag_ext: '00',
  pad: '00',
  idiag_states: '3e 1b 00 00', // all but TIME_WAIT (6), CLOSE (7) and LISTEN (10)
  id: '00'.repeat(48),
  INET_DIAG_REQ_BYTECODE: '28 00 01 00',
  INET_DIAG_BC_S_COND: '07 10 14 00', // holds: 16 on, to the jump; otherwise 20 on, behind it
  'source family and prefix length': '02 20 00 00',
  'source port': 'ff ff ff ff',
  'source address': 'c0 00 02 0a',
  INET_DIAG_BC_JMP: '01 04 14 00', // 20 on, to the end
  INET_DIAG_BC_D_COND: '08 10 14 00', // holds: to the end; otherwise 4 behind it
  'destination family and prefix length': '02 20 00 00',
  'destination port': 'ff ff ff ff',
  'destination address': 'c0 00 02 0a',
};

/** The sockets with the source 2001:db8::10. */
export const SOURCE_FILTER = {
  sdiag_family: '0a',
  sdiag_protocol: '06',
  idiag_ext: '00',
  pad: '00',
  idiag_states: '3e 1b 00 00',
  id: '00'.repeat(48),
  INET_DIAG_REQ_BYTECODE: '20 00 01 00',
  INET_DIAG_BC_S_COND: '07 1c 20 00',
  'source family and prefix length': '0a 80 00 00',
  'source port': 'ff ff ff ff',
  'source address': '20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10',
};
