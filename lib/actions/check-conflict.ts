/** The part of monitor that seeks other owners of the address (on_conflict). */
import { OCF_DEGRADED, OCF_ERR_GENERIC } from '../../ocf-metadata/exit-status.ts';
import { DEFEND_INTERVAL_MS } from '../../ocf-metadata/times.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import { messageOf, Refusal } from '../ocf/refusal.ts';
import type { AssignedAddress } from '../vip/address/assigned-address.ts';
import type { Conflict } from '../vip/conflict/claims.ts';
import { conflictAfter } from '../vip/conflict/conflict.ts';
import { findOwners } from '../vip/conflict/find-owners.ts';
import { hasNeighbours } from '../vip/link/link-health.ts';
import { linkState } from '../vip/link/link-state.ts';
import { type ConflictRecord, recordConflict } from '../vip/state/announcement-record.ts';
import { announceAgain } from './announce.ts';
import { whyConflict } from './messages.ts';

/**
 * Asks for another owner. Reports one that answers, or that the announcer has heard since the last monitor. One that
 * was reported and does not answer is forgotten.
 * @param isSuspected whether one is recorded
 * @param output text for stdout
 * @throws Refusal by on_conflict
 */
export function checkConflict(
  context: ActionContext,
  assigned: AssignedAddress,
  isSuspected: boolean,
  output: string,
): void {
  const { request, environment, log } = context;
  const conflict = seekOwner(context, assigned, isSuspected);
  if (!conflict) return;
  const { kernel } = context;
  const reason = whyConflict(request, conflict, kernel.clock.now());
  const choice = request.onConflict();
  if (choice === 'fail') throw new Refusal(OCF_ERR_GENERIC, reason, output);
  if (choice !== 'warn' && environment.knowsDegraded) {
    throw new Refusal(OCF_DEGRADED, reason, output);
  }
  log.warn(reason);
}

/** Undefined without a conflict, also if nobody can be asked. */
function seekOwner(
  context: ActionContext,
  assigned: AssignedAddress,
  isSuspected: boolean,
): ConflictRecord | undefined {
  const { kernel, request, log } = context;
  const { link, entry } = assigned;
  if (!hasNeighbours(link)) return undefined;
  try {
    const owners = findOwners(kernel, link, request.ip, entry.prefixLength, isSuspected);
    if (owners.length === 0 && !isSuspected) return undefined;
    return noteOwners(context, assigned, owners);
  } catch (error) {
    log.warn(`${request.ip.text}: no check for another owner: ${messageOf(error)}`);
    return undefined;
  }
}

/** Records the owners. Returns the conflict to report. */
function noteOwners(
  context: ActionContext,
  { link, entry }: AssignedAddress,
  owners: readonly Conflict[],
): ConflictRecord | undefined {
  const { kernel, request } = context;
  const now = kernel.clock.now();
  let reported: ConflictRecord | undefined;
  let defends = false;
  const change = (before: ConflictRecord | undefined): ConflictRecord | undefined => {
    reported = undefined;
    let after: ConflictRecord | undefined = before?.isReported ? undefined : before;
    let heard = before;
    for (const owner of owners) heard = conflictAfter(heard, owner, now);
    if (owners.length > 0) after = heard;
    const isRecent = before !== undefined && now - before.defendedAt < DEFEND_INTERVAL_MS;
    // Until then, the time of the last announcement is needed.
    if (!after) return isRecent && before.defendedAt > 0 ? before : undefined;
    defends = request.onConflict() === 'defend' && now - after.defendedAt >= DEFEND_INTERVAL_MS;
    const defendedAt = defends ? now : after.defendedAt;
    reported = { ...after, isReported: true, defendedAt };
    return reported;
  };
  const isRecorded = recordConflict(
    kernel,
    request.ip,
    link.index,
    linkState(kernel, link),
    change,
  );
  // Without a record, each monitor reports what it hears itself.
  if (!isRecorded) change(undefined);
  if (defends)
    announceAgain(context, link, {
      prefixLength: entry.prefixLength,
      count: 1,
      late: [],
      replaces: false,
    });
  return reported;
}
