/**
 * Changes to the namespace's addresses, one at a time. Unless promote_secondaries is set, removing a
 * primary address takes its secondaries along until `release` has put them back: whoever looked at
 * the list, or changed it, in that moment would draw the wrong conclusion.
 */
import type { Kernel } from './kernel.ts';
import { addressListName } from './lock-names.ts';

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

/** Waits until nobody changes the list; whether somebody did. */
export function awaitAddressList(kernel: Kernel): boolean {
  const name = addressListName(kernel.namespaceId);
  const until = kernel.clock.now() + PATIENCE;
  let waited = false;
  while (kernel.locks.isHeld(name) && kernel.clock.now() < until) {
    kernel.clock.sleep(POLL);
    waited = true;
  }
  return waited;
}
