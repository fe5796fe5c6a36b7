/** The OCF way: an action in, an exit status out, a reason as the last line of stderr. */

import { META_DATA } from '../actions/meta-data.ts';
import { failure, type Outcome } from '../actions/outcome.ts';
import { USAGE } from '../actions/usage.ts';
import { print } from '../linux/output.ts';
import { readEnvironment, type Variables } from '../ocf/environment.ts';
import {
  type ExitStatus,
  OCF_ERR_GENERIC,
  OCF_ERR_UNIMPLEMENTED,
  OCF_SUCCESS,
} from '../ocf/exit-status.ts';
import type { Log } from '../ocf/log.ts';
import { OcfLog, writeStderr } from '../ocf/ocf-log.ts';
import { oneLine, quoted } from '../ocf/quote.ts';
import { sharedActions } from '../shared-address/actions.ts';
import { concernsShared, isAddressAction, runAction } from './run-action.ts';

export function runOcf(action: string, variables: Variables): ExitStatus {
  const log = new OcfLog(variables);
  const outcome = printOutput(attempt(() => run(action, variables, log)));
  giveReason(outcome, variables, log);
  return outcome.status;
}

/** What cannot be printed is a failure, unless the outcome is one already. */
function printOutput(outcome: Outcome): Outcome {
  if (outcome.output === undefined) return outcome;
  try {
    print(outcome.output);
    return outcome;
  } catch (error) {
    const unprinted = failed(error);
    if (outcome.status === OCF_SUCCESS) return unprinted;
    return { status: outcome.status, reason: outcome.reason ?? unprinted.reason };
  }
}

function giveReason({ reason }: Outcome, variables: Variables, log: OcfLog): void {
  if (reason === undefined) return;
  const line = oneLine(reason);
  try {
    log.errorBesidesStderr(line);
  } catch {
    // What keeps us from logging is what the reason is about to say.
  }
  writeStderr(`${readEnvironment(variables).exitReasonPrefix}${line}`);
}

function run(action: string, variables: Variables, log: Log): Outcome {
  if (isAddressAction(action)) {
    if (!concernsShared(action, variables)) return runAction(action, variables, log);
    return runAction(action, variables, log, sharedActions(variables).actions);
  }
  switch (action) {
    case 'meta-data':
      return { status: OCF_SUCCESS, output: META_DATA };
    case 'usage':
    case 'help':
      return { status: OCF_SUCCESS, output: USAGE };
    default: {
      const reason = action ? `there is no ${quoted('action', action)}` : 'no action is given';
      return { status: OCF_ERR_UNIMPLEMENTED, reason, output: USAGE };
    }
  }
}

/** Whatever goes wrong, the answer is a status and a line. */
function attempt(run: () => Outcome): Outcome {
  try {
    return run();
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): Outcome {
  return failure(OCF_ERR_GENERIC, error instanceof Error ? error.message : String(error));
}
