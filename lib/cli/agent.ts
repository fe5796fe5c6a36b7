/** The agent, as the command line calls it. */
import type { AddressAction } from '../../build/names.ts';
import type { Explanation } from '../actions/explain.ts';
import type { AddressReport } from '../actions/monitor.ts';
import type { Variables } from '../ocf/environment.ts';
import type { Log } from '../ocf/log.ts';

/** The first three throw Refusal. */
export interface Agent {
  run(action: AddressAction, variables: Variables, log: Log): string;
  report(variables: Variables, log: Log): AddressReport;
  explain(variables: Variables, log: Log): Explanation;
  metaData(): string;
  /** @throws Error if not all of it can be written */
  print(text: string): void;
  writeError(text: string): void;
  isTerminal(): boolean;
}
