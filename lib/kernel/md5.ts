/** MD5 (RFC 1321), for numbers that are to look random and be the same on every host. */
export function md5(text: string): Uint8Array {
  return new Bun.CryptoHasher('md5').update(text).digest();
}
