/** Numbers in host byte order, which is little endian on every machine that the agent is built for. */
import { getU32 } from './octets.ts';

export { getU16, getU32, putU16, putU32 } from './octets.ts';

export function getS32(bytes: Uint8Array, at: number): number {
  return getU32(bytes, at) | 0;
}
