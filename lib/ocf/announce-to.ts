/** The peers that must acknowledge the address (announce_to). */
import { ipAddressFromBytes } from '../linux/ip-text.ts';
import {
  addressBits,
  type IpAddress,
  isLinkLocal,
  samePrefix,
  withHostBits,
} from '../wire/ip-address.ts';

/** The next hops of the interface's routes, nobody, or these addresses. */
export type AnnounceTo = 'gateway' | 'none' | readonly IpAddress[];

/** More peers are not asked: each question is a broadcast. */
export const MAX_PEERS = 16;

/**
 * Why a peer of announce_to cannot be asked: `192.0.3.1 is outside of 192.0.2.0/24, …`. Undefined if all can. A
 * host address (/32, /128) does not determine a network.
 */
export function peerOutside(
  ip: IpAddress,
  prefixLength: number,
  announceTo: AnnounceTo,
): string | undefined {
  if (announceTo === 'gateway' || announceTo === 'none') return undefined;
  if (prefixLength === addressBits(ip.family)) return undefined;
  for (const peer of announceTo) {
    if (samePrefix(peer.bytes, ip.bytes, prefixLength) || isLinkLocal(peer)) continue;
    const network = `${ipAddressFromBytes(withHostBits(ip.bytes, prefixLength, 0)).text}/${prefixLength}`;
    return `${peer.text} is outside of ${network}, the network of ip, and cannot answer it`;
  }
  return undefined;
}
