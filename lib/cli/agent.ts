/** What the command line needs of the agent. */

import type { Explanation } from '../actions/explain.ts';
import type { Sighting } from '../actions/monitor.ts';
import type { Outcome } from '../actions/outcome.ts';
import type { Variables } from '../ocf/environment.ts';
import type { Log } from '../ocf/log.ts';

export type ActionName = 'start' | 'stop' | 'monitor' | 'validate-all';

export interface Agent {
  run(action: ActionName, variables: Variables, log: Log): Outcome;
  observe(variables: Variables, log: Log): Sighting | Outcome;
  explain(variables: Variables, log: Log): Explanation | Outcome;
  metaData(): string;
  /** @throws Error where not all of it can be written */
  print(text: string): void;
  writeError(text: string): void;
  isTerminal(): boolean;
}
