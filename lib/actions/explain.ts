/** explain: what start would do, and why. Changes nothing. */

import type { Announcement } from '../ocf/request.ts';
import { PROBE_INTERVAL, PROBE_NUM } from '../vip/collision.ts';
import { type LinkHealth, linkHealth } from '../vip/link-health.ts';
import { entriesOnLoopback } from '../vip/loopback.ts';
import { hasNeighbours, roundOf } from '../vip/neighbours.ts';
import type { Packet } from '../vip/packet.ts';
import { type Candidate, listCandidates } from '../vip/placement.ts';
import { ARP_REQUEST, ARPHRD_ETHER, decodeArp } from '../wire/arp.ts';
import { ETH_P_IPV6, encodeEthernet } from '../wire/ethernet.ts';
import { IFA_F_NOPREFIXROUTE, type InterfaceAddress } from '../wire/ifaddrmsg.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import type { ActionContext } from './context.ts';
import { newAddress } from './new-address.ts';
import type { Outcome } from './outcome.ts';
import { withoutCarrier } from './placement-in-words.ts';
import { planStart } from './start-plan.ts';

export interface Explanation {
  readonly ip: IpAddress;
  readonly candidates: readonly Candidate[];
  readonly link: Link;
  readonly prefixLength: number;
  /** The route that the place was taken from. */
  readonly chosen: Candidate | undefined;
  readonly health: LinkHealth;
  /** Why start would fail for the link as it is now; undefined if it would not. */
  readonly linkProblem: string | undefined;
  /** What RTM_NEWADDR would carry; undefined where the address is there as asked. */
  readonly addition: InterfaceAddress | undefined;
  /** Whether the address is on the loopback interface, from which start would take it (lvs_support). */
  readonly leavesLoopback: boolean;
  /** Milliseconds that the network would be asked for the address first. */
  readonly probing: number;
  readonly noPrefixRoute: boolean;
  readonly skipDetection: boolean;
  /** The label that it would get in the policy table. */
  readonly addressLabel: number | undefined;
  readonly announcement: Announcement;
  /** One round of the announcement; empty where there would be none. */
  readonly packets: readonly PacketOnWire[];
  /** What start would see to first, where hosts share the address. */
  readonly share?: PlannedShare;
}

export interface PlannedShare {
  /** The part of the clients, counted from 1. */
  readonly bucket: number;
  readonly total: number;
  readonly tool: string;
  readonly seed: number;
  /** To which all hosts of the address listen. */
  readonly hardwareAddress: string;
  /** Whether neighbours who ask are told of it. */
  readonly mangles: boolean;
}

export interface PacketOnWire {
  readonly operation: 'ARP request' | 'ARP reply' | 'Neighbor Advertisement';
  /** Link-layer address. */
  readonly destination: Uint8Array;
  /** With the Ethernet header; on other links, whose headers the kernel writes, without any. */
  readonly frame: Uint8Array;
}

export function explain(context: ActionContext): Explanation | Outcome {
  const { kernel, request } = context;
  const plan = planStart(context);
  if (plan.kind === 'refuse') return plan.outcome;
  const adds = plan.kind === 'add';
  const link = plan.kind === 'add' ? plan.placement.link : plan.holding.link;
  const wanted = request.nic === undefined ? undefined : link;
  const health = linkHealth(link);
  const hasNoCarrier = health.kind === 'no-lower-layer' && request.checkLinkStatus;
  const announces = adds && hasNeighbours(link);
  const addition = adds ? newAddress(kernel, request, plan.placement, plan.label) : undefined;
  return {
    ip: request.ip,
    candidates: listCandidates(kernel, { ip: request.ip, link: wanted }),
    link,
    prefixLength: adds ? plan.placement.prefixLength : plan.holding.entry.prefixLength,
    chosen: adds ? plan.placement.route : undefined,
    health,
    linkProblem: hasNoCarrier ? withoutCarrier(link.name, { health, raised: false }) : undefined,
    addition,
    leavesLoopback: request.lvsSupport && entriesOnLoopback(kernel, request.ip).length > 0,
    probing: announces && request.probe ? PROBE_NUM * PROBE_INTERVAL : 0,
    noPrefixRoute: ((addition?.flags ?? 0) & IFA_F_NOPREFIXROUTE) !== 0,
    skipDetection: request.skipDetection,
    announcement: request.announcement,
    addressLabel: adds ? request.addressLabel : undefined,
    packets: announces ? packetsOnWire(context, link) : [],
  };
}

function packetsOnWire({ kernel, request, holder }: ActionContext, link: Link): PacketOnWire[] {
  const packets: PacketOnWire[] = [];
  for (const packet of roundOf(kernel, link, request.ip, request.announcement.type, holder)) {
    packets.push(onWire(link, packet));
  }
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
