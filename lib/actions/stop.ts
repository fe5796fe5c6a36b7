/** stop: let go of the address. The only thing that makes it fail is an address that is still up. */

import { ipAddressFromBytes } from '../linux/ip-text.ts';
import type { HeldAddress, Lock } from '../linux/kernel.ts';
import { OCF_ERR_GENERIC } from '../ocf/exit-status.ts';
import { unlabelAddress } from '../vip/address-label.ts';
import { lockAddressList } from '../vip/address-list.ts';
import { isLoopback } from '../vip/link-health.ts';
import { turnName } from '../vip/lock-names.ts';
import { keepOnLoopback } from '../vip/loopback.ts';
import { hasNeighbours } from '../vip/neighbours.ts';
import { type Holding, removable, survey, type Wanted } from '../vip/observation.ts';
import { forgetPlaces } from '../vip/placed.ts';
import { type Release, release } from '../vip/release.ts';
import { silence } from '../vip/silence.ts';
import { isLoopbackAddress } from '../wire/ip-address.ts';
import { type ActionContext, formatAddress, soughtBy } from './context.ts';
import { failure, type Outcome, SUCCESS } from './outcome.ts';

/** Maximum number of removal passes: another process may keep adding the address. */
const MAX_PASSES = 5;

export function stop(context: ActionContext): Outcome {
  const turn = takeTurn(context);
  try {
    return letGo(context);
  } finally {
    turn?.release();
  }
}

export function letGo(context: ActionContext): Outcome {
  const { request, log } = context;
  const { wanted, missing } = soughtBy(context);
  if (missing !== undefined) log.warn(`${missing}; stopping ${request.ip.text} where start put it`);
  const { removed, left, lastError } = removeAll(context, wanted);
  if (left.length > 0) {
    const where = left.map((holding) => holding.link.name).join(', ');
    const why = lastError ? `: ${lastError}` : '; something keeps adding it';
    return failure(OCF_ERR_GENERIC, `${request.ip.text} is still on ${where}${why}`);
  }
  takeLabel(context);
  const stuck = endAnnouncers(context, wanted, removed);
  if (stuck.length > 0) {
    const where = stuck.map((index) => nameOf(context, index)).join(', ');
    return failure(
      OCF_ERR_GENERIC,
      `${request.ip.text} is gone, but its announcer on ${where} does not end; ` +
        'look for "announcer" with ps -e',
    );
  }
  clearPlaces(context);
  if (request.flushRoutes) flushRoutes(context);
  return SUCCESS;
}

export function takeTurn(context: ActionContext): Lock | undefined {
  const { kernel, request, log } = context;
  try {
    const name = turnName(kernel.namespaceId(), request.ip);
    const turn = kernel.locks.acquire(name, halfOfTheTime(context));
    if (!turn) log.warn(`${request.ip.text}: another start or stop is still running; going on`);
    return turn;
  } catch (error) {
    log.warn(`${(error as Error).message}; going on without a lock`);
    return undefined;
  }
}

/** The other half of what is left is for the rest of stop. */
function halfOfTheTime({ kernel, deadline }: ActionContext): number {
  const now = kernel.clock.now();
  return now + (deadline - now) / 2;
}

interface Removal {
  readonly removed: readonly Holding[];
  readonly left: readonly Holding[];
  readonly lastError: string | undefined;
}

/** What stop takes away. */
export function findRemovable(context: ActionContext): Holding[] {
  return removable(survey(context.kernel, soughtBy(context).wanted));
}

function removeAll(context: ActionContext, wanted: Wanted): Removal {
  const { kernel, request } = context;
  const removed: Holding[] = [];
  let lastError: string | undefined;
  let left: readonly Holding[] = [];
  let others: readonly Holding[] = [];
  let onLoopback: Moved | undefined;
  for (let pass = 0; pass === 0 || (left.length > 0 && pass < MAX_PASSES); pass++) {
    // Told afterwards: a log may be slow, and the list is locked.
    const done: { readonly holding: Holding; readonly released: Release }[] = [];
    left = undisturbed(context, () => {
      const found = removable(survey(kernel, wanted));
      // It is never nowhere, not even if stop is killed here.
      if (found.length > 0) onLoopback ??= moveToLoopback(context, wanted.link);
      for (const holding of found) {
        try {
          const { family } = request.ip;
          done.push({ holding, released: release(kernel, family, holding.entry) });
        } catch (error) {
          lastError = (error as Error).message;
        }
      }
      const now = survey(kernel, wanted);
      others = [...now.unlike, ...now.elsewhere];
      return removable(now);
    });
    for (const { holding, released } of done) reportRelease(context, holding, released);
    removed.push(...done.map(({ holding }) => holding));
  }
  if (onLoopback) reportMove(context, onLoopback);
  reportOthers(context, others);
  return { removed, left, lastError };
}

