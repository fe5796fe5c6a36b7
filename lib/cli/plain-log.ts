/** What the agent says, for a person: all of it on stderr. */
import { Log } from '../ocf/log.ts';
import { oneLine } from '../ocf/quote.ts';
import type { Agent } from './agent.ts';

export class PlainLog extends Log {
  readonly #agent: Agent;

  constructor(agent: Agent) {
    super();
    this.#agent = agent;
  }

  error(text: string): void {
    tell(this.#agent, `error: ${text}`);
  }

  warn(text: string): void {
    tell(this.#agent, `warning: ${text}`);
  }

  info(text: string): void {
    tell(this.#agent, text);
  }

  debug(_text: string): void {}
}

/** Where all has been said already. */
export class SilentLog extends Log {
  error(_text: string): void {}
  warn(_text: string): void {}
  info(_text: string): void {}
  debug(_text: string): void {}
}

/** All that goes to stderr says who speaks: it may be one of many in a script's log. */
export function tell(agent: Agent, text: string): void {
  agent.writeError(`floatip: ${oneLine(text)}\n`);
}
