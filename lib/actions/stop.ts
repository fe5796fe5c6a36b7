/**
 * stop: removes the address. It fails only if the address is still up, or is still being announced.
 *
 * The steps, in order; stop logs a step that fails, and goes on:
 *
 *  1. take the address lock
 *  2. kill_connections_on_stop: close its TCP connections, from the address while it is there
 *  3. take the list lock; find the address by the parameters and by the place marks of start
 *  4. lvs_support: add it to the loopback interface
 *  5. kill_connections_on_stop: close the TCP connections that are new since step 2
 *  6. delete it, and put back other addresses and routes that the kernel removes with it; repeat if another
 *     process adds it
 *  7. kill_connections_on_stop: close the TCP connections that are new since step 5
 *  8. remove its label from the policy table (IPv6)
 *  9. wait until its announcers have ended
 * 10. remove the place marks of start, and the records of its announcements
 * 11. flush_routes
 */

import { OCF_ERR_GENERIC } from '../../ocf-metadata/exit-status.ts';
import { ipAddressFromBytes } from '../linux/ip-text.ts';
import type { HeldAddress } from '../linux/kernel.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import { messageOf, Refusal } from '../ocf/refusal.ts';
import {
  type AssignedAddress,
  findAddresses,
  kept,
  removable,
  type Wanted,
  wantedOnHost,
} from '../vip/address/assigned-address.ts';
import { ConnectionCloser } from '../vip/address/connection-closer.ts';
import { type Deletion, deleteAddress } from '../vip/address/delete-address.ts';
import { addToLoopback } from '../vip/address/loopback.ts';
import { removePolicyLabel } from '../vip/address/policy-label.ts';
import { stopAnnouncers } from '../vip/announce/stop-announcers.ts';
import { hasNeighbours, isLoopback } from '../vip/link/link-health.ts';
import { clearAnnouncements } from '../vip/state/announcement-record.ts';
import { withAddressListLock, withAddressLock } from '../vip/state/locks.ts';
import { clearPlaceMarks } from '../vip/state/place-marks.ts';
import { isLoopbackAddress } from '../wire/ip-address.ts';
import { namesOf, withPrefix } from './messages.ts';

/** Maximum number of removal passes: another process may keep adding the address. */
const MAX_PASSES = 5;

export function stop(context: ActionContext): void {
  withAddressLock(context, 'optional', () => removeAddress(context));
}

/** Steps 2 to 11 of stop, which the top of this file lists. @throws Refusal if the address is still up, or announced */
export function removeAddress(context: ActionContext): void {
  const { request, log } = context;
  const { wanted, missing } = wantedOnHost(context);
  if (missing !== undefined)
    log.warn(`${missing}; removing ${request.ip.text} from where start added it`);
  const removed = deleteAll(context, wanted);
  removeLabel(context);
  endAnnouncers(context, wanted, removed);
  clearMarks(context);
  if (request.boolean('flush_routes')) flushRoutes(context);
}

/** The addresses that stop removes. */
export function findRemovable(context: ActionContext): AssignedAddress[] {
  return removable(findAddresses(context.kernel, wantedOnHost(context).wanted));
}

interface Deleted {
  readonly assigned: AssignedAddress;
  readonly deletion: Deletion;
}

/** The result of one removal pass. */
interface Pass {
  readonly deleted: readonly Deleted[];
  readonly left: readonly AssignedAddress[];
  /** Entries with the address that stop leaves, because start did not add them. */
  readonly others: readonly AssignedAddress[];
  readonly error: string | undefined;
}

function deleteAll(context: ActionContext, wanted: Wanted): AssignedAddress[] {
  const { request } = context;
  const toLoopback = new ToLoopback(context, wanted);
  const closer = closerOf(context);
  const removed: AssignedAddress[] = [];
  closer?.closeAll(wanted);
  let pass = removalPass(context, wanted, toLoopback, closer);
  for (let passes = 1; ; passes++) {
    // Logged without the list lock: writing a log may take long.
    for (const { assigned, deletion } of pass.deleted) {
      reportDeletion(context, assigned, deletion);
      removed.push(assigned);
    }
    if (pass.left.length === 0 || passes >= MAX_PASSES) break;
    pass = removalPass(context, wanted, toLoopback, closer);
  }
  if (pass.left.length === 0) closer?.closeRest();
  closer?.report();
  toLoopback.finish();
  reportOthers(context, pass.others);
  if (pass.left.length === 0) return removed;
  const why = pass.error === undefined ? '; another process keeps adding it' : `: ${pass.error}`;
  throw new Refusal(OCF_ERR_GENERIC, `${request.ip.text} is still on ${namesOf(pass.left)}${why}`);
}

/** Undefined if the connections stay, as they do if the address moves to the loopback interface. */
function closerOf(context: ActionContext): ConnectionCloser | undefined {
  const { request } = context;
  if (!request.boolean('kill_connections_on_stop') || request.boolean('lvs_support')) {
    return undefined;
  }
  return new ConnectionCloser(context);
}

