import type { Lock } from '../../vip/kernel.ts';
import type { ActionContext } from '../shared/context.ts';
import type { Shared } from './shared.ts';

/** How long changes of other addresses' rules may take, in milliseconds; one takes a few. */
const PATIENCE = 5000;

/**
 * With the rules of all shared addresses to itself: a chain that is empty is removed, and must not get
 * another address's rules in that moment. Without that if it cannot be had.
 */
export function withFirewallLock<Result>(
  { kernel, log, deadline }: ActionContext,
  { parts }: Shared,
  change: (lock: Lock | undefined) => Result,
): Result {
  const patience = Math.min(deadline, kernel.clock.now() + PATIENCE);
  let lock: Lock | undefined;
  let reason = 'another change of the rules of shared addresses does not come to an end';
  try {
    lock = kernel.locks.acquire(parts.firewallName(kernel.namespaceId), patience);
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
