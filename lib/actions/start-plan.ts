/** What start is to do, by a look at the host that changes nothing. */

import type { HeldAddress, Kernel } from '../linux/kernel.ts';
import { leavesNetwork } from '../ocf/clone-instance.ts';
import { OCF_ERR_CONFIGURED, OCF_ERR_GENERIC, OCF_ERR_INSTALLED } from '../ocf/exit-status.ts';
import { quoted } from '../ocf/quote.ts';
import type { VipRequest } from '../ocf/request.ts';
import { unfitPlainClone } from '../ocf/shared-clone.ts';
import { notOfHost } from '../ocf/unreachable.ts';
import { detectionOf } from '../vip/duplicate-address-detection.ts';
import { isLoopback } from '../vip/link-health.ts';
import { hasNeighbours } from '../vip/neighbours.ts';
import { type Holding, type Survey, survey } from '../vip/observation.ts';
import { isPlaced } from '../vip/placed.ts';
import type { Placement } from '../vip/placement.ts';
import { RT_SCOPE_LINK } from '../wire/ifaddrmsg.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import { addressBits, sameBytes, samePrefix } from '../wire/ip-address.ts';
import { AF_INET } from '../wire/socket.ts';
import { type ActionContext, soughtBy } from './context.ts';
import { failure, type Outcome } from './outcome.ts';
import { labelOn, placeRequest, unplaced } from './placement-in-words.ts';
import { onlyOfNetwork, remedyFor, unlikeWhat } from './state-in-words.ts';

export type Placed = Extract<Placement, { kind: 'placed' }>;

export type StartPlan =
  | { readonly kind: 'refuse'; readonly outcome: Outcome }
  | ({ readonly kind: 'there-already' } & Adoption)
  | ({ readonly kind: 'add' } & Addition);

export interface Adoption {
  readonly holding: Holding;
  /** Whether an earlier start put it there. */
  readonly isOurs: boolean;
  /** What is not as it should be, and is no reason to refuse. */
  readonly warnings: readonly string[];
}

export interface Addition {
  readonly placement: Placed;
  readonly label: string | undefined;
  /** What an earlier collision left: the kernel holds it, does not use it, and has it in the way. */
  readonly duplicates: readonly HeldAddress[];
  readonly warnings: readonly string[];
}

/** What start says of the host besides. */
export function warningsOf(plan: StartPlan): readonly string[] {
  switch (plan.kind) {
    case 'refuse':
      return [];
    case 'there-already':
      return plan.warnings;
    case 'add':
      return plan.warnings;
  }
}

export function planStart(context: ActionContext): StartPlan {
  const { kernel, request } = context;
  const { wanted, missing } = soughtBy(context);
  if (missing !== undefined) return refuse(failure(OCF_ERR_INSTALLED, missing));

  const found = survey(kernel, wanted);
  const warnings = alsoOn(request, found);
  // What is up as far as anything was asked for needs no place, and no route.
  const there = found.fitting.find(({ entry }) => detectionOf(entry) !== 'duplicate');
  if (there) return thereAlready(context, there, isPlaced(found.places, there.entry), warnings);
  const unlike = found.unlike.at(0);
  if (unlike) return refuse(notAsAsked(request, unlike));
  const link = typeof wanted.link === 'object' ? wanted.link : undefined;
  const plan = planAddition(context, link, found.fitting);
  return plan.kind === 'add' ? { ...plan, warnings: [...plan.warnings, ...warnings] } : plan;
}

/** Where neighbours would find the address as well, and stop would leave it. */
function alsoOn(request: VipRequest, { elsewhere, strayed }: Survey): string[] {
  const reachable = [...strayed, ...elsewhere.filter(({ link }) => hasNeighbours(link))];
  const names = [...new Set(reachable.map(({ link }) => link.name))];
  if (names.length === 0) return [];
  const where =
    request.nic === undefined ? '' : `; ${quoted('nic', request.nic)} is where start puts it`;
  return [`${request.ip.text} is on ${names.join(', ')} already${where}`];
}

/**
 * Another's address, or one that is to be changed: start neither adds it a second time nor takes it
 * over, because stop would then take it from whoever put it there.
 */
function notAsAsked(request: VipRequest, unlike: Holding): Outcome {
  const tooLong = labelOn(unlike.link, request);
  if (typeof tooLong === 'object') return tooLong;
  return failure(OCF_ERR_GENERIC, `${unlikeWhat(request, unlike)}; ${remedyFor(request, unlike)}`);
}

