export const GOLDEN = {
  'rta_len of the label': '07 00',
  'rta_type of the label': '03 00', // IFA_LABEL
  label: '6c 6f 00', // lo
  'padding of the label': '00',
  'rta_len of the flags': '08 00',
  'rta_type of the flags': '08 00', // IFA_FLAGS
  flags: '80 00 00 00',
};
