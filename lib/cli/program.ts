/** The command floatip: executes its arguments, and prints the result. */

import type { AddressAction } from '../../build/names.ts';
import { type ExitStatus, OCF_ERR_GENERIC, OCF_SUCCESS } from '../../ocf-metadata/exit-status.ts';
import type { Variables } from '../ocf/environment.ts';
import type { Log } from '../ocf/log.ts';
import { messageOf, type Outcome, outcomeOfAsync, Refusal } from '../ocf/refusal.ts';
import type { Agent, Call } from './agent.ts';
import { isResourceName, variablesFromWords } from './arguments.ts';
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
  if (command === 'help') return text ?? '';
  if (command === 'meta-data') return agent.metaData();
  if (
    command === 'list' ||
    command === 'metrics' ||
    command === 'migrate' ||
    command === 'doctor'
  ) {
    const style = chooseStyle(agent.isTerminal(), environment.NO_COLOR);
    const call: Call = { words, options, environment, style, log: new PlainLog(agent) };
    if (command === 'doctor') return await agent.doctor(call);
    if (command === 'migrate') return await agent.migrate(call);
    return command === 'list' ? await agent.list(call) : await agent.metrics(call);
  }
  const session = new Session(await parameterWords(words, environment, agent), environment, agent);
  switch (command) {
    case 'status':
      return session.status(options.json === true);
    case 'explain':
      return session.explain(options.json === true);
    default:
      return session.act(command);
  }
}

/** A single word may be the name of a resource of the cluster, which has the parameters. */
async function parameterWords(
  words: readonly string[],
  environment: Variables,
  agent: Agent,
): Promise<readonly string[]> {
  const [only = '', another] = words;
  if (another !== undefined || !isResourceName(only)) return words;
  return await agent.resourceWords(only, environment);
}

class Session {
  readonly #variables: Variables;
  readonly #agent: Agent;
  readonly #style: Style;
  readonly #log: Log;

  constructor(words: readonly string[], environment: Variables, agent: Agent) {
    this.#variables = variablesFromWords(words, environment);
    this.#agent = agent;
    this.#style = chooseStyle(agent.isTerminal(), environment.NO_COLOR);
    this.#log = new PlainLog(agent);
  }

  /** Runs the action. After start and stop, appends the line that `floatip status` prints. */
  act(action: AddressAction): string {
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

  status(json: boolean): string {
    const report = statusReport(this.#agent.report(this.#variables, this.#log));
    const text = json ? JSON.stringify(report) : statusLine(report, this.#style);
    return printed(statusOf(report), `${text}\n`);
  }

  explain(json: boolean): string {
    const explanation = this.#agent.explain(this.#variables, this.#log);
    const report = explainReport(explanation);
    const text = json
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
