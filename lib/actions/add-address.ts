/** From a place for the address to the first packet that tells of it. */

import type { HeldAddress } from '../linux/kernel.ts';
import { SystemError } from '../linux/system-error.ts';
import { OCF_ERR_GENERIC, OCF_SUCCESS } from '../ocf/exit-status.ts';
import { changeAddressList, changeInAnyCase } from '../vip/address-list.ts';
import type { Announcement } from '../vip/announce.ts';
import { probe } from '../vip/collision.ts';
import { detectionOf } from '../vip/duplicate-address-detection.ts';
import { hasNeighbours } from '../vip/neighbours.ts';
import { release } from '../vip/release.ts';
import type { RoundsOutcome } from '../vip/rounds.ts';
import { formatHardwareAddress } from '../wire/hardware-address.ts';
import type { InterfaceAddress } from '../wire/ifaddrmsg.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import { announceWhenUnique, takenBy } from './announce-when-unique.ts';
import { type ActionContext, formatAddress } from './context.ts';
import { goneMeanwhile, reportRounds } from './finish-announcement.ts';
import { giveLabel } from './give-label.ts';
import { leaveLoopback } from './leave-loopback.ts';
import { newAddress } from './new-address.ts';
import { noteItsPlace } from './note-place.ts';
import { SUCCESS } from './outcome.ts';
import { describePlacement } from './placement-in-words.ts';
import { prepareAnnouncement } from './prepare-announcement.ts';
import { type Addition, planStart } from './start-plan.ts';
import { fail, listIsBusy, type Started } from './started.ts';
import type { Undo } from './undo.ts';

/** Everything that may take its time comes before the address. */
export function addAndAnnounce(context: ActionContext, undo: Undo, addition: Addition): Started {
  const { kernel, request, log, deadline } = context;
  const { ip } = request;
  const { link, prefixLength } = addition.placement;

  if (request.probe && hasNeighbours(link)) {
    const collision = probe(kernel, link, ip, context.holder);
    if (collision.kind === 'taken') {
      const by = formatHardwareAddress(collision.by);
      return fail(OCF_ERR_GENERIC, takenBy(ip, link, by));
    }
  }
  for (const entry of addition.duplicates) removeEntry(context, entry);
  const prepared = prepareAnnouncement(context, undo, link);
  if (prepared.kind === 'busy') return { outcome: prepared.outcome };
  giveLabel(context, undo);
  noteItsPlace(context, undo, link, prefixLength);

  const { announcement } = prepared;
  const entry = newAddress(kernel, request, addition.placement, addition.label);
  const added = changeAddressList(kernel, deadline, () =>
    addAndSayIt(context, undo, link, entry, announcement),
  );
  if (!added) return listIsBusy(ip);
  // Not before, and not while the list is locked: a log may be slow, and detection takes seconds.
  log.info(describePlacement(request, addition.placement));
  const { result } = added;
  if (result.outcome.status === OCF_SUCCESS) {
    log.info(`${formatAddress(ip, prefixLength)} added to ${link.name}`);
  }
  if (result.isTentative) return announceWhenUnique(context, link, announcement);
  if (result.rounds) reportRounds(log, ip, link, result.rounds);
  return result;
}

interface Added extends Started {
  readonly rounds?: RoundsOutcome | undefined;
  /** Not in use yet, and not announced: the kernel is asking the network for the address. */
  readonly isTentative?: boolean;
}

/** From the address to its first packet, in one go. */
function addAndSayIt(
  context: ActionContext,
  undo: Undo,
  link: Link,
  entry: InterfaceAddress,
  announcement: Announcement | undefined,
): Added {
  const { kernel, request } = context;
  const { ip } = request;
  const { prefixLength } = entry;
  try {
    kernel.addresses.add(entry);
  } catch (error) {
    if (!(error instanceof SystemError && error.code === 'EEXIST')) throw error;
    // Somebody else was faster; or it was missing for a moment only, taken along by another's stop.
    const there = planStart(context);
    if (there.kind === 'refuse') return { outcome: there.outcome };
    if (there.kind === 'add')
      return fail(OCF_ERR_GENERIC, `${ip.text} comes and goes on ${link.name}`);
    if (detectionOf(there.holding.entry) === 'tentative') {
      return { outcome: SUCCESS, isTentative: true };
    }
    announcement?.close();
    leaveLoopback(context, undo);
    return { outcome: SUCCESS };
  }
  undo.push(() => removeAdded(context, link, prefixLength));
  const held = kernel.addresses.find(ip, link.index).at(0);
  if (!held) {
    const address = formatAddress(ip, prefixLength);
    return fail(OCF_ERR_GENERIC, `${address} was added to ${link.name}, but is not there`);
  }
  if (detectionOf(held) !== 'unique') return { outcome: SUCCESS, isTentative: true };
  leaveLoopback(context, undo);
  const rounds = announcement?.sendFirstRound();
  if (rounds?.kind === 'address-gone') return fail(OCF_ERR_GENERIC, goneMeanwhile(ip));
  return { outcome: SUCCESS, announcement, rounds };
}

export function removeAdded(context: ActionContext, link: Link, prefixLength: number): void {
  const { kernel, request } = context;
  for (const entry of kernel.addresses.find(request.ip, link.index)) {
    if (entry.prefixLength === prefixLength) removeEntry(context, entry);
  }
}

function removeEntry({ kernel, request, deadline }: ActionContext, entry: HeldAddress): void {
  changeInAnyCase(kernel, deadline, () => release(kernel, request.ip.family, entry));
}
