/** The agent as the command line sees it. */
import type { ActionName, Agent } from '../../cli/agent.ts';
import { isTerminal, print, STDERR, STDOUT, writeOut } from '../../kernel/output.ts';
import { asInstance } from '../../ocf/clone-instance.ts';
import type { Variables } from '../../ocf/environment.ts';
import { isShared } from '../../ocf/shared-clone.ts';
import type { Log } from '../../vip/log.ts';
import { sharedActions } from '../cluster/actions.ts';
import { type Explanation, explain } from '../explain.ts';
import { META_DATA } from '../meta-data.ts';
import type { Sighting } from '../monitor.ts';
import type { Outcome } from '../shared/outcome.ts';
import { concernsShared, inspect, runAction } from './run.ts';

export function agentForPeople(): Agent {
  return {
    run: (action, variables, log) => run(action, variables, log),
    observe: (variables, log) =>
      inspect<Sighting>(asInstance(variables), log, sharedActions(variables).sight),
    explain: (variables, log) =>
      inspect<Explanation>(
        variables,
        log,
        isShared(variables) ? sharedActions(variables).explain : explain,
      ),
    metaData: () => META_DATA,
    print: (text) => print(text),
    writeError: (text) => {
      writeOut(STDERR, text);
    },
    isTerminal: () => isTerminal(STDOUT),
  };
}

function run(action: ActionName, variables: Variables, log: Log): Outcome {
  if (action !== 'stop') {
    if (!concernsShared(action, variables)) return runAction(action, variables, log);
    return runAction(action, variables, log, sharedActions(variables).actions);
  }
  const shared = sharedActions(variables);
  if (concernsShared(action, variables)) return runAction(action, variables, log, shared.actions);
  // Whoever does not say which instance means all that there is of the address.
  const actions = { ...shared.actions, stop: shared.stopEverything };
  return runAction(action, asInstance(variables), log, actions);
}
