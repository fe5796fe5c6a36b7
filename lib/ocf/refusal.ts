import { type ExitStatus, OCF_ERR_GENERIC, OCF_SUCCESS } from '../../ocf-metadata/exit-status.ts';

/** Ends an action with an exit status and a reason; outcomeOf catches it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: ExitStatus;
  /** One line for an administrator. Undefined if a probe finds no address. */
  readonly reason: string | undefined;
  /** Text for stdout; may be empty. */
  readonly output: string;

  constructor(status: ExitStatus, reason?: string, output = '') {
    super(reason ?? '');
    this.status = status;
    this.reason = reason;
    this.output = output;
  }
}

/** The result of an action: exit status, reason, and text for stdout. */
export interface Outcome {
  readonly status: ExitStatus;
  readonly reason?: string | undefined;
  readonly output?: string | undefined;
}

/**
 * Runs an action, which returns text for stdout or throws. An exception other than Refusal becomes OCF_ERR_GENERIC
 * with its message.
 */
export function outcomeOf(action: () => string): Outcome {
  try {
    return { status: OCF_SUCCESS, output: action() || undefined };
  } catch (error) {
    if (!(error instanceof Refusal)) return failure(messageOf(error));
    return refused(error);
  }
}

/** The same for an action that waits for the JavaScript engine. */
export async function outcomeOfAsync(action: () => Promise<string>): Promise<Outcome> {
  try {
    return { status: OCF_SUCCESS, output: (await action()) || undefined };
  } catch (error) {
    if (!(error instanceof Refusal)) return failure(messageOf(error));
    return refused(error);
  }
}

function refused({ status, reason, output }: Refusal): Outcome {
  return { status, reason, output: output || undefined };
}

function failure(reason: string): Outcome {
  return { status: OCF_ERR_GENERIC, reason };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
