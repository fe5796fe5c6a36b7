/** start: take over the address, and say so to the neighbours. */
import { OCF_ERR_GENERIC, OCF_SUCCESS } from '../ocf/exit-status.ts';
import { quoted } from '../ocf/quote.ts';
import { changeAddressList } from '../vip/address-list.ts';
import { Announcement } from '../vip/announce.ts';
import { probe } from '../vip/collision.ts';
import { speaksArp } from '../vip/gratuitous-arp.ts';
import { type RaisedLink, raiseLink } from '../vip/link-health.ts';
import { turnName } from '../vip/lock-names.ts';
import { release } from '../vip/release.ts';
import type { RoundsOutcome } from '../vip/rounds.ts';
import { formatHardwareAddress } from '../wire/hardware-address.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import { type ActionContext, formatAddress } from './shared/context.ts';
import { finishAnnouncement, goneMeanwhile, reportRounds } from './shared/finish-announcement.ts';
import { newAddress } from './shared/new-address.ts';
import { failure, type Outcome, SUCCESS } from './shared/outcome.ts';
import { describePlacement, withoutCarrier } from './shared/placement-in-words.ts';
import { type Placed, planStart } from './shared/start-plan.ts';

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
  const { request, log } = context;
  const plan = planStart(context);
  if (plan.kind === 'refuse') return { outcome: plan.outcome };
  if (plan.kind === 'add') log.info(describePlacement(request, plan.placement));
  const { link } = plan.kind === 'add' ? plan.placement : plan.holding;

  const raised = raise(context, undo, link);
  if (raised.health.kind !== 'up' && request.checkLinkStatus) {
    return fail(OCF_ERR_GENERIC, withoutCarrier(link.name, raised));
  }
  if (plan.kind === 'add') return addAndAnnounce(context, undo, plan.placement, plan.label);
  const { prefixLength } = plan.holding.entry;
  log.info(`${formatAddress(request.ip, prefixLength)} is on ${link.name} already`);
  return { outcome: SUCCESS };
}

function raise(context: ActionContext, undo: Undo, link: Link): RaisedLink {
  const { kernel, request, log } = context;
  const before = kernel.addresses.onLink('inet', link.index).length;
  const raised = raiseLink(kernel, link, request.checkLinkStatus);
  if (!raised.raised) return raised;
  log.info(`${link.name} was down: brought up`);
  undo.push(() => {
    // Unless it came into use meanwhile: another start may have succeeded because of us.
    if (kernel.addresses.onLink('inet', link.index).length > before) {
      log.warn(`${link.name} stays up: there are new addresses on it`);
    } else {
      kernel.links.setUp(link.index, false);
    }
  });
  return raised;
}

/** Everything that may take its time comes before the address. */
function addAndAnnounce(
  context: ActionContext,
  undo: Undo,
  placement: Placed,
  label: string | undefined,
): Started {
  const { kernel, request, log, deadline } = context;
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
  if (!added) {
    const problem = 'another change of the addresses does not come to an end';
    return fail(OCF_ERR_GENERIC, `${ip.text}: ${problem}`);
  }
  // Not while the list is locked: a log may be slow.
  const { result } = added;
  if (result.outcome.status === OCF_SUCCESS) {
    log.info(`${formatAddress(ip, placement.prefixLength)} added to ${link.name}`);
  }
  if (result.rounds) reportRounds(log, ip, link, result.rounds);
  return result;
}

/** From the address to its first packet, in one go. */
function addAndSayIt(
  context: ActionContext,
  undo: Undo,
  placement: Placed,
  label: string | undefined,
  announcement: Announcement | undefined,
): Started & { readonly rounds?: RoundsOutcome | undefined } {
  const { kernel, request } = context;
  const { ip } = request;
  const { link, prefixLength } = placement;
  try {
    kernel.addresses.add(newAddress(request, placement, label));
  } catch (error) {
    // Somebody else was faster; or it was missing for a moment only, taken along by another's stop.
    const isThere = (error as { code?: string }).code === 'EEXIST';
    if (!isThere || planStart(context).kind !== 'there-already') throw error;
    announcement?.close();
    return { outcome: SUCCESS };
  }
  undo.push(() => removeAdded(context, placement));
  const isHeld = announcement
    ? announcement.isHeld()
    : kernel.addresses.find(ip, link.index).length > 0;
  if (!isHeld) {
    const address = formatAddress(ip, prefixLength);
    return fail(OCF_ERR_GENERIC, `${address} was added to ${link.name}, but is not there`);
  }
  const rounds = announcement?.sendFirstRound();
  if (rounds?.kind === 'address-gone') return fail(OCF_ERR_GENERIC, goneMeanwhile(ip));
  return { outcome: SUCCESS, announcement, rounds };
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
