/** The functions of the agent that the command floatip calls. */
import type { AddressAction } from '../../build/names.ts';
import type { Explanation } from '../actions/explain.ts';
import type { AddressReport } from '../actions/monitor.ts';
import type { Variables } from '../ocf/environment.ts';
import type { Log } from '../ocf/log.ts';
import type { Options } from './command-line.ts';
import type { Style } from './style.ts';

/** A command that reads the configuration of the cluster itself. */
export interface Call {
  readonly words: readonly string[];
  readonly options: Options;
  readonly environment: Variables;
  readonly style: Style;
  readonly log: Log;
}

/** `run`, `report` and `explain` throw Refusal. */
export interface Agent {
  run(action: AddressAction, variables: Variables, log: Log): string;
  report(variables: Variables, log: Log): AddressReport;
  explain(variables: Variables, log: Log): Explanation;
  /** The parameters of a resource of the cluster, as words of the command line. @throws Refusal */
  resourceWords(id: string, environment: Variables): Promise<readonly string[]>;
  /** The text for stdout. @throws Refusal, Error */
  list(call: Call): Promise<string>;
  /** The text for stdout. @throws Refusal, Error */
  metrics(call: Call): Promise<string>;
  /** Returns the text for stdout. @throws Refusal */
  migrate(call: Call): Promise<string>;
  /** Returns the text for stdout. @throws Refusal */
  doctor(call: Call): Promise<string>;
  metaData(): string;
  /** @throws Error if it cannot write the whole text */
  print(text: string): void;
  writeError(text: string): void;
  isTerminal(): boolean;
}
