import { readString } from '../wire/rtattr.ts';

/** Octets of an interface name with its NUL (linux/if.h). */
const IFNAMSIZ = 16;

/** For a message; `interface 7` where it is gone. */
export function linkName(index: number): string {
  const name = new Uint8Array(IFNAMSIZ);
  return sys_if_indextoname(index, name) === 0 ? readString(name) : `interface ${index}`;
}
