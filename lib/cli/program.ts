/** The command floatip: executes its arguments, and prints the result. */

import type { AddressAction } from '../../build/names.ts';
import { type ExitStatus, OCF_ERR_GENERIC, OCF_SUCCESS } from '../../ocf-metadata/exit-status.ts';
import type { Variables } from '../ocf/environment.ts';
import type { Log } from '../ocf/log.ts';
import { messageOf, type Outcome, outcomeOfAsync, Refusal } from '../ocf/refusal.ts';
import type { Agent, Call } from './agent.ts';
import { resourceIn, variablesFromWords } from './arguments.ts';
import { parseCommandLine, type Request } from './command-line.ts';
import { explainReport, explainText } from './explain-report.ts';
import { PlainLog, SilentLog, writeMessage } from './plain-log.ts';
import { statusLine, statusOf, statusReport } from './status-report.ts';
import { chooseStyle, type Style } from './style.ts';

/** Returns the exit status. */
export async function runProgram(
  args: readonly string[],
  environment: Variables,
  agent: Agent,
): Promise<ExitStatus> {
  const outcome = await outcomeOfAsync(async () => {
    const parsed = await parseCommandLine(args);
    return await answer(parsed.result(), environment, agent);
  });
  return conclude(outcome, agent);
}

/** Returns the text for stdout. @throws Refusal */
async function answer(request: Request, environment: Variables, agent: Agent): Promise<string> {
  const { command, words, options, text } = request;
  const style = chooseStyle(agent.isTerminal(), environment.NO_COLOR);
  const call: Call = { words, options, environment, style, log: new PlainLog(agent) };
  switch (command) {
    case 'help':
      return text ?? '';
    case 'meta-data':
      return agent.metaData();
    case 'list':
      return await agent.list(call);
    case 'metrics':
      return await agent.metrics(call);
    case 'migrate':
      return await agent.migrate(call);
    case 'doctor':
      return await agent.doctor(call);
    default: {
      const session = new Session(await parameterWords(call, agent), call, agent);
      return session.run(command);
    }
  }
}

/** The parameters, which a resource of the cluster may have. */
async function parameterWords(
  { words, environment }: Call,
  agent: Agent,
): Promise<readonly string[]> {
  const resource = resourceIn(words);
  return resource === undefined ? words : await agent.resourceWords(resource, environment);
}

/** A command on the address that the words describe. */
class Session {
  readonly #variables: Variables;
  readonly #agent: Agent;
  readonly #style: Style;
  readonly #log: Log;
  readonly #json: boolean;

  constructor(words: readonly string[], { environment, style, log, options }: Call, agent: Agent) {
    this.#variables = variablesFromWords(words, environment);
    this.#agent = agent;
    this.#style = style;
    this.#log = log;
    this.#json = options.json === true;
  }

  run(command: AddressAction | 'explain'): string {
    switch (command) {
      case 'status':
        return this.#status();
      case 'explain':
        return this.#explain();
      default:
        return this.#act(command);
    }
  }

  /** Runs the action. After start and stop, appends the line that `floatip status` prints. */
  #act(action: AddressAction): string {
    const output = this.#agent.run(action, this.#variables, this.#log);
    return action === 'start' || action === 'stop' ? output + this.#stateLine() : output;
  }

  /** Empty if the state cannot be read: the action itself succeeded. */
  #stateLine(): string {
    // The action has logged its warnings already.
    const silent: Log = new SilentLog();
    try {
      const report = statusReport(this.#agent.report(this.#variables, silent));
      return `${statusLine(report, this.#style)}\n`;
    } catch {
      return '';
    }
  }

  #status(): string {
    const report = statusReport(this.#agent.report(this.#variables, this.#log));
    const text = this.#json ? JSON.stringify(report) : statusLine(report, this.#style);
    return printed(statusOf(report), `${text}\n`);
  }

  #explain(): string {
    const explanation = this.#agent.explain(this.#variables, this.#log);
    const report = explainReport(explanation);
    const text = this.#json
      ? `${JSON.stringify(report)}\n`
      : explainText(report, explanation, this.#style);
    return printed(report.problem === undefined ? OCF_SUCCESS : OCF_ERR_GENERIC, text);
  }
}

/** Returns the output, or throws it as a Refusal if the status is not OCF_SUCCESS. */
function printed(status: ExitStatus, output: string): string {
  if (status === OCF_SUCCESS) return output;
  throw new Refusal(status, undefined, output);
}

/** Prints output and reason. If the output cannot be written, the command fails. */
function conclude({ status, output, reason }: Outcome, agent: Agent): ExitStatus {
  try {
    if (output !== undefined) agent.print(output);
  } catch (error) {
    writeMessage(agent, messageOf(error));
    return status === OCF_SUCCESS ? OCF_ERR_GENERIC : status;
  }
  if (reason !== undefined) writeMessage(agent, reason);
  return status;
}
