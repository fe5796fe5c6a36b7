/** What start is to do, by a look at the host that changes nothing. */
import { leavesNetwork } from '../../ocf/clone-instance.ts';
import { OCF_ERR_CONFIGURED, OCF_ERR_GENERIC, OCF_ERR_INSTALLED } from '../../ocf/exit-status.ts';
import { quoted } from '../../ocf/quote.ts';
import type { VipRequest } from '../../ocf/request.ts';
import { detectionOf } from '../../vip/duplicate-address-detection.ts';
import type { HeldAddress } from '../../vip/kernel.ts';
import { isLoopback } from '../../vip/link-health.ts';
import { type Holding, observe } from '../../vip/observation.ts';
import type { Placement } from '../../vip/placement.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import { type ActionContext, requestedLink } from './context.ts';
import { failure, type Outcome } from './outcome.ts';
import { labelOn, placeRequest, unplaced } from './placement-in-words.ts';

export type Placed = Extract<Placement, { kind: 'placed' }>;

export type StartPlan =
  | { readonly kind: 'refuse'; readonly outcome: Outcome }
  | { readonly kind: 'there-already'; readonly holding: Holding }
  | ({ readonly kind: 'add' } & Addition);

export interface Addition {
  readonly placement: Placed;
  readonly label: string | undefined;
  /** What an earlier collision left: the kernel holds it, does not use it, and has it in the way. */
  readonly duplicates: readonly HeldAddress[];
}

export function planStart(context: ActionContext): StartPlan {
  const { kernel, request } = context;
  const requested = requestedLink(context);
  if (requested.kind === 'missing') return refuse(failure(OCF_ERR_INSTALLED, requested.reason));
  const { link: wanted } = requested;

  // What is up as far as anything was asked for needs no place, and no route.
  const holdings = observe(kernel, request.ip, wanted);
  const inUse = holdings.filter(({ entry }) => detectionOf(entry) !== 'duplicate');
  const there = inUse.filter(
    ({ entry }) => (request.prefixLength ?? entry.prefixLength) === entry.prefixLength,
  );
  if (there.length > 0) return thereAlready(context, there);

  const duplicates = holdings.filter((holding) => !inUse.includes(holding));
  return planAddition(context, wanted, duplicates);
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
  const onLoopback = alreadyOnLoopback(request, placement.link);
  if (onLoopback) return refuse(onLoopback);
  const label = labelOn(placement.link, request);
  if (typeof label === 'object') return refuse(label);
  return { kind: 'add', placement, label, duplicates: duplicates.map(({ entry }) => entry) };
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
    network.kind === 'placed' ? leavesNetwork(request, network.prefixLength) : undefined;
  return outside === undefined
    ? undefined
    : failure(OCF_ERR_CONFIGURED, `${quoted('ip', ip.text)}: ${outside}`);
}

function thereAlready(context: ActionContext, there: readonly Holding[]): StartPlan {
  const { request } = context;
  for (const holding of there) {
    const onLoopback = alreadyOnLoopback(request, holding.link);
    if (onLoopback) return refuse(onLoopback);
    const label = labelOn(holding.link, request);
    if (typeof label === 'object') return refuse(label);
    if (label === undefined || holding.entry.label === label) {
      return { kind: 'there-already', holding };
    }
  }
  return refuse(failure(OCF_ERR_GENERIC, withoutLabel(context, there)));
}

/** lvs_support moves the address between the loopback interface and another one. */
function alreadyOnLoopback({ ip, lvsSupport }: VipRequest, link: Link): Outcome | undefined {
  if (!lvsSupport || !isLoopback(link)) return undefined;
  const why = `${ip.text} is to be on the loopback interface ${link.name} anyway`;
  return failure(
    OCF_ERR_CONFIGURED,
    `lvs_support=true: ${why}; set nic to another interface, or leave lvs_support out`,
  );
}

function refuse(outcome: Outcome): Extract<StartPlan, { kind: 'refuse' }> {
  return { kind: 'refuse', outcome };
}

function withoutLabel({ request }: ActionContext, there: readonly Holding[]): string {
  const [first] = there;
  const labels = there.map(({ entry }) => entry.label ?? 'none').join(', ');
  return (
    `${quoted('iflabel', request.label ?? '')}: ${request.ip.text} is on ${first?.link.name} already, ` +
    `with another label (${labels}); stop the resource to remove it, then start it again`
  );
}
