/** Addresses as texts that can be compared: IPv6 in full, hardware addresses with colons. */
import { isIPv4, isIPv6 } from 'node:net';

/** `192.0.2.1`, or eight groups of four digits. @param octets 4 or 16 */
export function ipText(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join('.');
  const groups = Array.from({ length: 8 }, (_, at) =>
    hex(octets.subarray(2 * at, 2 * at + 2)).join(''),
  );
  return groups.join(':');
}

export function macText(octets: Uint8Array): string {
  return hex(octets).join(':');
}

/** The same form as ipText(), of any spelling without a prefix length. @throws Error */
export function normalIp(text: string): string {
  if (isIPv4(text)) return text;
  if (!isIPv6(text) || text.includes('%')) throw new Error(`"${text}" is not an IP address`);
  // The last 32 bits may be written as an IPv4 address.
  const [, start = '', dotted] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
  const whole = dotted === undefined ? text : start + asGroups(dotted);
  const [head = '', tail] = whole.split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  const groups = [...left, ...zeros, ...right];
  return groups.map((group) => group.toLowerCase().padStart(4, '0')).join(':');
}

export function normalMac(text: string): string {
  if (!/^[\da-f]{2}([:-][\da-f]{2}){5}$/i.test(text)) {
    throw new Error(`"${text}" is not a hardware address`);
  }
  return text.toLowerCase().replaceAll('-', ':');
}

/** Broadcast, or multicast. */
export function isGroup(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

/** For people, as RFC 5952 says. */
export function shortIp(normal: string): string {
  if (!normal.includes(':')) return normal;
  return new URL(`http://[${normal}]/`).hostname.slice(1, -1);
}

function asGroups(dotted: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
  return [a * 256 + b, c * 256 + d].map((group) => group.toString(16)).join(':');
}

function hex(octets: Uint8Array): string[] {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0'));
}
