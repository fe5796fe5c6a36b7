/** The TCP ports on which a program listens (/proc/net/tcp, /proc/net/tcp6; proc(5)). */
import { readFile } from '../../linux/files.ts';
import { hexNumber, wordsOf } from '../../wire/characters.ts';
import { allOctets, putOctet, sameBytes } from '../../wire/octets.ts';

/** In octets. */
const MAX_LENGTH = 16 * 1024 * 1024;
/** TCP_LISTEN */
const LISTENING = '0A';

export interface ListeningPort {
  readonly port: number;
  /** Whether the program listens on this address only, on all addresses, or on other ones. */
  readonly at: 'address' | 'any' | 'other';
}

/** @param ip network byte order */
export function listeningPorts(ip: Uint8Array): ListeningPort[] {
  const ports: ListeningPort[] = [];
  for (const name of ['tcp', 'tcp6']) {
    let text = '';
    try {
      text = readFile(`/proc/net/${name}`, MAX_LENGTH);
    } catch {
      continue;
    }
    for (const line of text.split('\n').slice(1)) {
      const words = wordsOf(line);
      if (words[3] !== LISTENING) continue;
      const [address = '', port = ''] = (words[1] ?? '').split(':');
      const number = hexNumber(`0x${port}`, 4);
      if (number !== undefined) ports.push({ port: number, at: relation(address, ip) });
    }
  }
  return ports;
}

/** @param address words of 32 bits in host byte order, hexadecimal */
function relation(address: string, ip: Uint8Array): 'address' | 'any' | 'other' {
  const bytes = addressBytes(address);
  if (allOctets(bytes, 0)) {
    // A socket of IPv6 also accepts connections to IPv4 addresses, unless it is bound to IPv6 alone.
    return bytes.length === 4 && ip.length === 16 ? 'other' : 'any';
  }
  if (sameBytes(bytes, ip)) return 'address';
  const isMapped = bytes.length === 16 && ip.length === 4 && sameBytes(bytes.subarray(12), ip);
  return isMapped ? 'address' : 'other';
}

function addressBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  for (let at = 0; at < bytes.length; at++) {
    const value = hexNumber(`0x${text.slice(2 * at, 2 * at + 2)}`, 2) ?? 0;
    // Each word is in host byte order, which is little endian.
    putOctet(bytes, (at & ~3) + 3 - (at & 3), value);
  }
  return bytes;
}
