/** What all hosts of a shared address must agree upon, made from what they all know. */
import { md5 } from '../linux/md5.ts';
import { octetAt, putOctet } from '../wire/octets.ts';

/** Octets of an Ethernet address. */
const ETH_ALEN = 6;

/**
 * The hardware address, as IPaddr2 derives it: the beginning of the MD5 of the line that has the address,
 * its prefix length and its broadcast address, made a multicast address. Hosts that differ in one of the
 * three would not find together.
 */
export function deriveHardwareAddress(
  ip: string,
  prefixLength: number,
  broadcast: string | undefined,
): Uint8Array {
  const place = `${ip} ${prefixLength}`;
  const octets = md5(broadcast === undefined ? `${place}\n` : `${place} ${broadcast}\n`);
  const first = octetAt(octets, 0);
  // The lowest bit says multicast. Where it is missing, IPaddr2 writes a digit 1 in place of the second.
  if (!(first & 1)) putOctet(octets, 0, (first & 0xf0) | 1);
  return octets.slice(0, ETH_ALEN);
}

/** The seed of the hash: the first 32 bits of the MD5 of the address as text. Not 0, which nft takes for none. */
export function deriveSeed(ip: string): number {
  const digest = md5(ip);
  return new DataView(digest.buffer, digest.byteOffset, digest.length).getUint32(0) || 1;
}
