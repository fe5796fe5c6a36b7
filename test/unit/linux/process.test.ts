import { constants } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { NODE, NODE_FLAGS } from '../../../lab/node.ts';
import * as ours from '../../../lib/linux/process.ts';
import { environmentVariables, prepareProcess } from '../../../lib/linux/process.ts';
import { headerConstants } from '../support/header-constants.ts';

afterEach(() => vi.unstubAllGlobals());

it('every SIG* is that of the C headers', () => {
  const signals = Object.entries(ours).filter(([name]) => name.startsWith('SIG'));
  const expected = headerConstants(
    ['signal.h'],
    signals.map(([name]) => name),
  );
  expect(Object.fromEntries(signals)).toEqual(expected);
});

describe('in a process of its own', () => {
  const LONG = 'é'.repeat(5000);
  const MODULE = join(import.meta.dirname, '../../../lib/linux/process.ts');
  const PROGRAM = `
    const { environmentVariables, programArguments } = await import('${MODULE}');
    const variables = environmentVariables(['FLOATIP_', 'OCF_RESKEY_', 'NONE_']);
    process.stdout.write(JSON.stringify({ args: programArguments(), variables }));
  `;

  it('the arguments and the variables are those that it was started with', () => {
    const command = [NODE, ...NODE_FLAGS, '--input-type=module', '-e', PROGRAM, '--'];
    const { stdout } = execaSync(
      'sh',
      [
        '-c',
        'FLOATIP_C="$(printf "\\377")" exec "$@" "$(printf "a\\377b")" ""',
        'sh',
        ...command,
        LONG,
      ],
      {
        env: {
          PATH: process.env.PATH,
          FLOATIP_A: 'a=b',
          FLOATIP_LONG: LONG,
          OCF_RESKEY_ip: '',
          OTHER: 'x',
        },
        extendEnv: false,
      },
    );
    const { args, variables } = JSON.parse(stdout);
    expect(args.slice(-4)).toEqual(['--', LONG, 'a\ufffdb', '']);
    expect(args.slice(1, 1 + NODE_FLAGS.length)).toEqual(NODE_FLAGS);
    expect(variables).toEqual({
      FLOATIP_A: 'a=b',
      FLOATIP_C: '\ufffd',
      FLOATIP_LONG: LONG,
      OCF_RESKEY_ip: '',
    });
  });
});

describe('environmentVariables', () => {
  it('returns the first of a name, and skips strings without =', () => {
    const strings = ['A_B=1', 'A_', 'A_B=2', 'A_=3', 'A_C=', 'A_C=4'];
    vi.stubGlobal('sys_environment', ((_, at, octets) => {
      const text = new TextEncoder().encode(strings[at]);
      octets.set(text);
      return at < strings.length ? text.length : -constants.errno.ENOENT;
    }) satisfies typeof sys_environment);
    expect(environmentVariables(['A_'])).toEqual({ A_B: '1', A_: '3', A_C: '' });
  });
});

describe('prepareProcess', () => {
  function prepared(opened: readonly number[]) {
    const answers = [...opened];
    const closed: number[] = [];
    const signals: Record<number, number> = {};
    vi.stubGlobal('sys_open', () => answers.shift() ?? -constants.errno.EMFILE);
    vi.stubGlobal('sys_close', (fd: number) => closed.push(fd));
    vi.stubGlobal('sys_signal', (signal: number, isIgnored: number) => {
      signals[signal] = isIgnored;
      return 0;
    });
    prepareProcess();
    return { closed, signals, left: answers };
  }

  it('ignores SIGPIPE and SIGXFSZ, but not SIGCHLD', () => {
    const { SIGPIPE, SIGXFSZ, SIGCHLD } = constants.signals;
    expect(prepared([3]).signals).toEqual({ [SIGPIPE]: 1, [SIGXFSZ]: 1, [SIGCHLD]: 0 });
  });

  it.each([
    ['none is closed', [3], [3]],
    ['0 is closed', [0, 3], [3]],
    ['all are closed', [0, 1, 2, 3], [3]],
    ['2 is closed, and 3 and 4 are open', [2, 5], [5]],
  ])('opens standard streams: %s', (_, opened, closed) => {
    expect(prepared(opened)).toMatchObject({ closed, left: [] });
  });

  it('ignores that /dev/null cannot be opened', () => {
    expect(prepared([]).left).toEqual([]);
  });
});
