/** The log of the command floatip: stderr, without time and process id. */
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
    writeMessage(this.#agent, `error: ${text}`);
  }

  warn(text: string): void {
    writeMessage(this.#agent, `warning: ${text}`);
  }

  info(text: string): void {
    writeMessage(this.#agent, text);
  }

  debug(_text: string): void {}
}

/** Discards all messages. */
export class SilentLog extends Log {
  error(_text: string): void {}
  warn(_text: string): void {}
  info(_text: string): void {}
  debug(_text: string): void {}
}

/** Writes a message with the name of the program, for the log of a script. */
export function writeMessage(agent: Agent, text: string): void {
  agent.writeError(`floatip: ${oneLine(text)}\n`);
}
