import { describe, expect, it } from 'vitest';
import { parseCommandLine, type Request } from '../../../lib/cli/command-line.ts';
import { versionText } from '../../../lib/cli/version.ts';
import { outcomeOf } from '../../../lib/ocf/refusal.ts';
import { commands as rows } from '../../../ocf-metadata/commands.ts';

const WORDS = ['ip=10.0.0.10', 'nic=eth0'];

async function parse(...args: readonly string[]): Promise<Request> {
  return (await parseCommandLine(args)).result();
}

async function refusalOf(...args: readonly string[]) {
  const parsed = await parseCommandLine(args);
  const { status, reason, output } = outcomeOf(() => JSON.stringify(parsed.result()));
  expect(output).toBeUndefined();
  return [status, reason];
}

describe('a command', () => {
  it.each(['start', 'stop', 'monitor', 'validate-all', 'status', 'explain'])(
    '%s has words',
    async (command) => {
      expect(await parse(command, ...WORDS)).toEqual({ command, words: WORDS, options: {} });
      expect(await parse(command, '--', ...WORDS)).toEqual({ command, words: WORDS, options: {} });
    },
  );

  it.each(['status', 'explain'])('%s can print JSON', async (command) => {
    for (const args of [
      [command, '--json', ...WORDS],
      [command, ...WORDS, '--json'],
    ]) {
      expect(await parse(...args)).toEqual({ command, words: WORDS, options: { json: true } });
    }
  });

  it('meta-data has no words', async () => {
    expect(await parse('meta-data')).toEqual({ command: 'meta-data', words: [], options: {} });
  });
});

describe('help', () => {
  it.each([[['--help']], [['-h']], [['help']]])('%j: all commands', async (args) => {
    const request = await parse(...args);
    expect(request).toEqual({
      command: 'help',
      words: [],
      options: {},
      text: expect.stringMatching(/^Usage: floatip /),
    });
    const commands = [
      ...(request.text ?? '').matchAll(/^ {2}([a-z-]+) (?:\[options\] )?<resource\|name=/gm),
    ];
    expect(commands.map(([, name]) => name)).toEqual(
      rows()
        .filter(({ takes }) => takes === 'address')
        .map(({ name }) => name),
    );
    expect(request.text).toMatch(/^ {2}meta-data {2}/m);
    expect(request.text).toMatch(/^ {2}-V, --version /m);
    expect(request.text).toMatch(/^Parameters, written name=value, with \[defaults\]:\n {2}ip /m);
    expect(request.text).toMatch(/^Examples:\n {2}floatip start ip=/m);
    expect(request.text).toMatch(/^Exit status:\n {2}0 +success/m);
  });

  it.each([[['status', '--help']], [['help', 'status']]])('%j: one command', async (args) => {
    const { command, text } = await parse(...args);
    expect(command).toBe('help');
    expect(text).toMatch(/^Usage: floatip status \[options\] <resource\|name=value\.\.\.>\n/);
    expect(text).toContain('show whether the address is up, and where');
    expect(text).toMatch(/^ {2}--json +print JSON$/m);
    expect(text).toMatch(/^Examples:\n {2}floatip status vip {2}\w/m);
    expect(text).not.toContain('floatip start');
  });

  it('does not check the other words', async () => {
    expect((await parse('start', '--help', 'nonsense')).command).toBe('help');
  });
});

it.each([['--version'], ['-V']])('%s is the version', async (arg) => {
  expect(await parse(arg)).toEqual({
    command: 'help',
    words: [],
    options: {},
    text: `${versionText()}\n`,
  });
});

describe('an invalid command line', () => {
  it.each<[readonly string[], string]>([
    [[], 'no command given; see floatip --help'],
    [['--'], 'no command given; see floatip --help'],
    [['start'], "missing required argument 'resource|name=value'; see floatip --help"],
    [['status', '--json'], "missing required argument 'resource|name=value'; see floatip --help"],
    [['status', '--jsno', 'ip=x'], "unknown option '--jsno'; did you mean --json?"],
    [['status', '--yaml', 'ip=x'], "unknown option '--yaml'; see floatip --help"],
    [['start', '--json', 'ip=x'], "unknown option '--json'; see floatip --help"],
    [['--json'], "unknown option '--json'; see floatip --help"],
    [
      ['meta-data', 'ip=x'],
      "too many arguments for 'meta-data'. Expected 0 arguments but got 1: ip=x; see floatip --help",
    ],
  ])('%j is refused with OCF_ERR_ARGS', async (args, reason) => {
    expect(await refusalOf(...args)).toEqual([2, reason]);
  });

  it.each([
    ['strat', "unknown command 'strat'; did you mean start?"],
    ['stxrp', "unknown command 'stxrp'; did you mean one of start, stop?"],
    ['promote', "unknown command 'promote'; see floatip --help"],
    // An action of the agent, but not a command.
    ['reload-agent', "unknown command 'reload-agent'; see floatip --help"],
    ['ip=10.0.0.10', "unknown command 'ip=10.0.0.10'; see floatip --help"],
    ['constructor', "unknown command 'constructor'; see floatip --help"],
  ])('%s is refused with OCF_ERR_UNIMPLEMENTED', async (command, reason) => {
    expect(await refusalOf(command, 'ip=10.0.0.10')).toEqual([3, reason]);
  });
});
