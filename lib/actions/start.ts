/** start: take over the address, and say so to the neighbours. */
import { OCF_ERR_GENERIC, OCF_ERR_INSTALLED } from '../ocf/exit-status.ts';
import { quoted } from '../ocf/quote.ts';
import { Announcement } from '../vip/announce.ts';
import { probe } from '../vip/collision.ts';
import { speaksArp } from '../vip/gratuitous-arp.ts';
import { type RaisedLink, raiseLink } from '../vip/link-health.ts';
import { turnName } from '../vip/lock-names.ts';
import { observe } from '../vip/observation.ts';
import type { Placement } from '../vip/placement.ts';
import { release } from '../vip/release.ts';
import { formatHardwareAddress } from '../wire/hardware-address.ts';
import { newAddress } from './addition.ts';
import { finishAnnouncement, reportRounds } from './announcing.ts';
import { type ActionContext, formatAddress, requestedLink } from './context.ts';
import { failure, type Outcome, SUCCESS } from './outcome.ts';
import { describePlacement, labelOn, placeRequest, unplaced } from './placing.ts';

type Placed = Extract<Placement, { kind: 'placed' }>;
type Started = { readonly outcome: Outcome; readonly announcement?: Announcement };

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
    started = takeOver(context);
  } finally {
    // Before the other rounds: a stop must not wait for them.
    turn.release();
  }
  const { outcome, announcement } = started;
  return announcement ? finishAnnouncement(context, announcement) : outcome;
}

/** The part that no other start or stop of the address may run beside. */
function takeOver(context: ActionContext): Started {
  const { kernel, request, log } = context;
  const requested = requestedLink(context);
  if (requested.kind === 'missing')
    return { outcome: failure(OCF_ERR_INSTALLED, requested.reason) };
  const wanted = requested.kind === 'found' ? requested.link : undefined;

  const held = observe(kernel, request.ip, wanted);
  const placement = placeRequest(context, wanted);
  if (placement.kind !== 'placed') {
    // The route that led here may be gone; the address that is up does not need it.
    if (placement.kind === 'no-route' && held.length > 0) return { outcome: SUCCESS };
    return { outcome: unplaced(request, placement) };
  }
  log.info(describePlacement(request, placement));
  const { link, prefixLength } = placement;
  const label = labelOn(link, request);
  if (typeof label === 'object') return { outcome: label };

  const there = held.filter(
    ({ entry }) => entry.index === link.index && entry.prefixLength === prefixLength,
  );
  const asAsked = there.some(({ entry }) => label === undefined || entry.label === label);
  if (there.length > 0 && !asAsked) {
    const labels = there.map(({ entry }) => entry.label ?? 'none').join(', ');
    return {
      outcome: failure(
        OCF_ERR_GENERIC,
        `${quoted('iflabel', request.label ?? '')}: ${request.ip.text} is on ${link.name} already, ` +
          `with another label (${labels}); stop the resource to remove it, then start it again`,
      ),
    };
  }

  const raised = raiseLink(kernel, link, request.checkLinkStatus);
  if (raised.health.kind !== 'up' && request.checkLinkStatus) {
    undo(context, placement, raised);
    return { outcome: failure(OCF_ERR_GENERIC, withoutCarrier(link.name, raised)) };
  }
  if (asAsked) {
    log.info(`${formatAddress(request.ip, prefixLength)} is on ${link.name} already`);
    return { outcome: SUCCESS };
  }
  try {
    return addAndAnnounce(context, placement, label, raised);
  } catch (error) {
    undo(context, placement, raised);
    throw error;
  }
}

function addAndAnnounce(
  context: ActionContext,
  placement: Placed,
  label: string | undefined,
  raised: RaisedLink,
): Started {
  const { kernel, request, log, deadline } = context;
  const { link, prefixLength } = placement;
  const address = formatAddress(request.ip, prefixLength);
  const announces = speaksArp(link);

  if (request.probe && announces) {
    const collision = probe(kernel, link, request.ip);
    if (collision.kind === 'taken') {
      undo(context, placement, raised);
      const by = formatHardwareAddress(collision.by);
      return {
        outcome: failure(
          OCF_ERR_GENERIC,
          `${quoted('ip', request.ip.text)}: ${by} on ${link.name}'s network has this address already; ` +
            'take it away there first',
        ),
      };
    }
  }

  const { type, count, interval } = request.announcement;
  const plan = { ip: request.ip, link, type, count, interval };
  const announcement = announces ? Announcement.prepare(kernel, plan, deadline, true) : undefined;
  if (announces && !announcement) {
    undo(context, placement, raised);
    return {
      outcome: failure(
        OCF_ERR_GENERIC,
        `${request.ip.text}: an earlier announcer for it does not end; look for "VirtualIP announce" with ps`,
      ),
    };
  }
  try {
    kernel.addresses.add(newAddress(request, placement, label));
    const isHeld = announcement
      ? announcement.isHeld()
      : kernel.addresses.find(request.ip, link.index).length > 0;
    if (!isHeld) throw new Error(`${address} was added to ${link.name}, but is not there`);
    const rounds = announcement?.sendFirstRound();
    log.info(`${address} added to ${link.name}`);
    if (rounds) reportRounds(log, request.ip, link, rounds);
  } catch (error) {
    announcement?.close();
    throw error;
  }
  return announcement ? { outcome: SUCCESS, announcement } : { outcome: SUCCESS };
}

/** Leaves the host as start found it. */
function undo(
  context: ActionContext,
  { link, prefixLength }: Placed,
  { raised }: RaisedLink,
): void {
  const { kernel, request, log } = context;
  try {
    for (const entry of kernel.addresses.find(request.ip, link.index)) {
      if (entry.prefixLength === prefixLength) release(kernel, request.ip.family, entry);
    }
    if (raised) kernel.links.setUp(link.index, false);
  } catch (error) {
    log.error(`cleaning up after the failed start: ${(error as Error).message}`);
  }
}

function withoutCarrier(name: string, { raised, health }: RaisedLink): string {
  const since = raised ? ', also 3 s after it was brought up' : '';
  const state = health.kind === 'administratively-down' ? 'is down' : 'has no carrier';
  return (
    `interface ${name} ${state}${since}; check its cable, its switch port or what it is built upon, ` +
    'or set check_link_status=false'
  );
}
