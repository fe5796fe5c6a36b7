/**
 * Changes to the namespace's addresses, one at a time. Unless promote_secondaries is set, removing a
 * primary address takes its secondaries along until `release` has put them back: whoever looked at
 * the list, or changed it, in that moment would draw the wrong conclusion.
 */
import type { Kernel, Lock } from '../linux/kernel.ts';
import { addressListName } from './lock-names.ts';

const POLL = 1;

/** What a change came to. */
export class Changed<Result> {
  readonly result: Result;

  constructor(result: Result) {
    this.result = result;
  }
}

/** Undefined when another change has not ended by `deadline` (clock.now()). @throws where there can be no lock */
export function lockAddressList(kernel: Kernel, deadline: number): Lock | undefined {
  return kernel.locks.acquire(addressListName(kernel.namespaceId()), deadline);
}

/** Undefined when another change has not ended by `deadline` (clock.now()). @throws where there can be no lock */
export function changeAddressList<Result>(
  kernel: Kernel,
  deadline: number,
  change: () => Result,
): Changed<Result> | undefined {
  const lock = lockAddressList(kernel, deadline);
  if (!lock) return undefined;
  try {
    return new Changed<Result>(change());
  } finally {
    lock.release();
  }
}

/** With the list to itself if that can be had by `deadline`; without it if another change does not end. */
export function changeInAnyCase(kernel: Kernel, deadline: number, change: () => void): void {
  const done = changeAddressList(kernel, deadline, () => {
    change();
    return true;
  });
  if (!done) change();
}

/** Waits until nobody changes the list, until `deadline` (clock.now()) at the longest. */
export function awaitAddressList(kernel: Kernel, deadline: number): void {
  const name = addressListName(kernel.namespaceId());
  while (kernel.locks.isHeld(name) && kernel.clock.now() < deadline) kernel.clock.sleep(POLL);
}

/**
 * A look at the list while nobody changes it, if that can be had by `deadline`. An address that is
 * missing may be one that another's stop has taken along and puts back before the list is free again.
 */
export function lookUndisturbed<Result>(
  kernel: Kernel,
  deadline: number,
  look: () => Result,
): Result {
  const lock = lockIfPossible(kernel, deadline);
  if (!lock) return look();
  try {
    return look();
  } catch {
    // One refusal may be of the moment: once more, below.
  } finally {
    lock.release();
  }
  return look();
}

/** Without root there is no lock, and a look at what was there while we tried is the best there is. */
function lockIfPossible(kernel: Kernel, deadline: number): Lock | undefined {
  try {
    return lockAddressList(kernel, deadline);
  } catch {
    return undefined;
  }
}
