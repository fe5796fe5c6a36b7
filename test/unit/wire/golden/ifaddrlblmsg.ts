/** `ip addrlabel add prefix 2001:db8::10 label 99`. */
export const MESSAGE = {
  ifal_family: '0a',
  reserved: '00',
  ifal_prefixlen: '80', // 128
  ifal_flags: '00',
  ifal_index: '00 00 00 00',
  ifal_seq: '00 00 00 00',
  IFAL_ADDRESS: '14 00 01 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10',
  IFAL_LABEL: '08 00 02 00 63 00 00 00',
};
