/** Golden bytes: a message as its fields in order, each named, the bytes in hexadecimal. */
export type Fields = Readonly<Record<string, string>>;

export function bytesOf(fields: Fields): Uint8Array {
  return hex(Object.values(fields).join(' '));
}

/** A message with one field changed; an empty value leaves it out. */
export function withField<F extends Fields>(
  fields: F,
  name: keyof F & string,
  value: string,
): Uint8Array {
  return bytesOf({ ...fields, [name]: value });
}

/** Throws on anything but pairs of hexadecimal digits, so that a slip in a table shows. */
export function hex(text: string): Uint8Array {
  return Uint8Array.fromHex(text.replaceAll(' ', ''));
}

/** A text as the hexadecimal of its UTF-8 bytes. */
export function ascii(text: string): string {
  return new TextEncoder().encode(text).toHex();
}
