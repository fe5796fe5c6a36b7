/** A start that fails leaves the host as it found it. */
import { OCF_SUCCESS } from '../ocf/exit-status.ts';
import type { ActionContext } from './context.ts';
import type { Started } from './started.ts';

/** What has been done so far, as what undoes it. */
export type Undo = (() => void)[];

export function allOrNothing(
  context: ActionContext,
  steps: (context: ActionContext, undo: Undo) => Started,
): Started {
  const undo: Undo = [];
  let succeeded = false;
  try {
    const started = steps(context, undo);
    succeeded = started.outcome.status === OCF_SUCCESS;
    return started;
  } finally {
    while (!succeeded && undo.length > 0) {
      try {
        undo.pop()?.();
      } catch (error) {
        context.log.error(`cleaning up after the failed start: ${(error as Error).message}`);
      }
    }
  }
}
