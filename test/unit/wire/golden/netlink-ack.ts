/** The reply of Linux 6.18 to RTM_NEWADDR for an interface that does not exist. */
export const REFUSED = {
  error: 'ed ff ff ff', // -ENODEV
  'nlmsg_len of the request': '28 00 00 00', // 40
  'rest of its header': '14 00 05 06 0c 00 00 00 00 00 00 00',
  'its ifaddrmsg': '02 18 00 00 e7 03 00 00',
  'its IFA_LOCAL': '08 00 02 00 c0 00 02 63',
  'its IFA_ADDRESS': '08 00 01 00 c0 00 02 63',
  'length of the text': '1b 00', // 27
  NLMSGERR_ATTR_MSG: '01 00',
  // ipv4: Device not found
  text: '69 70 76 34 3a 20 44 65 76 69 63 65 20 6e 6f 74 20 66 6f 75 6e 64 00',
  padding: '00',
};

/** The same with NETLINK_CAP_ACK: only the header of the request, with its original nlmsg_len. */
export const CAPPED = {
  ...REFUSED,
  'its ifaddrmsg': '',
  'its IFA_LOCAL': '',
  'its IFA_ADDRESS': '',
};

/** The reply to RTM_DELADDR of an address that does not exist. */
export const NOT_THERE = {
  error: '9d ff ff ff', // -EADDRNOTAVAIL
  'nlmsg_len of the request': '20 00 00 00', // 32
  'rest of its header': '15 00 05 00 0f 00 00 00 00 00 00 00',
  'its ifaddrmsg': '02 18 00 00 02 00 00 00',
  'its IFA_LOCAL': '08 00 02 00 c0 00 02 4d',
  'length of the text': '1c 00', // 28
  NLMSGERR_ATTR_MSG: '01 00',
  // ipv4: Address not found
  text: '69 70 76 34 3a 20 41 64 64 72 65 73 73 20 6e 6f 74 20 66 6f 75 6e 64 00',
};

/** Attributes of several types, and a request whose length is not a multiple of 4. */
export const BAD_ATTRIBUTE = {
  error: 'de ff ff ff', // -ERANGE
  'nlmsg_len of the request': '1f 00 00 00', // 31
  'rest of its header': '14 00 05 06 11 00 00 00 00 00 00 00',
  'its ifaddrmsg': '02 18 00 00 02 00 00 00',
  'its IFA_LOCAL': '07 00 02 00 c0 00 02',
  'padding of the request': '00',
  'length of the text': '27 00', // 39
  NLMSGERR_ATTR_MSG: '01 00',
  // Attribute failed policy validation
  text: '41 74 74 72 69 62 75 74 65 20 66 61 69 6c 65 64 20 70 6f 6c 69 63 79 20 76 61 6c 69 64 61 74 69 6f 6e 00',
  padding: '00',
  NLMSGERR_ATTR_OFFS: '08 00 02 00 18 00 00 00',
  NLMSGERR_ATTR_POLICY: '08 00 04 80 08 00 01 00 04 00 00 00',
};

export const SUCCEEDED = {
  error: '00 00 00 00',
  'header of the request': '28 00 00 00 14 00 05 06 0e 00 00 00 00 00 00 00',
};

/** Without NETLINK_EXT_ACK. */
export const WITHOUT_TEXT = {
  error: 'ef ff ff ff', // -EEXIST
  'header of the request': '28 00 00 00 14 00 05 06 0d 00 00 00 00 00 00 00',
  'the rest of it': '02 18 00 00 02 00 00 00 08 00 02 00 c0 00 02 0a 08 00 01 00 c0 00 02 0a',
};
