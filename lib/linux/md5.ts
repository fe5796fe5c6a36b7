/** MD5 (RFC 1321), for pseudo-random numbers that are the same on every host. */
import { createHash } from 'node:crypto';

export function md5(text: string): Uint8Array {
  return new Uint8Array(createHash('md5').update(text).digest());
}
