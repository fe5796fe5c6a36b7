/** Link-layer addresses as text (`52:54:00:12:34:56`); 6 octets on Ethernet, 20 on InfiniBand. */
import { fromHex, toHex } from './hex.ts';

export function formatHardwareAddress(bytes: Uint8Array): string {
  return toHex(bytes, ':');
}

/** Throws RangeError unless the text, without its colons, consists of pairs of hexadecimal digits. */
export function parseHardwareAddress(text: string): Uint8Array {
  return fromHex(text.split(':').join(''));
}
