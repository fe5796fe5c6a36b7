export const VALID = {
  'destination address': 'ff ff ff ff ff ff',
  'source address': '52 54 00 12 34 56',
  EtherType: '08 06', // ARP
  payload: '01 02 03',
};
