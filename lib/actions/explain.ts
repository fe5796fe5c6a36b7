/** explain: what start would do, and why (dry run). Changes nothing. */

import type { OnConflict } from '../../build/names.ts';
import { CONFLICT_DETECTION_MS } from '../../ocf-metadata/times.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import { entriesOnLoopback } from '../vip/address/loopback.ts';
import { newAddress } from '../vip/address/new-address.ts';
import { type Candidate, listCandidates } from '../vip/address/placement.ts';
import { type AnnouncementPlan, announcementPlan } from '../vip/announce/announcement-plan.ts';
import type { Packet } from '../vip/announce/packet.ts';
import { peersOf } from '../vip/announce/peers.ts';
import { packetsOf } from '../vip/announce/round.ts';
import { asksItself, whyLeftToKernel } from '../vip/conflict/detect-duplicate.ts';
import { hasNeighbours, type LinkHealth, linkHealth } from '../vip/link/link-health.ts';
import { ARP_REQUEST, ARPHRD_ETHER, decodeArp } from '../wire/arp.ts';
import { ETH_P_IPV6, encodeEthernet } from '../wire/ethernet.ts';
import { IFA_F_NODAD, IFA_F_NOPREFIXROUTE, type InterfaceAddress } from '../wire/ifaddrmsg.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { whyNoCarrier, whyNotFast } from './messages.ts';
import { planStart } from './plan-start.ts';

export interface Explanation {
  readonly ip: IpAddress;
  readonly candidates: readonly Candidate[];
  readonly link: Link;
  readonly prefixLength: number;
  /** The route that determines interface and prefix length. */
  readonly chosen: Candidate | undefined;
  readonly health: LinkHealth;
  /** Why the link would make start fail. */
  readonly linkProblem: string | undefined;
  /** The address that start would add; undefined if it is already assigned. */
  readonly addition: InterfaceAddress | undefined;
  /** lvs_support: whether start would remove the address from the loopback interface. */
  readonly leavesLoopback: boolean;
  /** Duration of conflict detection in milliseconds; 0 without run_arping and dad=fast. */
  readonly probing: number;
  /** Why the kernel would check for a duplicate in spite of dad=fast. */
  readonly notFast: string | undefined;
  readonly noPrefixRoute: boolean;
  readonly skipsDad: boolean;
  /** lvs_ipv6_addrlabel: the label for the policy table. */
  readonly addressLabel: number | undefined;
  /** Number and times of the rounds, and the limit of frames. */
  readonly announcement: Pick<AnnouncementPlan, 'count' | 'interval' | 'late' | 'rate'>;
  readonly inBackground: boolean;
  /** What monitor would do if another host had the address; undefined if it would not look for one. */
  readonly onConflict: OnConflict | undefined;
  /** Whether stop would close TCP connections. */
  readonly killsConnections: boolean;
  /** The peers of announce_to that start would ask. */
  readonly peers: readonly IpAddress[];
  /** The packets of one round; empty without an announcement. */
  readonly packets: readonly PacketOnWire[];
  /** The clients that this host would answer, if the address is shared. */
  readonly share?: PlannedShare;
}

export interface PlannedShare {
  /** Bucket number, from 1. */
  readonly bucket: number;
  readonly total: number;
  readonly tool: string;
  readonly seed: number;
  /** The multicast hardware address, the same on all hosts. */
  readonly hardwareAddress: string;
  /** Whether the hosts announce `hardwareAddress` (clusterip_mac_mangle). */
  readonly mangles: boolean;
}

export interface PacketOnWire {
  readonly operation: 'ARP request' | 'ARP reply' | 'Neighbor Advertisement';
  /** Link-layer destination address. */
  readonly destination: Uint8Array;
  /** On Ethernet, with the link-layer header; on other links without it, because the kernel writes it. */
  readonly frame: Uint8Array;
}

/** @throws Refusal if start would fail */
export function explain(context: ActionContext): Explanation {
  const { kernel, request } = context;
  const plan = planStart(context);
  for (const warning of plan.warnings) context.log.warn(warning);
  const link = plan.link;
  const adds = plan.kind === 'add';
  const health = linkHealth(link);
  const hasNoCarrier = health === 'no-carrier' && request.boolean('check_link_status');
  const announces = adds && hasNeighbours(link);
  const isFast = adds && asksItself(context, link);
  const notFast = isFast ? whyLeftToKernel(kernel, link, request.ip) : undefined;
  const asks = isFast && notFast === undefined;
  const addition = adds ? newAddress(context, plan.placement, plan.label, asks) : undefined;
  const flags = addition?.flags ?? 0;
  const prefixLength = adds ? plan.placement.prefixLength : plan.assigned.entry.prefixLength;
  const announcement = announcementPlan(context, link, prefixLength);
  const { count, interval, late, rate } = announcement;
  return {
    ip: request.ip,
    candidates: listCandidates(kernel, {
      ip: request.ip,
      link: request.nic === undefined ? undefined : link,
    }),
    link,
    prefixLength,
    chosen: adds ? plan.placement.route : undefined,
    health,
    linkProblem: hasNoCarrier ? whyNoCarrier(link.name, health) : undefined,
    addition,
    leavesLoopback:
      request.boolean('lvs_support') && entriesOnLoopback(kernel, request.ip).length > 0,
    probing: asks || (announces && request.boolean('run_arping')) ? CONFLICT_DETECTION_MS : 0,
    notFast: notFast === undefined ? undefined : whyNotFast(notFast),
    noPrefixRoute: (flags & IFA_F_NOPREFIXROUTE) !== 0,
    skipsDad: (flags & IFA_F_NODAD) !== 0,
    addressLabel: adds ? request.addressLabel() : undefined,
    announcement: { count, interval, late, rate },
    inBackground: request.boolean('arp_bg'),
    onConflict: announces && announcement.asks ? request.onConflict() : undefined,
    killsConnections: request.boolean('kill_connections_on_stop'),
    peers:
      announces && announcement.asks
        ? peersOf(kernel, request.ip, prefixLength, link.index, request.announceTo)
        : [],
    packets: announces ? packetsOnWire(link, packetsOf(kernel, announcement)) : [],
  };
}

function packetsOnWire(link: Link, round: readonly Packet[]): PacketOnWire[] {
  const packets: PacketOnWire[] = [];
  for (const packet of round) packets.push(onWire(link, packet));
  return packets;
}

function onWire(link: Link, packet: Packet): PacketOnWire {
  const frame =
    link.hardwareType === ARPHRD_ETHER
      ? encodeEthernet({ ...packet, source: link.address })
      : packet.payload;
  return { operation: operationOf(packet), destination: packet.destination, frame };
}

function operationOf({ etherType, payload }: Packet): PacketOnWire['operation'] {
  if (etherType === ETH_P_IPV6) return 'Neighbor Advertisement';
  return decodeArp(payload).operation === ARP_REQUEST ? 'ARP request' : 'ARP reply';
}
