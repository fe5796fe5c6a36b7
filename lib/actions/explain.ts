/** explain: what start would do, and why. Changes nothing. */

import { OCF_ERR_INSTALLED } from '../ocf/exit-status.ts';
import type { Announcement, VipRequest } from '../ocf/request.ts';
import { gratuitousArp, speaksArp } from '../vip/gratuitous-arp.ts';
import { type LinkHealth, linkHealth } from '../vip/link-health.ts';
import { observe } from '../vip/observation.ts';
import { type Candidate, listCandidates, type Placement } from '../vip/placement.ts';
import { ARP_REQUEST, ARPHRD_ETHER, decodeArp } from '../wire/arp.ts';
import { encodeEthernet } from '../wire/ethernet.ts';
import type { InterfaceAddress } from '../wire/ifaddrmsg.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import { newAddress } from './addition.ts';
import { type ActionContext, requestedLink } from './context.ts';
import { failure, type Outcome } from './outcome.ts';
import { labelOn, placeRequest, unplaced } from './placing.ts';

export interface Explanation {
  readonly candidates: readonly Candidate[];
  readonly placement: Extract<Placement, { kind: 'placed' }>;
  readonly health: LinkHealth;
  /** What RTM_NEWADDR would carry. */
  readonly address: InterfaceAddress;
  readonly isThereAlready: boolean;
  readonly announcement: Announcement;
  readonly noPrefixRoute: boolean;
  /** One round of the announcement; empty on a link without ARP. */
  readonly packets: readonly PacketOnWire[];
}

export interface PacketOnWire {
  readonly operation: 'request' | 'reply';
  /** With the Ethernet header; on other links, whose headers the kernel writes, without any. */
  readonly frame: Uint8Array;
}

export function explain(context: ActionContext): Explanation | Outcome {
  const { kernel, request } = context;
  const requested = requestedLink(context);
  if (requested.kind === 'missing') return failure(OCF_ERR_INSTALLED, requested.reason);
  const wanted = requested.kind === 'found' ? requested.link : undefined;
  const placement = placeRequest(context, wanted);
  if (placement.kind !== 'placed') return unplaced(request, placement);
  const { link } = placement;
  const label = labelOn(link, request);
  if (typeof label === 'object') return label;
  return {
    candidates: listCandidates(kernel, { ip: request.ip, link: wanted }),
    placement,
    health: linkHealth(link),
    address: newAddress(request, placement, label),
    isThereAlready: observe(kernel, request.ip, link).length > 0,
    announcement: request.announcement,
    noPrefixRoute: request.noPrefixRoute,
    packets: packetsOf(request, link),
  };
}

function packetsOf({ ip, announcement }: VipRequest, link: Link): PacketOnWire[] {
  if (!speaksArp(link)) return [];
  return gratuitousArp(link, ip, announcement.type).map(({ etherType, destination, payload }) => {
    const operation = decodeArp(payload).operation === ARP_REQUEST ? 'request' : 'reply';
    const source = link.address;
    const frame =
      link.hardwareType === ARPHRD_ETHER
        ? encodeEthernet({ destination, source, etherType, payload })
        : payload;
    return { operation, frame };
  });
}
