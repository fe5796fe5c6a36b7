/** start: take over the address, and say so to the neighbours. */
import { OCF_ERR_GENERIC, OCF_ERR_INSTALLED, OCF_SUCCESS } from '../ocf/exit-status.ts';
import { quoted } from '../ocf/quote.ts';
import { awaitAddressList, changeAddressList } from '../vip/address-list.ts';
import { Announcement } from '../vip/announce.ts';
import { probe } from '../vip/collision.ts';
import { speaksArp } from '../vip/gratuitous-arp.ts';
import { type RaisedLink, raiseLink } from '../vip/link-health.ts';
import { turnName } from '../vip/lock-names.ts';
import { type Holding, observe } from '../vip/observation.ts';
import type { Placement } from '../vip/placement.ts';
import { release } from '../vip/release.ts';
import { formatHardwareAddress } from '../wire/hardware-address.ts';
import { newAddress } from './addition.ts';
import { finishAnnouncement, goneMeanwhile, reportRounds } from './announcing.ts';
import { type ActionContext, formatAddress, requestedLink } from './context.ts';
import { failure, type Outcome, SUCCESS } from './outcome.ts';
import { describePlacement, labelOn, placeRequest, unplaced } from './placing.ts';

type Placed = Extract<Placement, { kind: 'placed' }>;

interface Started {
  readonly outcome: Outcome;
  /** With its first round sent; what is left of it needs no turn. */
  readonly announcement?: Announcement | undefined;
}

/** What has been done so far, as what undoes it. */
type Undo = (() => void)[];

export function start(context: ActionContext): Outcome {
  const { kernel, request, deadline } = context;
  const turn = kernel.locks.acquire(turnName(kernel.namespaceId, request.ip), deadline);
  if (!turn) {
    return failure(
      OCF_ERR_GENERIC,
      `${request.ip.text}: another start or stop of this address is still running; look for it with ps`,
    );
  }
  let started: Started;
  try {
    started = allOrNothing(context, takeOver);
  } finally {
    // Before the other rounds: a stop must not wait for them.
    turn.release();
  }
  const { outcome, announcement } = started;
  return announcement ? finishAnnouncement(context, announcement) : outcome;
}

/** A start that fails leaves the host as it found it. */
function allOrNothing(
  context: ActionContext,
  steps: (context: ActionContext, undo: Undo) => Started,
): Started {
  const undo: Undo = [];
  let succeeded = false;
  try {
    const started = steps(context, undo);
    succeeded = started.outcome.status === OCF_SUCCESS;
    return started;
  } finally {
    while (!succeeded && undo.length > 0) {
      try {
        undo.pop()?.();
      } catch (error) {
        context.log.error(`cleaning up after the failed start: ${(error as Error).message}`);
      }
    }
  }
}

function takeOver(context: ActionContext, undo: Undo): Started {
  const { kernel, request, log } = context;
  const requested = requestedLink(context);
  if (requested.kind === 'missing') return fail(OCF_ERR_INSTALLED, requested.reason);
  const wanted = requested.kind === 'found' ? requested.link : undefined;

  let held = observe(kernel, request.ip, wanted);
  // It may be one that another's stop has taken along and is about to put back.
  if (held.length === 0 && awaitAddressList(kernel)) held = observe(kernel, request.ip, wanted);
  const placement = placeRequest(context, wanted);
  if (placement.kind !== 'placed') {
    // The route that led here may be gone; the address that is up does not need it.
    const isUp = placement.kind === 'no-route' && held.length > 0;
    return { outcome: isUp ? SUCCESS : unplaced(request, placement) };
  }
  log.info(describePlacement(request, placement));
  const { link, prefixLength } = placement;
  const label = labelOn(link, request);
  if (typeof label === 'object') return { outcome: label };

  const there = held.filter(
    ({ entry }) => entry.index === link.index && entry.prefixLength === prefixLength,
  );
  const asAsked = there.some(({ entry }) => label === undefined || entry.label === label);
  if (there.length > 0 && !asAsked) return fail(OCF_ERR_GENERIC, withoutLabel(context, there));

  const raised = raiseLink(kernel, link, request.checkLinkStatus);
  if (raised.raised) undo.push(() => kernel.links.setUp(link.index, false));
  if (raised.health.kind !== 'up' && request.checkLinkStatus) {
    return fail(OCF_ERR_GENERIC, withoutCarrier(link.name, raised));
  }
  if (asAsked) {
    log.info(`${formatAddress(request.ip, prefixLength)} is on ${link.name} already`);
    return { outcome: SUCCESS };
  }
  return addAndAnnounce(context, undo, placement, label);
}