function removalPass(
  context: ActionContext,
  wanted: Wanted,
  toLoopback: ToLoopback,
  closer: ConnectionCloser | undefined,
): Pass {
  const { kernel, request } = context;
  const deleted: Deleted[] = [];
  let error: string | undefined;
  return withAddressListLock(context, 'optional', () => {
    const all = findAddresses(kernel, wanted);
    const found = removable(all);
    // Before the deletion: if stop is killed, the address is still on one of the interfaces.
    if (found.length > 0) toLoopback.add();
    closer?.closeNew(all);
    for (const assigned of found) {
      try {
        const deletion = deleteAddress(kernel, request.ip.family, assigned.entry);
        deleted.push({ assigned, deletion });
      } catch (refusal) {
        error = messageOf(refusal);
      }
    }
    const now = findAddresses(kernel, wanted);
    return { deleted, left: removable(now), others: kept(now), error };
  });
}

/**
 * lvs_support: adds the address to the loopback interface. Tries again if that fails: later actions do not add it, and
 * without it the host drops the packets of the director.
 */
class ToLoopback {
  readonly #context: ActionContext;
  readonly #isWanted: boolean;
  #isTried = false;
  #isDone = false;
  #error = '';

  constructor(context: ActionContext, { link }: Wanted) {
    const { request } = context;
    const isThere = link !== undefined && isLoopback(link);
    this.#context = context;
    this.#isWanted = request.boolean('lvs_support') && !isLoopbackAddress(request.ip) && !isThere;
  }

  /** Requires the list lock. */
  add(): void {
    if (!this.#isWanted || this.#isDone) return;
    this.#isTried = true;
    const { kernel, request } = this.#context;
    try {
      addToLoopback(kernel, request.ip);
      this.#isDone = true;
    } catch (error) {
      this.#error = messageOf(error);
    }
  }

  finish(): void {
    if (!this.#isTried) return;
    if (!this.#isDone) withAddressListLock(this.#context, 'optional', () => this.add());
    const { request, log } = this.#context;
    const address = `lvs_support: ${request.ip.text}`;
    if (this.#isDone) log.info(`${address} stays on the loopback interface`);
    else log.error(`${address} could not be added to the loopback interface: ${this.#error}`);
  }
}

function reportDeletion(
  { request, log }: ActionContext,
  { entry, link: { name } }: AssignedAddress,
  deletion: Deletion,
): void {
  log.info(`${withPrefix(request.ip, entry.prefixLength)} removed from ${name}`);
  const addressOf = (sibling: HeldAddress) =>
    withPrefix(ipAddressFromBytes(sibling.local), sibling.prefixLength);
  for (const sibling of deletion.keptAddresses) {
    log.info(`${addressOf(sibling)} kept on ${name}: the kernel would have removed it too`);
  }
  for (const sibling of deletion.restoredAddresses) {
    log.info(`${addressOf(sibling)} put back on ${name}: the kernel had removed it too`);
  }
  if (deletion.restoredRoutes.length > 0) {
    const count = deletion.restoredRoutes.length;
    log.info(`${count} routes of ${name} put back: the kernel had removed them too`);
  }
  for (const failure of deletion.failures) log.error(`not put back on ${name}: ${failure}`);
}

/** Warns of interfaces on which neighbours can still reach the address. */
function reportOthers({ request, log }: ActionContext, others: readonly AssignedAddress[]): void {
  for (const { entry, link } of others) {
    if (!hasNeighbours(link)) continue;
    const address = withPrefix(request.ip, entry.prefixLength);
    log.warn(
      `${address} stays on ${link.name}: start did not add it, and it differs from the parameters`,
    );
  }
}

function removeLabel({ kernel, request: { ip }, log }: ActionContext): void {
  if (ip.family !== 'inet6') return;
  try {
    removePolicyLabel(kernel, ip);
  } catch (error) {
    log.warn(`the label of ${ip.text} in the policy table was not removed: ${messageOf(error)}`);
  }
}

/** Ends the announcers on the interface that nic names and on those that had the address; without nic, on all. */
function endAnnouncers(
  context: ActionContext,
  { link }: Wanted,
  removed: readonly AssignedAddress[],
): void {
  const { kernel, request, log, deadline } = context;
  const ofLink = link ? [link.index] : [];
  const indexes = [...ofLink, ...removed.map((assigned) => assigned.link.index)];
  let stuck: readonly number[] = [];
  try {
    stuck = stopAnnouncers(
      kernel,
      request.ip,
      deadline,
      request.nic === undefined ? undefined : indexes,
    );
  } catch (error) {
    log.warn(`cannot look for announcers of ${request.ip.text}: ${messageOf(error)}`);
  }
  if (stuck.length === 0) return;
  const where = stuck.map((index) => kernel.links.byIndex(index)?.name ?? `interface ${index}`);
  const problem = `${request.ip.text} was removed, but its announcer on ${where.join(', ')} is still running`;
  throw new Refusal(OCF_ERR_GENERIC, `${problem}; look for "announcer" with ps -e`);
}

/** Removes the place marks, and the records of announcements, of addresses that are gone. */
function clearMarks({ kernel, request: { ip }, log }: ActionContext): void {
  try {
    const held = kernel.addresses.find(ip);
    clearPlaceMarks(kernel, ip, ({ index, prefixLength }) =>
      held.some((entry) => entry.index === index && entry.prefixLength === prefixLength),
    );
    clearAnnouncements(kernel, ip, (index) => held.some((entry) => entry.index === index));
  } catch (error) {
    log.warn(`the files of ${ip.text} in HA_RSCTMP were not removed: ${messageOf(error)}`);
  }
}

function flushRoutes({ kernel, request, log }: ActionContext): void {
  try {
    kernel.flushRouteCache(request.ip.family);
  } catch (error) {
    log.warn(`flush_routes failed: ${messageOf(error)}`);
  }
}