/** What stays although neighbours find the address there: start did not put it there, or would have refused it. */
function reportOthers({ request, log }: ActionContext, others: readonly Holding[]): void {
  for (const { entry, link } of others) {
    if (!hasNeighbours(link)) continue;
    const address = formatAddress(request.ip, entry.prefixLength);
    log.warn(`${address} stays on ${link.name}: it is not what start was asked for`);
  }
}

interface Moved {
  /** Why the address is not on the loopback interface. */
  readonly error?: string;
}

/** lvs_support. Undefined where that does not apply. */
function moveToLoopback(
  { kernel, request }: ActionContext,
  link: Wanted['link'],
): Moved | undefined {
  const { ip, lvsSupport } = request;
  const isThere = typeof link === 'object' && isLoopback(link);
  if (!lvsSupport || isLoopbackAddress(ip) || isThere) return undefined;
  try {
    keepOnLoopback(kernel, ip);
    return {};
  } catch (error) {
    return { error: (error as Error).message };
  }
}

function reportMove({ request, log }: ActionContext, { error }: Moved): void {
  const address = `lvs_support: ${request.ip.text}`;
  if (error === undefined) log.info(`${address} stays on the loopback interface`);
  else log.error(`${address} is off the network, but not on the loopback interface: ${error}`);
}

/** With the address list to itself if that can be had; without it if not, or if it fails the first time. */
function undisturbed<Result>(context: ActionContext, change: () => Result): Result {
  const lock = lockOrWarn(context);
  if (!lock) return change();
  try {
    return change();
  } catch (error) {
    context.log.warn(`${(error as Error).message}; once more, without a lock`);
  } finally {
    lock.release();
  }
  return change();
}

function lockOrWarn(context: ActionContext): Lock | undefined {
  let reason = 'another change of the addresses does not come to an end';
  try {
    const lock = lockAddressList(context.kernel, halfOfTheTime(context));
    if (lock) return lock;
  } catch (error) {
    reason = (error as Error).message;
  }
  context.log.warn(`${reason}; going on without a lock`);
  return undefined;
}

function reportRelease(
  { request, log }: ActionContext,
  { entry, link: { name } }: Holding,
  released: Release,
): void {
  log.info(`${formatAddress(request.ip, entry.prefixLength)} removed from ${name}`);
  const addressOf = (sibling: HeldAddress) =>
    formatAddress(ipAddressFromBytes(sibling.local), sibling.prefixLength);
  for (const sibling of released.keptAddresses) {
    log.info(`${addressOf(sibling)} would have been dropped from ${name} along with it: kept`);
  }
  for (const sibling of released.restoredAddresses) {
    log.info(`${addressOf(sibling)} had been dropped from ${name} along with it: put back`);
  }
  if (released.restoredRoutes.length > 0) {
    log.info(`routes that ${name} had lost with it, put back: ${released.restoredRoutes.length}`);
  }
  for (const reason of released.failures) log.error(`not put back on ${name}: ${reason}`);
}

/** Of the interface that nic names and of those that had the address; without nic, of all. */
function endAnnouncers(
  context: ActionContext,
  { link }: Wanted,
  removed: readonly Holding[],
): number[] {
  const { kernel, request, log, deadline } = context;
  const ofLink = typeof link === 'object' ? [link.index] : [];
  const indexes = [...ofLink, ...removed.map((holding) => holding.link.index)];
  try {
    return silence(kernel, request.ip, deadline, link === 'any' ? undefined : indexes);
  } catch (error) {
    log.warn(`looking for announcers: ${(error as Error).message}`);
    return [];
  }
}

/** The marks of what is not there any more. */
function clearPlaces({ kernel, request: { ip }, log }: ActionContext): void {
  try {
    const there = kernel.addresses.find(ip);
    forgetPlaces(kernel, ip, ({ index, prefixLength }) =>
      there.some((entry) => entry.index === index && entry.prefixLength === prefixLength),
    );
  } catch (error) {
    log.warn(`the mark of its place stays: ${(error as Error).message}`);
  }
}

function flushRoutes({ kernel, request, log }: ActionContext): void {
  try {
    kernel.flushRouteCache(request.ip.family);
  } catch (error) {
    log.warn(`flush_routes: ${(error as Error).message}`);
  }
}

function takeLabel({ kernel, request: { ip }, log }: ActionContext): void {
  if (ip.family !== 'inet6') return;
  try {
    unlabelAddress(kernel, ip);
  } catch (error) {
    log.warn(`lvs_ipv6_addrlabel: ${(error as Error).message}`);
  }
}

function nameOf({ kernel }: ActionContext, index: number): string {
  return kernel.links.byIndex(index)?.name ?? `interface ${index}`;
}
