/** explain: what start would do, and why. Changes nothing. */

import { OCF_ERR_INSTALLED } from '../ocf/exit-status.ts';
import type { Announcement } from '../ocf/request.ts';
import { gratuitousArp, type Packet, speaksArp } from '../vip/gratuitous-arp.ts';
import { type LinkHealth, linkHealth } from '../vip/link-health.ts';
import { observe } from '../vip/observation.ts';
import { type Candidate, listCandidates, type Placement } from '../vip/placement.ts';
import type { InterfaceAddress } from '../wire/ifaddrmsg.ts';
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
  /** One round of the announcement; empty on a link without ARP. */
  readonly packets: readonly Packet[];
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
    packets: speaksArp(link) ? gratuitousArp(link, request.ip, request.announcement.type) : [],
  };
}
