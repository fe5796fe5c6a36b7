/**
 * Booleans as ocf_is_true (ocf-shellfuncs) reads them. It takes every other word for false; here a
 * word that is neither is an error, because `Yes` was certainly not meant as `no`.
 */
const TRUE = ['yes', 'true', '1', 'YES', 'TRUE', 'True', 'ja', 'on', 'ON'];
const FALSE = ['no', 'false', '0', 'NO', 'FALSE', 'False', 'nein', 'off', 'OFF', 'No'];

/** Undefined when the text is neither. */
export function readBoolean(text: string): boolean | undefined {
  if (TRUE.includes(text)) return true;
  return FALSE.includes(text) ? false : undefined;
}

export const BOOLEAN_SPELLINGS = `${TRUE.join(', ')} or ${FALSE.join(', ')}`;
