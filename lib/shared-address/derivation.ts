/** Derives hardware address and hash seed of a shared address, the same on all hosts. */
import { createHash } from 'node:crypto';
import { octetAt, putOctet } from '../wire/octets.ts';

/** Octets of an Ethernet address. */
const ETH_ALEN = 6;

/**
 * Derives the hardware address as IPaddr2 does: the first six octets of the MD5 of a line with address, prefix
 * length and broadcast address, with the multicast bit set. All three must be the same on all hosts.
 */
export function deriveHardwareAddress(
  ip: string,
  prefixLength: number,
  broadcast: string | undefined,
): Uint8Array {
  const place = `${ip} ${prefixLength}`;
  const octets = md5(broadcast === undefined ? `${place}\n` : `${place} ${broadcast}\n`);
  const first = octetAt(octets, 0);
  // The lowest bit means multicast. If it is 0, IPaddr2 replaces the second hexadecimal digit with 1.
  if (!(first & 1)) putOctet(octets, 0, (first & 0xf0) | 1);
  return octets.slice(0, ETH_ALEN);
}

/** The seed: the first 32 bits of the MD5 of the address as text; 1 instead of 0, which is no seed for nft. */
export function deriveSeed(ip: string): number {
  const digest = md5(ip);
  return new DataView(digest.buffer, digest.byteOffset, digest.length).getUint32(0) || 1;
}

/** RFC 1321. */
export function md5(text: string): Uint8Array {
  return new Uint8Array(createHash('md5').update(text).digest());
}
