/** The peers that must know the virtual IP (announce_to). */
import { ipAddressFromBytes } from '../../linux/ip-text.ts';
import type { HeldRoute, Kernel } from '../../linux/kernel.ts';
import { type AnnounceTo, MAX_PEERS } from '../../ocf/announce-to.ts';
import {
  addressBits,
  type IpAddress,
  isLinkLocal,
  sameBytes,
  samePrefix,
} from '../../wire/ip-address.ts';
import { RTN_UNICAST } from '../../wire/rtmsg.ts';

/**
 * `gateway`: the next hops of the routes out of the interface, of all tables, that are in the network of the address.
 * For a host address (/32, /128) it is the network of the interface's own route that covers it. A link-local next hop
 * (IPv6) is in every network.
 */
export function peersOf(
  kernel: Kernel,
  ip: IpAddress,
  prefixLength: number,
  index: number,
  announceTo: AnnounceTo,
): IpAddress[] {
  if (announceTo === 'none') return [];
  if (announceTo !== 'gateway') return [...announceTo];
  const routes = kernel.routes.onLink(ip.family, index);
  const network = networkOf(ip, prefixLength, routes, index);
  const peers: IpAddress[] = [];
  for (const { nextHops } of routes) {
    for (const { index: at, gateway } of nextHops) {
      if (at !== index || !gateway || peers.length >= MAX_PEERS) continue;
      const peer = ipAddressFromBytes(gateway);
      const isNear = isLinkLocal(peer) || samePrefix(peer.bytes, ip.bytes, network);
      if (isNear && !includes([ip, ...peers], peer)) peers.push(peer);
    }
  }
  return peers;
}

function includes(all: readonly IpAddress[], { bytes }: IpAddress): boolean {
  return all.some((one) => sameBytes(one.bytes, bytes));
}

/** The prefix length of the network of the address. */
function networkOf(
  ip: IpAddress,
  prefixLength: number,
  routes: readonly HeldRoute[],
  index: number,
): number {
  if (prefixLength < addressBits(ip.family)) return prefixLength;
  let network = 0;
  for (const { type, destination, prefixLength: length, nextHops } of routes) {
    const isOnLink = nextHops.some((hop) => hop.index === index && !hop.viaGateway);
    const covers = samePrefix(destination, ip.bytes, length);
    if (type === RTN_UNICAST && isOnLink && covers && length < prefixLength) {
      network = Math.max(network, length);
    }
  }
  return network === 0 ? prefixLength : network;
}
