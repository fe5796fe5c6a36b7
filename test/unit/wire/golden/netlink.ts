/** The request for an address dump. */
export const DUMP = {
  nlmsg_len: '18 00 00 00', // 24
  nlmsg_type: '16 00', // RTM_GETADDR
  nlmsg_flags: '01 03', // NLM_F_REQUEST, NLM_F_DUMP
  nlmsg_seq: '78 56 34 12',
  nlmsg_pid: '00 00 00 00',
  payload: '02 00 00 00 00 00 00 00', // struct ifaddrmsg, AF_INET
};

/** The end of the dump. */
export const DONE = {
  nlmsg_len: '14 00 00 00', // 20
  nlmsg_type: '03 00', // NLMSG_DONE
  nlmsg_flags: '12 00', // NLM_F_MULTI, NLM_F_DUMP_INTR
  nlmsg_seq: '01 00 00 00',
  nlmsg_pid: '00 80 81 db',
  payload: '00 00 00 00',
};
