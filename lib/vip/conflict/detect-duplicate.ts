/**
 * Duplicate address detection by the agent itself, before an IPv6 address is added (dad=fast): RFC 4862 section 5.4
 * without its random delay, and with shorter intervals.
 *
 * The solicitations have a link-local address as their source, see probe.ts: the owner answers this host alone. They
 * look like those of a client that looks for the address. Other hosts that do the same recognize them by the nonce,
 * which clients do not send.
 */
import type { GroupMembership, Kernel, ReceivedPacket } from '../../linux/kernel.ts';
import { SystemError } from '../../linux/system-error.ts';
import type { ActionContext } from '../../ocf/action-context.ts';
import { ETH_P_IPV6 } from '../../wire/ethernet.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import { type IpAddress, sameBytes } from '../../wire/ip-address.ts';
import { decodeIpv6, IPPROTO_ICMPV6 } from '../../wire/ipv6.ts';
import { solicitedNodeGroup } from '../../wire/multicast-address.ts';
import {
  decodeNeighborAdvertisement,
  ND_NEIGHBOR_ADVERT,
} from '../../wire/neighbor-advertisement.ts';
import { decodeNeighborSolicitation } from '../../wire/neighbor-solicitation.ts';
import { allOctets, copyOf, MalformedMessage, octetAt } from '../../wire/octets.ts';
import { neighborFilter } from '../../wire/packet-filter.ts';
import { HOP_LIMIT, solicitation } from '../announce/neighbor-packet.ts';
import { hasNeighbours, linkHealth } from '../link/link-health.ts';
import { isOfThisHost } from './claims.ts';
import { type ProbeSource, probeSource } from './probe.ts';
import { sendProbes } from './send-probes.ts';

/** `floatp` in ASCII. Constant, because echoes are recognized by their hardware addresses. */
const NONCE = new Uint8Array([0x66, 0x6c, 0x6f, 0x61, 0x74, 0x70]);

export type Detection =
  /** No other host has answered. `group` must be closed when the address is added. */
  | { readonly kind: 'unique'; readonly group: GroupMembership }
  | { readonly kind: 'taken'; readonly hardwareAddress: Uint8Array }
  | { readonly kind: 'left-to-kernel'; readonly reason: string };

/**
 * Asks whether another host has the address, or is about to use it. As for the kernel, each advertisement is an
 * answer, also that of a proxy, which has no Override flag.
 *
 * Joins the solicited-node group of the address first. Otherwise network cards and switches do not deliver the
 * solicitations of a host that detects duplicates at the same time.
 */
export function detectDuplicate(kernel: Kernel, link: Link, ip: IpAddress): Detection {
  const source = currentSource(kernel, link, ip);
  const reason = whyNotAsked(source);
  if (reason !== undefined) return { kind: 'left-to-kernel', reason };
  try {
    const group = kernel.joinGroup(solicitedNodeGroup(ip.bytes), link.index);
    let isUnique = false;
    try {
      const other = askForOwner(kernel, source, ip);
      isUnique = other === undefined;
      return other ? { kind: 'taken', hardwareAddress: other } : { kind: 'unique', group };
    } finally {
      if (!isUnique) group.close();
    }
  } catch (error) {
    if (error instanceof SystemError) return { kind: 'left-to-kernel', reason: error.message };
    throw error;
  }
}

/** Whether the agent detects duplicates with these parameters on this link. */
export function asksItself({ request, announcedMac }: ActionContext, link: Link): boolean {
  const { ip } = request;
  // Not of a shared address: its other hosts would answer.
  const isAlone = announcedMac === undefined;
  return ip.family === 'inet6' && request.dad() === 'fast' && isAlone && hasNeighbours(link);
}

/** Why the agent would leave the detection to the kernel; undefined if it would ask itself. */
export function whyLeftToKernel(kernel: Kernel, link: Link, ip: IpAddress): string | undefined {
  return whyNotAsked(currentSource(kernel, link, ip));
}

/** With the present state of the link, which start may have brought up. */
function currentSource(kernel: Kernel, link: Link, ip: IpAddress): ProbeSource {
  return probeSource(kernel, kernel.links.byIndex(link.index) ?? link, ip);
}

function whyNotAsked({ link, linkLocal }: ProbeSource): string | undefined {
  const health = linkHealth(link);
  if (health === 'down') return `${link.name} is down`;
  if (health === 'no-carrier') return `${link.name} has no carrier`;
  return linkLocal ? undefined : `${link.name} has no link-local address that is ready to use`;
}

/** The hardware address of another host that has the address or detects duplicates of it; undefined without one. */
function askForOwner(
  kernel: Kernel,
  { link, linkLocal }: ProbeSource,
  ip: IpAddress,
): Uint8Array | undefined {
  if (!linkLocal) throw new Error(`no source for the solicitations of ${ip.text}`);
  const socket = kernel.openReceiver(ETH_P_IPV6, link.index, neighborFilter(ip.bytes));
  try {
    const packet = solicitation(link, linkLocal, ip.bytes, undefined, NONCE);
    return sendProbes(socket, kernel.clock, link.index, packet, (received: ReceivedPacket) => {
      const other = claimantIn(received, link, ip);
      return other && !isOfThisHost(kernel, other) ? other : undefined;
    });
  } finally {
    socket.close();
  }
}

/** The host that has the address, or detects duplicates of it, according to a packet; undefined for other packets. */
function claimantIn(received: ReceivedPacket, link: Link, ip: IpAddress): Uint8Array | undefined {
  try {
    const { nextHeader, hopLimit, source, payload } = decodeIpv6(received.payload);
    if (nextHeader !== IPPROTO_ICMPV6 || hopLimit !== HOP_LIMIT) return undefined;
    if (octetAt(payload, 0) === ND_NEIGHBOR_ADVERT) {
      const said = decodeNeighborAdvertisement(payload, link.hardwareType);
      if (!sameBytes(said.target, ip.bytes)) return undefined;
      return copyOf(said.targetLinkLayerAddress ?? received.source);
    }
    const asked = decodeNeighborSolicitation(payload, link.hardwareType);
    if (!sameBytes(asked.target, ip.bytes)) return undefined;
    const { nonce } = asked;
    const isFast = nonce !== undefined && sameBytes(nonce, NONCE);
    // RFC 4862 section 5.4.3: the source is the unspecified address.
    if (!isFast && !allOctets(source, 0)) return undefined;
    return copyOf(asked.sourceLinkLayerAddress ?? received.source);
  } catch (error) {
    if (error instanceof MalformedMessage) return undefined;
    throw error;
  }
}
