export const PACKET = {
  'version, traffic class, flow label': '60 00 00 00',
  'payload length': '00 03',
  'next header': '3a', // ICMPv6
  'hop limit': 'ff',
  source: '20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10',
  destination: 'ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 01',
  payload: '88 00 5a',
};
