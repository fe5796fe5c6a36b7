/**
 * The OCF interface: runs an action, returns its exit status, and writes the reason as the last line of stderr.
 */
import { metaData } from '../../build/meta-data.ts';
import type { AddressAction } from '../../build/names.ts';
import { ACTIONS } from '../../ocf-metadata/actions.ts';
import type { AgentName } from '../../ocf-metadata/agent.ts';
import {
  type ExitStatus,
  OCF_ERR_GENERIC,
  OCF_ERR_UNIMPLEMENTED,
  OCF_SUCCESS,
} from '../../ocf-metadata/exit-status.ts';
import { print } from '../linux/output.ts';
import { readEnvironment, type Variables } from '../ocf/environment.ts';
import { OcfLog, writeStderr } from '../ocf/ocf-log.ts';
import { oneLine, quoted } from '../ocf/quote.ts';
import { messageOf, type Outcome, outcomeOf, Refusal } from '../ocf/refusal.ts';
import { runAction } from './run-action.ts';

export function runOcf(action: string, variables: Variables, name: AgentName): ExitStatus {
  const log = new OcfLog(variables);
  const outcome = printOutput(outcomeOf(() => run(action, variables, name, log)));
  giveReason(outcome, variables, log);
  return outcome.status;
}

function run(action: string, variables: Variables, name: AgentName, log: OcfLog): string {
  if (isAddressAction(action)) return runAction(action, variables, log);
  switch (action) {
    case 'meta-data':
      return metaData(name);
    case 'usage':
    case 'help':
      return usage();
    default: {
      const reason = action ? `unknown ${quoted('action', action)}` : 'no action given';
      throw new Refusal(OCF_ERR_UNIMPLEMENTED, reason, usage());
    }
  }
}

function isAddressAction(action: string): action is AddressAction {
  return ACTIONS.some(({ name }) => name === action);
}

function usage(): string {
  const names = [...ACTIONS.map(({ name }) => name), 'meta-data', 'usage', 'help'];
  return `usage: VirtualIP ${names.join('|')}

An OCF 1.1 resource agent: the parameters come from the environment, as OCF_RESKEY_ip=192.0.2.10.
For use by hand see "floatip --help".
`;
}

/** If the output cannot be written, a successful action fails. */
function printOutput(outcome: Outcome): Outcome {
  if (outcome.output === undefined) return outcome;
  try {
    print(outcome.output);
    return outcome;
  } catch (error) {
    const reason = messageOf(error);
    if (outcome.status === OCF_SUCCESS) return { status: OCF_ERR_GENERIC, reason };
    return { status: outcome.status, reason: outcome.reason ?? reason };
  }
}

function giveReason({ reason }: Outcome, variables: Variables, log: OcfLog): void {
  if (reason === undefined) return;
  const line = oneLine(reason);
  try {
    log.errorNotToStderr(line);
  } catch {
    // A log that cannot be written does not change the exit status.
  }
  writeStderr(`${readEnvironment(variables).exitReasonPrefix}${line}`);
}
