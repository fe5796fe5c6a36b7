/** stop: let go of the address. The only thing that makes it fail is an address that is still up. */

import { ipAddressFromBytes } from '../kernel/ip-text.ts';
import { OCF_ERR_GENERIC } from '../ocf/exit-status.ts';
import { unlabelAddress } from '../vip/address-label.ts';
import { changeAddressList } from '../vip/address-list.ts';
import type { HeldAddress, Lock } from '../vip/kernel.ts';
import { isLoopback } from '../vip/link-health.ts';
import { turnName } from '../vip/lock-names.ts';
import { keepOnLoopback } from '../vip/loopback.ts';
import { type Holding, isLoopbackAddress, observe } from '../vip/observation.ts';
import { type Release, release } from '../vip/release.ts';
import { silence } from '../vip/silence.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import { isLinkLocal } from '../wire/ip-address.ts';
import { type ActionContext, formatAddress, requestedLink } from './shared/context.ts';
import { failure, type Outcome, SUCCESS } from './shared/outcome.ts';

/** Somebody who adds the address as often as it is removed is not to be outdone. */
const MOST_PASSES = 5;

/** How long a start of the same address that is under way may take to finish, in milliseconds. */
const MOST_PATIENCE = 10_000;

export function stop(context: ActionContext): Outcome {
  const turn = takeTurn(context);
  try {
    return letGo(context);
  } finally {
    turn?.release();
  }
}

export function letGo(context: ActionContext): Outcome {
  const place = placeToStopOn(context);
  if (place === 'nowhere') return SUCCESS;
  const { link } = place;
  const { left, lastError } = removeAll(context, link);
  if (left.length > 0) {
    const where = left.map((holding) => holding.link.name).join(', ');
    const why = lastError ? `: ${lastError}` : '; something keeps adding it';
    return failure(OCF_ERR_GENERIC, `${context.request.ip.text} is still on ${where}${why}`);
  }
  takeLabel(context);
  const stuck = endAnnouncers(context, link);
  if (stuck.length > 0) {
    const where = stuck.map((index) => nameOf(context, index)).join(', ');
    return failure(
      OCF_ERR_GENERIC,
      `${context.request.ip.text} is gone, but its announcer on ${where} does not end; ` +
        'look for "VirtualIP announce" with ps',
    );
  }
  if (context.request.flushRoutes) flushRoutes(context);
  return SUCCESS;
}

export function takeTurn({ kernel, request, log, deadline }: ActionContext): Lock | undefined {
  const now = kernel.clock.now();
  // Half of the time is for the rest: an announcer that hangs takes a while as well.
  const patience = now + Math.min((deadline - now) / 2, MOST_PATIENCE);
  try {
    const turn = kernel.locks.acquire(turnName(kernel.namespaceId, request.ip), patience);
    if (!turn) log.warn(`${request.ip.text}: another start or stop is still running; going on`);
    return turn;
  } catch (error) {
    log.warn(`${(error as Error).message}; going on without a lock`);
    return undefined;
  }
}

/**
 * An interface that is gone may have been renamed: then only the address tells where to look; but for
 * a link-local one, which is another address on another link.
 */
function placeToStopOn(context: ActionContext): { link: Link | undefined } | 'nowhere' {
  const { request, log } = context;
  const requested = requestedLink(context);
  if (requested.kind === 'found') return requested;
  if (isLinkLocal(request.ip)) {
    log.warn(requested.reason);
    return 'nowhere';
  }
  log.warn(`${requested.reason}; stopping ${request.ip.text} wherever it is`);
  return { link: undefined };
}

function removeAll(
  context: ActionContext,
  link: Link | undefined,
): { left: readonly Holding[]; lastError: string | undefined } {
  let lastError: string | undefined;
  let left: readonly Holding[] = [];
  let onLoopback: Moved | undefined;
  for (let pass = 0; pass === 0 || (left.length > 0 && pass < MOST_PASSES); pass++) {
    // Told afterwards: a log may be slow, and the list is locked.
    const done: { readonly holding: Holding; readonly released: Release }[] = [];
    left = undisturbed(context, () => {
      for (const holding of observe(context.kernel, context.request.ip, link)) {
        try {
          const { family } = context.request.ip;
          done.push({ holding, released: release(context.kernel, family, holding.entry) });
        } catch (error) {
          lastError = (error as Error).message;
        }
      }
      const rest = observe(context.kernel, context.request.ip, link);
      if (rest.length === 0) onLoopback = moveToLoopback(context, link);
      return rest;
    });
    for (const { holding, released } of done) reportRelease(context, holding, released);
  }
  if (onLoopback) reportMove(context, onLoopback);
  return { left, lastError };
}

interface Moved {
  /** Why the address is not on the loopback interface. */
  readonly error?: string;
}

/** lvs_support. Undefined where that does not apply. */
function moveToLoopback({ kernel, request }: ActionContext, link?: Link): Moved | undefined {
  const { ip, lvsSupport } = request;
  if (!lvsSupport || isLoopbackAddress(ip) || (link && isLoopback(link))) return undefined;
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

/** With the address list to itself if that can be had; without it if not. */
function undisturbed<Result>({ kernel, log }: ActionContext, change: () => Result): Result {
  let reason = 'another change of the addresses does not come to an end';
  try {
    const changed = changeAddressList(kernel, change);
    if (changed) return changed.result;
  } catch (error) {
    reason = (error as Error).message;
  }
  log.warn(`${reason}; going on without a lock`);
  return change();
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

function endAnnouncers(context: ActionContext, link: Link | undefined): number[] {
  const { kernel, request, log, deadline } = context;
  try {
    return silence(kernel, request.ip, deadline, link?.index);
  } catch (error) {
    log.warn(`looking for announcers: ${(error as Error).message}`);
    return [];
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
