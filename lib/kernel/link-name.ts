import { readString } from '../wire/rtattr.ts';
import { libc } from './libc.ts';

/** Octets of an interface name with its NUL (linux/if.h). */
const IFNAMSIZ = 16;

/** For a message; `interface 7` where it is gone. */
export function linkName(index: number): string {
  const name = new Uint8Array(IFNAMSIZ);
  return libc.if_indextoname(index, name) ? readString(name) : `interface ${index}`;
}
