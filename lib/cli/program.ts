/** The command for people: does what the command line asks for, and says what came of it. */

import { failure, type Outcome } from '../actions/outcome.ts';
import type { Variables } from '../ocf/environment.ts';
import { type ExitStatus, OCF_ERR_ARGS, OCF_ERR_GENERIC, OCF_SUCCESS } from '../ocf/exit-status.ts';
import type { Log } from '../ocf/log.ts';
import type { ActionName, Agent } from './agent.ts';
import { ArgumentError, variablesFromWords } from './arguments.ts';
import { type Request, readCommandLine } from './command-line.ts';
import { explainReport, explainText } from './explain-report.ts';
import { PlainLog, SilentLog, tell } from './plain-log.ts';
import { statusLine, statusOf, statusReport } from './status-report.ts';
import { chooseStyle, type Style } from './style.ts';

/** @returns the exit status */
export async function runProgram(
  args: readonly string[],
  environment: Variables,
  agent: Agent,
): Promise<ExitStatus> {
  try {
    const asked = await readCommandLine(args);
    return conclude('status' in asked ? asked : answer(asked, environment, agent), agent);
  } catch (error) {
    const status = error instanceof ArgumentError ? OCF_ERR_ARGS : OCF_ERR_GENERIC;
    return conclude(failure(status, messageOf(error)), agent);
  }
}

function answer({ command, words, json }: Request, environment: Variables, agent: Agent): Outcome {
  if (command === 'meta-data') return { status: OCF_SUCCESS, output: agent.metaData() };
  const session = new Session(words, environment, agent);
  switch (command) {
    case 'status':
      return session.status(json);
    case 'explain':
      return session.explain(json);
    default:
      return session.act(command);
  }
}

class Session {
  readonly #words: readonly string[];
  readonly #variables: Variables;
  readonly #agent: Agent;
  readonly #style: Style;
  readonly #log: Log;

  constructor(words: readonly string[], environment: Variables, agent: Agent) {
    this.#words = words;
    this.#variables = variablesFromWords(words, environment);
    this.#agent = agent;
    this.#style = chooseStyle(agent.isTerminal(), environment.NO_COLOR);
    this.#log = new PlainLog(agent);
  }

  act(action: ActionName): Outcome {
    const outcome = this.#agent.run(action, this.#variables, this.#log);
    const shows = action === 'start' || action === 'stop';
    if (!shows || outcome.status !== OCF_SUCCESS) return outcome;
    // What was to be said has been said already.
    const silent: Log = new SilentLog();
    const sighting = this.#agent.observe(this.#variables, silent);
    if ('status' in sighting) return outcome;
    const line = statusLine(statusReport(this.#words, sighting), this.#style);
    return { ...outcome, output: `${outcome.output ?? ''}${line}\n` };
  }

  status(json: boolean): Outcome {
    const sighting = this.#agent.observe(this.#variables, this.#log);
    if ('status' in sighting) return sighting;
    const report = statusReport(this.#words, sighting);
    const text = json ? JSON.stringify(report) : statusLine(report, this.#style);
    return { status: statusOf(report), output: `${text}\n` };
  }

  explain(json: boolean): Outcome {
    const explanation = this.#agent.explain(this.#variables, this.#log);
    if ('status' in explanation) return explanation;
    const report = explainReport(explanation);
    return {
      status: report.problem === undefined ? OCF_SUCCESS : OCF_ERR_GENERIC,
      output: json
        ? `${JSON.stringify(report)}\n`
        : explainText(report, explanation.announcement, this.#style),
    };
  }
}

/** Says what it came to. What cannot be printed is a failure, unless it was to tell of one. */
function conclude({ status, output, reason }: Outcome, agent: Agent): ExitStatus {
  try {
    if (output !== undefined) agent.print(output);
  } catch (error) {
    tell(agent, messageOf(error));
    return status === OCF_SUCCESS ? OCF_ERR_GENERIC : status;
  }
  if (reason !== undefined) tell(agent, reason);
  return status;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
