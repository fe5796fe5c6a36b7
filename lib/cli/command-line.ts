/** The arguments of floatip, parsed by commander: `floatip start ip=192.0.2.10 nic=eth0`. */
import { type CommandName, commands } from '../../ocf-metadata/commands.ts';
import { OCF_ERR_ARGS, OCF_ERR_UNIMPLEMENTED } from '../../ocf-metadata/exit-status.ts';
import { Refusal } from '../ocf/refusal.ts';
import { exampleHelp, exitStatusHelp, parameterHelp } from './help.ts';
import { versionText } from './version.ts';

export interface Request {
  readonly command: CommandName | 'help';
  /** Parameters as name=value, or names of resources. */
  readonly words: readonly string[];
  /** The values of the options that are given. */
  readonly options: Options;
  /** The output of --help or --version. */
  readonly text?: string;
}

/** The values of the options in ocf-metadata/commands.ts. */
export interface Options {
  readonly json?: boolean;
  readonly plan?: boolean;
  readonly apply?: boolean;
  readonly back?: boolean;
  /** A file with the configuration of the cluster. */
  readonly cib?: string;
  /** The IP address of a client. */
  readonly from?: string;
}

const SEE_HELP = 'see floatip --help';

/** The result of commander's callbacks. */
export class ParsedCommandLine {
  request: Request | undefined;
  refusal: Refusal | undefined;
  printed = '';

  /** @throws Refusal */
  result(): Request {
    if (this.refusal) throw this.refusal;
    if (this.request) return this.request;
    throw new Error('commander reported neither a command nor an error');
  }
}

/**
 * Parses with commander, whose callbacks store the request. Only this function imports commander: the import
 * starts a JavaScript engine, which an action of the cluster manager does not need.
 */
export async function parseCommandLine(args: readonly string[]): Promise<ParsedCommandLine> {
  const { Command } = await import('commander');
  const parsed = new ParsedCommandLine();
  const program = new Command('floatip')
    .description('Adds, removes and checks a virtual IP address.')
    .version(versionText())
    .exitOverride((error) => {
      if (error.exitCode === 0) parsed.request = helpRequest(parsed.printed);
      else parsed.refusal = refusalOf(error.code, error.message);
      throw error;
    })
    .configureOutput({
      writeOut: (text: string) => {
        parsed.printed += text;
      },
      // exitOverride receives the errors.
      writeErr: () => {},
      outputError: () => {},
    })
    .addHelpText(
      'after',
      `\n${exampleHelp(commands())}\n\n${parameterHelp()}\n\n${exitStatusHelp()}`,
    );
  for (const row of commands()) {
    const command = program.command(row.name).description(row.description);
    const examples = exampleHelp([row]);
    if (examples !== '') command.addHelpText('after', `\n${examples}`);
    for (const { flag, value, description } of row.options ?? []) {
      command.option(value === undefined ? flag : `${flag} <${value}>`, description);
    }
    if (row.takes === 'nothing') {
      command.action(() => {
        parsed.request = { command: row.name, words: [], options: command.opts<Options>() };
      });
    } else {
      const argument = row.takes === 'resources' ? '[resource...]' : '<resource|name=value...>';
      command.argument(argument).action((words: string[], options: Options) => {
        parsed.request = { command: row.name, words, options };
      });
    }
  }
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    // exitOverride has stored the request or the refusal.
    if (!parsed.refusal && !parsed.request) throw error;
  }
  return parsed;
}

function helpRequest(text: string): Request {
  return { command: 'help', words: [], options: {}, text };
}

function refusalOf(code: string, message: string): Refusal {
  switch (code) {
    case 'commander.help':
      return new Refusal(OCF_ERR_ARGS, `no command given; ${SEE_HELP}`);
    case 'commander.unknownCommand':
      return new Refusal(OCF_ERR_UNIMPLEMENTED, inOneStyle(message));
    default:
      return new Refusal(OCF_ERR_ARGS, inOneStyle(message));
  }
}

/** Converts commander's "error: …", with a suggestion on the second line, to the style of the other messages. */
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
