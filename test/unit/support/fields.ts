/** A message as its named fields in order, each in hexadecimal. */
export type Fields = Readonly<Record<string, string>>;

export function bytesOf(fields: Fields): Uint8Array {
  return hex(Object.values(fields).join(' '));
}

/** A message with one field changed, or removed if the value is empty. */
export function withField<F extends Fields>(
  fields: F,
  name: keyof F & string,
  value: string,
): Uint8Array {
  return bytesOf({ ...fields, [name]: value });
}

/** Throws if the text has anything but pairs of hexadecimal digits and spaces. */
export function hex(text: string): Uint8Array {
  return Uint8Array.fromHex(text.replaceAll(' ', ''));
}

/** The UTF-8 octets of a text in hexadecimal. */
export function ascii(text: string): string {
  return new TextEncoder().encode(text).toHex();
}