/** Where an address that is not there would go, by way of one link or of any. */
export function planAddition(
  context: ActionContext,
  wanted: Link | undefined,
  duplicates: readonly Holding[] = [],
): Exclude<StartPlan, { kind: 'there-already' }> {
  const { request } = context;
  const placement = placeRequest(context, wanted);
  const outside = outsideOfNetwork(context, wanted, placement);
  if (outside) return refuse(outside);
  if (placement.kind !== 'placed') return refuse(unplaced(request, placement));
  const unfit = unfitLink(request, placement.link);
  if (unfit) return refuse(unfit);
  const label = labelOn(placement.link, request);
  if (typeof label === 'object') return refuse(label);
  const role = noHost(request, placement.prefixLength);
  if (role.outcome) return refuse(role.outcome);
  const { warnings } = role;
  const entries = duplicates.map(({ entry }) => entry);
  return { kind: 'add', placement, label, duplicates: entries, warnings };
}

/** An address that no host can have in a network of that prefix length. */
function noHost(
  { ip }: VipRequest,
  prefixLength: number,
): { readonly outcome?: Outcome; readonly warnings: readonly string[] } {
  const reason = notOfHost(ip, prefixLength);
  if (reason === undefined) return { warnings: [] };
  const text = `${quoted('ip', ip.text)}: ${reason}`;
  if (ip.family === 'inet6') return { warnings: [text] };
  return { outcome: failure(OCF_ERR_CONFIGURED, text), warnings: [] };
}

/** An instance of a clone belongs into the network of the address that the clone was given. */
function outsideOfNetwork(
  context: ActionContext,
  wanted: Link | undefined,
  placement: Placement,
): Outcome | undefined {
  const { request } = context;
  if (!request.baseIp) return undefined;
  const { baseIp: ip } = request;
  // Where no route covers the instance's address, that of the clone tells what network was meant.
  const network =
    placement.kind === 'no-route'
      ? placeRequest({ ...context, request: { ...request, ip } }, wanted)
      : placement;
  const outside =
    network.kind === 'placed'
      ? leavesNetwork(request.baseIp, request.ip, network.prefixLength)
      : undefined;
  return outside === undefined
    ? undefined
    : failure(OCF_ERR_CONFIGURED, `${quoted('ip', ip.text)}: ${outside}`);
}

/** @param isOurs whether an earlier start put it there */
function thereAlready(
  context: ActionContext,
  holding: Holding,
  isOurs: boolean,
  warnings: readonly string[],
): StartPlan {
  const { kernel, request } = context;
  const unfit = unfitLink(request, holding.link);
  if (unfit) return refuse(unfit);
  const role = noHost(request, holding.entry.prefixLength);
  if (role.outcome) return refuse(role.outcome);
  const lonely =
    isOurs || !isOnlyOfNetwork(kernel, holding) ? [] : [onlyOfNetwork(request, holding)];
  const all = [...warnings, ...role.warnings, ...lonely];
  return { kind: 'there-already', holding, isOurs, warnings: all };
}

/** Whether the interface has no other address in the network of this one; beside one of a host alone, none at all. */
function isOnlyOfNetwork(kernel: Kernel, { entry, link }: Holding): boolean {
  const family = entry.family === AF_INET ? 'inet' : 'inet6';
  const { local, prefixLength } = entry;
  const isHostRoute = prefixLength === addressBits(family);
  return !kernel.addresses
    .onLink(family, link.index)
    .some(
      (other) =>
        !sameBytes(other.local, local) &&
        other.scope !== RT_SCOPE_LINK &&
        (isHostRoute || samePrefix(other.local, local, prefixLength)),
    );
}

/** Why the parameters contradict the link that they lead to. */
function unfitLink({ ip, lvsSupport, isPlainClone }: VipRequest, link: Link): Outcome | undefined {
  if (isPlainClone && hasNeighbours(link)) {
    return failure(OCF_ERR_CONFIGURED, unfitPlainClone(link.name));
  }
  if (!lvsSupport || !isLoopback(link)) return undefined;
  // It moves the address between the loopback interface and another one.
  const why = `${ip.text} is to be on the loopback interface ${link.name} anyway`;
  return failure(
    OCF_ERR_CONFIGURED,
    `lvs_support=true: ${why}; set nic to another interface, or leave lvs_support out`,
  );
}

function refuse(outcome: Outcome): Extract<StartPlan, { kind: 'refuse' }> {
  return { kind: 'refuse', outcome };
}
