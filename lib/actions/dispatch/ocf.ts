/** The OCF way: an action in, an exit status out, a reason as the last line of stderr. */
import { print } from '../../kernel/output.ts';
import { readEnvironment, type Variables } from '../../ocf/environment.ts';
import { OCF_ERR_GENERIC, OCF_ERR_UNIMPLEMENTED, OCF_SUCCESS } from '../../ocf/exit-status.ts';
import { OcfLog, writeStderr } from '../../ocf/log.ts';
import { oneLine, quoted } from '../../ocf/quote.ts';
import { ANNOUNCER_COMMAND } from '../../vip/announce.ts';
import type { Log } from '../../vip/kernel.ts';
import { announce } from '../background-announcer.ts';
import { embeddedMetaData } from '../meta-data.ts';
import { failure, type Outcome } from '../shared/outcome.ts';
import { USAGE } from '../usage.ts';
import { isAddressAction, runAction } from './run.ts';
import { concernsShared, loadSharedActions } from './shared-actions.ts';

/**
 * Calls `exit` with the exit status; at once but for meta-data and shared addresses. Nothing else waits
 * for a promise: the run time takes a tenth of a monitor to get ready for the first.
 */
export function runOcf(
  args: readonly string[],
  variables: Variables,
  exit: (status: number) => void,
): void {
  const [action = '', ...rest] = args;
  const log = new OcfLog(variables);
  const conclude = (outcome: Outcome) => {
    const printed = printOutput(outcome);
    giveReason(printed, variables, log);
    exit(printed.status);
  };
  if (action === 'meta-data') {
    void embeddedMetaData().then((output) => conclude({ status: OCF_SUCCESS, output }));
    return;
  }
  if (isAddressAction(action) && concernsShared(action, variables)) {
    void loadSharedActions(variables)
      .then((actions) => attempt(() => runAction(action, variables, log, actions)), failed)
      .then(conclude);
    return;
  }
  conclude(attempt(() => run(action, rest, variables, log)));
}

/** What cannot be printed is a failure, unless the outcome is one already. */
function printOutput(outcome: Outcome): Outcome {
  if (outcome.output === undefined) return outcome;
  try {
    print(outcome.output);
    return outcome;
  } catch (error) {
    return outcome.status === OCF_SUCCESS ? failed(error) : { ...failed(error), ...outcome };
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

function run(action: string, rest: readonly string[], variables: Variables, log: Log): Outcome {
  if (isAddressAction(action)) return runAction(action, variables, log);
  switch (action) {
    case 'usage':
    case 'help':
      return { status: OCF_SUCCESS, output: USAGE };
    case ANNOUNCER_COMMAND:
      return announce(rest, readEnvironment(variables).stateDirectory);
    default: {
      const reason = action ? `there is no ${quoted('action', action)}` : 'no action is given';
      return { ...failure(OCF_ERR_UNIMPLEMENTED, reason), output: USAGE };
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
