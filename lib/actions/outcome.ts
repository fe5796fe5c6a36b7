/** What an action comes to: one exit status, and at most one reason. */
import { type ExitStatus, OCF_SUCCESS } from '../ocf/exit-status.ts';

export interface Outcome {
  readonly status: ExitStatus;
  /** One line for the person who has to mend it. */
  readonly reason?: string | undefined;
  /** For stdout. */
  readonly output?: string | undefined;
}

export const SUCCESS: Outcome = { status: OCF_SUCCESS };

export function failure(status: ExitStatus, reason: string): Outcome {
  return { status, reason };
}
