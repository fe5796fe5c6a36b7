import { type ExitStatus, OCF_ERR_GENERIC, OCF_SUCCESS } from '../../ocf-metadata/exit-status.ts';

/** Why an action cannot be done or what it found: thrown where that is known, caught by outcomeOf. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: ExitStatus;
  /** One line for an administrator. Undefined for the normal negative answer of a probe. */
  readonly reason: string | undefined;
  /** For stdout; empty for nothing. */
  readonly output: string;

  constructor(status: ExitStatus, reason?: string, output = '') {
    super(reason ?? '');
    this.status = status;
    this.reason = reason;
    this.output = output;
  }
}

/** What an action ends with: an exit status, at most one reason, and text for stdout. */
export interface Outcome {
  readonly status: ExitStatus;
  readonly reason?: string | undefined;
  readonly output?: string | undefined;
}

/**
 * Runs an action, which returns its text for stdout and throws what went wrong. Any exception but a Refusal
 * becomes OCF_ERR_GENERIC with its message.
 */
export function outcomeOf(action: () => string): Outcome {
  try {
    return { status: OCF_SUCCESS, output: action() || undefined };
  } catch (error) {
    if (!(error instanceof Refusal)) return { status: OCF_ERR_GENERIC, reason: messageOf(error) };
    return { status: error.status, reason: error.reason, output: error.output || undefined };
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
