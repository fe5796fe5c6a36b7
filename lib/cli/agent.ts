/**
 * What the command line needs of the agent. It is handed in rather than imported, so that the agent
 * stays one file in the executable: each further one that an action loads costs it time.
 */
import type { Explanation } from '../actions/explain.ts';
import type { Observation } from '../actions/monitor.ts';
import type { Outcome } from '../actions/outcome.ts';
import type { Variables } from '../ocf/environment.ts';
import type { Log } from '../vip/kernel.ts';

export type ActionName = 'start' | 'stop' | 'monitor' | 'validate-all';

export interface Agent {
  run(action: ActionName, variables: Variables, log: Log): Outcome;
  observe(variables: Variables, log: Log): Observation | Outcome;
  explain(variables: Variables, log: Log): Explanation | Outcome;
  metaData(): Promise<string>;
  write(text: string): void;
  writeError(text: string): void;
  readonly isTerminal: boolean;
  formatIp(bytes: Uint8Array): string;
  formatHardwareAddress(bytes: Uint8Array): string;
}
