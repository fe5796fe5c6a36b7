import type { ActionContext } from '../actions/context.ts';
import type { Lock } from '../linux/kernel.ts';
import { firewallName } from '../vip/lock-names.ts';

/**
 * With the rules of all shared addresses to itself: a chain that is empty is removed, and must not get
 * another address's rules in that moment. Without that if it cannot be had.
 */
export function withFirewallLock<Result>(
  { kernel, log, deadline }: ActionContext,
  change: (lock: Lock | undefined) => Result,
): Result {
  const now = kernel.clock.now();
  // The other half of what is left is for the change itself.
  const patience = now + (deadline - now) / 2;
  let lock: Lock | undefined;
  let reason = 'another change of the rules of shared addresses does not come to an end';
  try {
    lock = kernel.locks.acquire(firewallName(kernel.namespaceId()), patience);
  } catch (error) {
    reason = (error as Error).message;
  }
  if (!lock) log.warn(`${reason}; going on without a lock`);
  try {
    return change(lock);
  } finally {
    lock?.release();
  }
}
