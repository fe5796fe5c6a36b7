/** The OCF way: an action in, an exit status out, a reason as the last line of stderr. */
import { STDOUT, writeOut } from '../../kernel/output.ts';
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

/**
 * Calls `exit` with the exit status; at once for every action but meta-data. Nothing waits for a
 * promise on the way: the run time takes a tenth of a monitor to get ready for the first.
 */
export function runOcf(
  args: readonly string[],
  variables: Variables,
  exit: (status: number) => void,
): void {
  const [action = '', ...rest] = args;
  if (action === 'meta-data') {
    void embeddedMetaData().then((output) => {
      writeOut(STDOUT, output);
      exit(OCF_SUCCESS);
    });
    return;
  }
  const log = new OcfLog(variables);
  const outcome = attempt(() => run(action, rest, variables, log));
  if (outcome.output !== undefined) writeOut(STDOUT, outcome.output);
  if (outcome.reason !== undefined) {
    const reason = oneLine(outcome.reason);
    try {
      log.errorBesidesStderr(reason);
    } catch {
      // What keeps us from logging is what the reason is about to say.
    }
    writeStderr(`${readEnvironment(variables).exitReasonPrefix}${reason}`);
  }
  exit(outcome.status);
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
    return failure(OCF_ERR_GENERIC, error instanceof Error ? error.message : String(error));
  }
}
