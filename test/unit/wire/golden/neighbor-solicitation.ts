/** The question of 2001:db8::10 to 2001:db8::1, on a link with the address 02:00:00:00:00:01. */
export const ETHERNET = {
  type: '87',
  code: '00',
  checksum: '1c 1a',
  reserved: '00 00 00 00',
  target: '20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01',
  'option type': '01', // Source Link-Layer Address
  'option length': '01',
  'link-layer address': '02 00 00 00 00 01',
};

/** RFC 4391 section 9.3: the address behind two octets of padding. */
export const INFINIBAND = {
  ...ETHERNET,
  checksum: '1a 2e',
  'option length': '03',
  'link-layer address': '00 00 80 00 00 48 fe 80 00 00 00 00 00 00 00 02 c9 03 00 0a bc 01',
};
