/** Octets that are not UTF-8, and the expected results of actions with them. */
import { expect } from 'vitest';
import type { Parameters } from '../../lab/agent.ts';
import type { Host } from '../../lab/lab.ts';
import { type Launcher, linesOf, type Run } from '../../lab/launcher/launcher.ts';

/** All kinds of malformed UTF-8, also truncated sequences, which a decoder could join with what follows. */
export const MALFORMED = [
  ...['\xff', 'et\xffh', 'et\xffh\n0', '\xc3', 'a\xc3', '\xc3\n', '\x80', 'a\xbf\xbf', '\xc0\x80'],
  ...[
    '\xc1\xbf',
    '\xe2\x82',
    '\xe2\x82x',
    '\xe0\x80\x80',
    '\xed\xa0\x80',
    '\xef\xbb',
    '\xf0\x9f\x92',
  ],
  ...[
    '\xf0\x80\x80\x80',
    '\xf4\x90\x80\x80',
    '\xf5\x80\x80\x80',
    '\xf8\x88\x80\x80\x80',
    '\xfe\xff',
  ],
  ...['1\xff', '\xff1', '10.0.0.1\xff', '\xff/24', ':\xff', '%\xff', '"\xff"', '\xff'.repeat(5000)],
];

/** Returns those that each test must use, and a part of the others. */
export function someMalformed(turn: number): string[] {
  return MALFORMED.filter((_, at) => at < 4 || at % 5 === turn % 5);
}

export const USUAL = ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'OCF_ROOT=/usr/lib/ocf'];

/** Runs an action. @param variables `NAME=value` in octets; the first of a name is used */
export function act(
  launcher: Launcher,
  host: Host,
  action: string,
  ...variables: readonly string[]
): Promise<Run> {
  const state = `HA_RSCTMP=${host.stateDirectory}`;
  const environment = [...variables, ...USUAL, 'OCF_RESOURCE_INSTANCE=vip', state];
  return launcher.run(host.place, { args: [action], environment });
}

/** Runs a command of floatip. */
export function actByHand(launcher: Launcher, host: Host, args: readonly string[]): Promise<Run> {
  const environment = [...USUAL, `HA_RSCTMP=${host.stateDirectory}`];
  return launcher.run(host.place, { args, environment });
}

export const parameters = (values: Parameters) =>
  Object.entries(values).map(([name, value]) => `OCF_RESKEY_${name}=${value}`);

/** Expects an exit status of OCF, and a line on stderr after a failure. */
export function expectSober(run: Run): void {
  expect(run.signal).toBeUndefined();
  const lines = linesOf(run);
  expect(run.status).toBeLessThanOrEqual(7);
  if (run.status !== 0 && run.status !== 7) expect(lines).not.toEqual([]);
}
