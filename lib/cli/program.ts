/** The command line for people: `floatip start ip=192.0.2.10 nic=eth0`. */
import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import type { Outcome } from '../actions/shared/outcome.ts';
import type { Variables } from '../ocf/environment.ts';
import type { ExitStatus } from '../ocf/exit-status.ts';
import type { Log } from '../vip/kernel.ts';
import type { ActionName, Agent } from './agent.ts';
import { ArgumentError, variablesFromWords } from './arguments.ts';
import { explainReport, explainText } from './explain-report.ts';
import { exitStatusHelp, parameterHelp } from './help.ts';
import { statusLine, statusOf, statusReport } from './status-report.ts';
import { chooseStyle, type Style } from './style.ts';

interface Options {
  readonly json?: boolean;
}

/** @returns the exit status */
export async function runProgram(
  args: readonly string[],
  environment: Variables,
  agent: Agent,
): Promise<ExitStatus> {
  const session = new Session(environment, agent);
  try {
    await session.program().parseAsync(args, { from: 'user' });
    return session.status;
  } catch (error) {
    if (error instanceof CommanderError) return statusOfCommander(error, agent);
    const message = error instanceof Error ? error.message : String(error);
    agent.writeError(`floatip: ${message}\n`);
    return error instanceof ArgumentError ? agent.statuses.args : agent.statuses.generic;
  }
}

/** commander has said on stderr what is wrong. */
function statusOfCommander(error: CommanderError, { statuses }: Agent): ExitStatus {
  if (error.exitCode === 0) return statuses.success;
  return error.code === 'commander.unknownCommand' ? statuses.unimplemented : statuses.args;
}

class Session {
  status: ExitStatus;
  readonly #environment: Variables;
  readonly #agent: Agent;
  readonly #style: Style;
  readonly #log: Log;

  constructor(environment: Variables, agent: Agent) {
    this.#environment = environment;
    this.#agent = agent;
    this.status = agent.statuses.success;
    this.#style = chooseStyle(agent.isTerminal, environment.NO_COLOR);
    this.#log = plainLog(agent);
  }

  program(): Command {
    const program = new Command('floatip')
      .description('Takes over a virtual IP address, lets go of it, and says whether it is up.')
      .version(manifest.version)
      .exitOverride()
      .showHelpAfterError('See floatip --help.')
      .configureOutput({
        writeOut: (text) => this.#agent.write(text),
        writeErr: (text) => this.#agent.writeError(text),
      })
      .addHelpText(
        'after',
        () => `\n${parameterHelp(this.#agent)}\n\n${exitStatusHelp(this.#agent)}`,
      );
    this.#action(program, 'start', 'take the address over and tell the neighbours');
    this.#action(program, 'stop', 'let go of the address');
    this.#action(program, 'monitor', 'check it as a cluster manager does, silently if all is well');
    this.#action(
      program,
      'validate-all',
      'check the parameters, and whether this host has what they name',
    );
    program
      .command('status')
      .description('say whether the address is up, and where')
      .argument('<name=value...>')
      .option('--json', 'print JSON')
      .action((words: string[], options: Options) => this.#showStatus(words, options));
    program
      .command('explain')
      .description('say what start would do and why, and change nothing')
      .argument('<name=value...>')
      .option('--json', 'print JSON')
      .action((words: string[], options: Options) => this.#explain(words, options));
    program
      .command('meta-data')
      .description('print the meta-data of the resource agent (XML)')
      .action(async () => this.#agent.write(await this.#agent.metaData()));
    return program;
  }

  #action(program: Command, name: ActionName, description: string): void {
    program
      .command(name)
      .description(description)
      .argument('<name=value...>')
      .action(async (words: string[]) => {
        const outcome = await this.#agent.run(name, this.#variables(words), this.#log);
        if (this.#settle(outcome) && (name === 'start' || name === 'stop')) {
          const sighting = await this.#agent.observe(this.#variables(words), this.#log);
          if ('status' in sighting) return;
          const report = statusReport(words, sighting, this.#agent);
          this.#agent.write(`${statusLine(report, this.#style)}\n`);
        }
      });
  }

  async #showStatus(words: readonly string[], options: Options): Promise<void> {
    const sighting = await this.#agent.observe(this.#variables(words), this.#log);
    if ('status' in sighting) {
      this.#settle(sighting);
      return;
    }
    const report = statusReport(words, sighting, this.#agent);
    this.status = statusOf(report, this.#agent);
    const text = options.json ? JSON.stringify(report) : statusLine(report, this.#style);
    this.#agent.write(`${text}\n`);
  }

  async #explain(words: readonly string[], options: Options): Promise<void> {
    const explanation = await this.#agent.explain(this.#variables(words), this.#log);
    if ('status' in explanation) {
      this.#settle(explanation);
      return;
    }
    const report = explainReport(explanation, this.#agent);
    const text = options.json
      ? `${JSON.stringify(report)}\n`
      : explainText(report, explanation, this.#style);
    this.#agent.write(text);
    if (report.problem) this.status = this.#agent.statuses.generic;
  }

  #variables(words: readonly string[]): Variables {
    return variablesFromWords(words, this.#environment, this.#agent.parameters);
  }

  /** Takes the outcome's status over; true for success. */
  #settle({ status, reason, output }: Outcome): boolean {
    this.status = status;
    if (output !== undefined) this.#agent.write(output);
    if (reason !== undefined) this.#agent.writeError(`floatip: ${reason}\n`);
    return status === this.#agent.statuses.success;
  }
}

function plainLog(agent: Agent): Log {
  const line = (text: string) => agent.writeError(`${text}\n`);
  return {
    error: (text) => line(`error: ${text}`),
    warn: (text) => line(`warning: ${text}`),
    info: line,
    debug: () => {},
  };
}
