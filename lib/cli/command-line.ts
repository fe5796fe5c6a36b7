/** The command line for people, as commander reads it: `floatip start ip=192.0.2.10 nic=eth0`. */
import manifest from '../../package.json' with { type: 'json' };
import { failure, type Outcome } from '../actions/outcome.ts';
import { OCF_ERR_ARGS, OCF_ERR_UNIMPLEMENTED, OCF_SUCCESS } from '../ocf/exit-status.ts';
import type { ActionName } from './agent.ts';
import { exitStatusHelp, parameterHelp } from './help.ts';

/** What is asked for. */
export interface Request {
  readonly command: ActionName | 'status' | 'explain' | 'meta-data';
  /** Parameters, as name=value. */
  readonly words: readonly string[];
  readonly json: boolean;
}

const SEE_HELP = 'see floatip --help';

interface Described<Name> {
  readonly command: Name;
  readonly description: string;
}

/** Those with nothing but parameters. */
const ACTIONS: readonly Described<ActionName>[] = [
  { command: 'start', description: 'take the address over and tell the neighbours' },
  { command: 'stop', description: 'let go of the address' },
  {
    command: 'monitor',
    description: 'check it as a cluster manager does, silently if all is well',
  },
  {
    command: 'validate-all',
    description: 'check the parameters, and whether this host has what they name',
  },
];

/** Those that can print JSON. */
const QUESTIONS: readonly Described<'status' | 'explain'>[] = [
  { command: 'status', description: 'say whether the address is up, and where' },
  { command: 'explain', description: 'say what start would do and why, and change nothing' },
];

/** What commander has come to. */
class Reading {
  request: Request | undefined;
  /** Where there is nothing to do any more: help was asked for, or the command line is wrong. */
  end: Outcome | undefined;
  printed = '';
}

/**
 * commander only reads: what it calls notes what is asked for, and nothing is done before it has
 * returned. It is loaded for people alone, because it brings a JavaScript engine with it.
 */
export async function readCommandLine(args: readonly string[]): Promise<Request | Outcome> {
  const { Command } = await import('commander');
  const reading = new Reading();
  const program = new Command('floatip')
    .description('Takes over a virtual IP address, lets go of it, and says whether it is up.')
    .version(manifest.version)
    .exitOverride((error) => {
      reading.end = endOf(error.code, error.exitCode, error.message, reading.printed);
      throw error;
    })
    .configureOutput({
      writeOut: (text: string) => {
        reading.printed += text;
      },
      // Errors are noted above, and told later.
      writeErr: () => {},
      outputError: () => {},
    })
    .addHelpText('after', `\n${parameterHelp()}\n\n${exitStatusHelp()}`);
  for (const action of ACTIONS) {
    program
      .command(action.command)
      .description(action.description)
      .argument('<name=value...>')
      .action((words: string[]) => {
        reading.request = { command: action.command, words, json: false };
      });
  }
  for (const question of QUESTIONS) {
    program
      .command(question.command)
      .description(question.description)
      .argument('<name=value...>')
      .option('--json', 'print JSON')
      .action((words: string[], { json }: { json?: boolean }) => {
        reading.request = { command: question.command, words, json: json === true };
      });
  }
  program
    .command('meta-data')
    .description('print the meta-data of the resource agent (XML)')
    .action(() => {
      reading.request = { command: 'meta-data', words: [], json: false };
    });
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (reading.end) return reading.end;
    throw error;
  }
  if (reading.request) return reading.request;
  throw new Error('commander has neither found a command nor a mistake');
}

/** commander ends with an error also when it has shown what it was asked for. */
function endOf(code: string, exitCode: number, message: string, printed: string): Outcome {
  if (exitCode === 0) return { status: OCF_SUCCESS, output: printed };
  switch (code) {
    case 'commander.help':
      return failure(OCF_ERR_ARGS, `no command is given; ${SEE_HELP}`);
    case 'commander.unknownCommand':
      return failure(OCF_ERR_UNIMPLEMENTED, inOneStyle(message));
    default:
      return failure(OCF_ERR_ARGS, inOneStyle(message));
  }
}

/** commander's own "error: …", with its suggestion on a line of its own, as one of our messages. */
function inOneStyle(message: string): string {
  const [first = '', suggestion] = withoutPrefix(message, 'error: ').split('\n(Did you mean ');
  const advice = suggestion ? `did you mean ${withoutSuffix(suggestion, ')')}` : SEE_HELP;
  return `${withoutSuffix(first, '.')}; ${advice}`;
}

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function withoutSuffix(text: string, suffix: string): string {
  return text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
}
