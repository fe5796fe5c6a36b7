/** The OCF way: an action in, an exit status out, a reason as the last line of stderr. */
import { STDOUT, writeOut } from '../kernel/output.ts';
import { readEnvironment, type Variables } from '../ocf/environment.ts';
import { OCF_ERR_GENERIC, OCF_ERR_UNIMPLEMENTED, OCF_SUCCESS } from '../ocf/exit-status.ts';
import { OcfLog, writeStderr } from '../ocf/log.ts';
import { oneLine, quoted } from '../ocf/quote.ts';
import { ANNOUNCER_COMMAND } from '../vip/announce.ts';
import type { Log } from '../vip/kernel.ts';
import { announce } from './announce.ts';
import { embeddedMetaData } from './meta-data.ts';
import { failure, type Outcome } from './outcome.ts';
import { type AddressAction, isAddressAction, runAction } from './run.ts';
import { USAGE } from './usage.ts';

/** @returns the exit status */
export async function runOcf(args: readonly string[], variables: Variables): Promise<number> {
  const [action = '', ...rest] = args;
  const log = new OcfLog(variables);
  const outcome = isAddressAction(action)
    ? runAddressAction(action, variables, log)
    : await answer(action, rest, variables);
  if (outcome.output !== undefined) writeOut(STDOUT, outcome.output);
  if (outcome.reason !== undefined) {
    const reason = oneLine(outcome.reason);
    log.errorBesidesStderr(reason);
    writeStderr(`${readEnvironment(variables).exitReasonPrefix}${reason}`);
  }
  return outcome.status;
}

/** Whatever goes wrong, the answer is a status and a line. */
function runAddressAction(action: AddressAction, variables: Variables, log: Log): Outcome {
  try {
    return runAction(action, variables, log);
  } catch (error) {
    return failure(OCF_ERR_GENERIC, error instanceof Error ? error.message : String(error));
  }
}

/** What needs no address. */
async function answer(
  action: string,
  rest: readonly string[],
  variables: Variables,
): Promise<Outcome> {
  switch (action) {
    case 'meta-data':
      return { status: OCF_SUCCESS, output: await embeddedMetaData() };
    case 'usage':
    case 'help':
      return { status: OCF_SUCCESS, output: USAGE };
    case ANNOUNCER_COMMAND:
      return announce(rest, readEnvironment(variables).stateDirectory);
    default:
      return {
        ...failure(
          OCF_ERR_UNIMPLEMENTED,
          action ? `there is no ${quoted('action', action)}` : 'no action is given',
        ),
        output: USAGE,
      };
  }
}
