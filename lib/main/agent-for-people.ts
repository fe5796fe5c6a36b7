/** The agent as the command line sees it. */

import { type Explanation, explain } from '../actions/explain.ts';
import { META_DATA } from '../actions/meta-data.ts';
import type { Sighting } from '../actions/monitor.ts';
import type { Outcome } from '../actions/outcome.ts';
import type { ActionName, Agent } from '../cli/agent.ts';
import { isTerminal, print, STDERR, STDOUT, writeOut } from '../linux/output.ts';
import { asInstance } from '../ocf/clone-instance.ts';
import type { Variables } from '../ocf/environment.ts';
import type { Log } from '../ocf/log.ts';
import { isShared } from '../ocf/shared-clone.ts';
import { sharedActions } from '../shared-address/actions.ts';
import { concernsShared, inspect, runAction } from './run-action.ts';

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
