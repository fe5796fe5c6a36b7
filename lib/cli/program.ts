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

const SEE_HELP = 'see floatip --help';

/** What has been said already. */
const SILENT: Log = { error() {}, warn() {}, info() {}, debug() {} };

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
    if (error instanceof CommanderError) return concludeCommander(error, agent);
    tell(agent, error instanceof Error ? error.message : String(error));
    if (error instanceof ArgumentError) return agent.statuses.args;
    // What cannot be printed is a failure, unless what was to be printed is one already.
    return session.status || agent.statuses.generic;
  }
}

/** commander throws also when it has shown what it was asked for. */
function concludeCommander(error: CommanderError, agent: Agent): ExitStatus {
  const { statuses } = agent;
  if (error.exitCode === 0) return statuses.success;
  tell(agent, inOneStyle(error.message));
  return error.code === 'commander.unknownCommand' ? statuses.unimplemented : statuses.args;
}

/** commander's own "error: …", with its suggestion on a line of its own, as one of our messages. */
function inOneStyle(message: string): string {
  const [first = '', suggestion] = message.replace(/^error: /, '').split('\n(Did you mean ');
  const advice = suggestion ? `did you mean ${suggestion.replace(/\)$/, '')}` : SEE_HELP;
  return `${first.replace(/\.$/, '')}; ${advice}`;
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
      // Errors are thrown as well, and told where they are caught.
      .configureOutput({
        writeOut: (text) => this.#agent.print(text),
        outputError: () => {},
      })
      .addHelpText('before', ({ error }) => {
        if (error) throw new ArgumentError(`no command is given; ${SEE_HELP}`);
        return '';
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
      .action(async () => this.#agent.print(await this.#agent.metaData()));
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
          const sighting = await this.#agent.observe(this.#variables(words), SILENT);
          if ('status' in sighting) return;
          const report = statusReport(words, sighting, this.#agent);
          this.#agent.print(`${statusLine(report, this.#style)}\n`);
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
    this.#agent.print(`${text}\n`);
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
    this.#agent.print(text);
    if (report.problem) this.status = this.#agent.statuses.generic;
  }

  #variables(words: readonly string[]): Variables {
    return variablesFromWords(words, this.#environment, this.#agent.parameters);
  }

  /** Takes the outcome's status over; true for success. */
  #settle({ status, reason, output }: Outcome): boolean {
    this.status = status;
    if (output !== undefined) this.#agent.print(output);
    if (reason !== undefined) tell(this.#agent, reason);
    return status === this.#agent.statuses.success;
  }
}

function plainLog(agent: Agent): Log {
  return {
    error: (text) => tell(agent, `error: ${text}`),
    warn: (text) => tell(agent, `warning: ${text}`),
    info: (text) => tell(agent, text),
    debug: () => {},
  };
}

/** All that goes to stderr says who speaks: it may be one of many in a script's log. */
function tell(agent: Agent, text: string): void {
  agent.writeError(`floatip: ${agent.oneLine(text)}\n`);
}