/** Everything that may take its time comes before the address. */
function addAndAnnounce(
  context: ActionContext,
  undo: Undo,
  placement: Placed,
  label: string | undefined,
): Started {
  const { kernel, request, deadline } = context;
  const { ip } = request;
  const { link } = placement;
  const announces = speaksArp(link);

  if (request.probe && announces) {
    const collision = probe(kernel, link, ip);
    if (collision.kind === 'taken') {
      const by = formatHardwareAddress(collision.by);
      const problem = `${by} on the network of ${link.name} has this address already`;
      return fail(
        OCF_ERR_GENERIC,
        `${quoted('ip', ip.text)}: ${problem}; take it away there first`,
      );
    }
  }

  const { type, count, interval } = request.announcement;
  const announcement = announces
    ? Announcement.prepare(kernel, { ip, link, type, count, interval }, deadline)
    : undefined;
  if (announces && !announcement) {
    const problem =
      'an earlier announcer for it does not end; look for "VirtualIP announce" with ps';
    return fail(OCF_ERR_GENERIC, `${ip.text}: ${problem}`);
  }
  if (announcement) undo.push(() => announcement.close());

  const added = changeAddressList(kernel, () =>
    addAndSayIt(context, undo, placement, label, announcement),
  );
  if (added) return added.result;
  return fail(
    OCF_ERR_GENERIC,
    `${ip.text}: another change of the addresses does not come to an end`,
  );
}

/** From the address to its first packet, in one go. */
function addAndSayIt(
  context: ActionContext,
  undo: Undo,
  placement: Placed,
  label: string | undefined,
  announcement: Announcement | undefined,
): Started {
  const { kernel, request, log } = context;
  const { ip } = request;
  const { link, prefixLength } = placement;
  const address = formatAddress(ip, prefixLength);
  kernel.addresses.add(newAddress(request, placement, label));
  undo.push(() => removeAdded(context, placement));
  const isHeld = announcement
    ? announcement.isHeld()
    : kernel.addresses.find(ip, link.index).length > 0;
  if (!isHeld) {
    return fail(OCF_ERR_GENERIC, `${address} was added to ${link.name}, but is not there`);
  }
  const rounds = announcement?.sendFirstRound();
  log.info(`${address} added to ${link.name}`);
  if (rounds) reportRounds(log, ip, link, rounds);
  if (rounds?.kind === 'address-gone') return fail(OCF_ERR_GENERIC, goneMeanwhile(ip));
  return { outcome: SUCCESS, announcement };
}

function removeAdded({ kernel, request: { ip } }: ActionContext, { link, prefixLength }: Placed) {
  const remove = () => {
    for (const entry of kernel.addresses.find(ip, link.index)) {
      if (entry.prefixLength === prefixLength) release(kernel, ip.family, entry);
    }
  };
  if (!changeAddressList(kernel, remove)) remove();
}

function fail(...reason: Parameters<typeof failure>): Started {
  return { outcome: failure(...reason) };
}

function withoutLabel({ request }: ActionContext, there: readonly Holding[]): string {
  const [first] = there;
  const labels = there.map(({ entry }) => entry.label ?? 'none').join(', ');
  return (
    `${quoted('iflabel', request.label ?? '')}: ${request.ip.text} is on ${first?.link.name} already, ` +
    `with another label (${labels}); stop the resource to remove it, then start it again`
  );
}

function withoutCarrier(name: string, { raised, health }: RaisedLink): string {
  const since = raised ? ', also 3 s after it was brought up' : '';
  const state = health.kind === 'administratively-down' ? 'is down' : 'has no carrier';
  return (
    `interface ${name} ${state}${since}; check its cable, its switch port or what it is built upon, ` +
    'or set check_link_status=false'
  );
}
