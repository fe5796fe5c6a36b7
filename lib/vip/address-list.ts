/**
 * Changes to the namespace's addresses, one at a time. Unless promote_secondaries is set, removing a
 * primary address takes its secondaries along until `release` has put them back: whoever looked at
 * the list, or changed it, in that moment would draw the wrong conclusion.
 */
import type { Link } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import type { Kernel } from './kernel.ts';
import { addressListName } from './lock-names.ts';
import { type Holding, observe } from './observation.ts';

/** How long a change of somebody else may take, in milliseconds; it takes one or two. */
export const PATIENCE = 2000;

const POLL = 1;

/** Undefined when somebody else's change does not come to an end, or there can be no lock. */
export function changeAddressList<Result>(
  kernel: Kernel,
  change: () => Result,
): { readonly result: Result } | undefined {
  const name = addressListName(kernel.namespaceId);
  const lock = kernel.locks.acquire(name, kernel.clock.now() + PATIENCE);
  if (!lock) return undefined;
  try {
    return { result: change() };
  } finally {
    lock.release();
  }
}

/** With the list to itself if that can be had; without it if somebody else's change does not end. */
export function changeInAnyCase(kernel: Kernel, change: () => void): void {
  const done = changeAddressList(kernel, change);
  if (!done) change();
}

/** Waits until nobody changes the list. */
export function awaitAddressList(kernel: Kernel): void {
  const name = addressListName(kernel.namespaceId);
  const until = kernel.clock.now() + PATIENCE;
  while (kernel.locks.isHeld(name) && kernel.clock.now() < until) kernel.clock.sleep(POLL);
}

/**
 * `observe`, but sure of an absence: an address that is missing may be one that somebody's stop of
 * another has taken along, and puts back before the list is free again.
 */
export function observeSettled(kernel: Kernel, ip: IpAddress, link?: Link): Holding[] {
  const holdings = observe(kernel, ip, link);
  if (holdings.length > 0) return holdings;
  const look = () => observe(kernel, ip, link);
  try {
    return changeAddressList(kernel, look)?.result ?? look();
  } catch {
    // Without root there is no lock, and a look at what was there while we tried is the best there is.
    return look();
  }
}
