import { constants } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closeAllBut, runInBackground } from '../../../lib/linux/background.ts';
import { cString } from '../../../lib/wire/c-string.ts';

const NAMES = 'fork setsid chdir prctl_set_name close_range close open dup2 _exit'.split(' ');
const MAX_DESCRIPTOR = 0xffffffff;

afterEach(() => vi.unstubAllGlobals());

/** The system calls of `run`, none of which are made: Node.js does not survive fork(2). */
function callsOf(run: () => void, answers: Readonly<Record<string, number>>): unknown[][] {
  const calls: unknown[][] = [];
  for (const name of NAMES) {
    vi.stubGlobal(`sys_${name}`, (...args: readonly unknown[]) => {
      calls.push([name, ...args]);
      return answers[name] ?? 0;
    });
  }
  run();
  return calls;
}

describe('runInBackground', () => {
  const DAEMON = [
    ['fork'],
    ['setsid'],
    ['chdir', cString('/')],
    ['prctl_set_name', cString('name')],
    ['close_range', 3, 6],
    ['close_range', 8, MAX_DESCRIPTOR],
    ['open', cString('/dev/null'), expect.anything(), 0],
    ['dup2', 3, 0],
    ['dup2', 3, 1],
    ['dup2', 3, 2],
    ['close', 3],
  ];

  it('in the child: becomes a daemon, works, and exits', () => {
    const calls = callsOf(() => runInBackground('name', [7], () => sys_close(99)), { open: 3 });
    expect(calls).toEqual([...DAEMON, ['close', 99], ['_exit', 0]]);
  });

  it('in the child: exits also if the work throws', () => {
    const fail = () => {
      throw new Error('work');
    };
    const run = () => expect(() => runInBackground('name', [7], fail)).toThrow('work');
    expect(callsOf(run, { open: 3 })).toEqual([...DAEMON, ['_exit', 0]]);
  });

  it('keeps a standard stream open that /dev/null has become', () => {
    const calls = callsOf(() => runInBackground('name', [], () => {}), { open: 1 });
    expect(calls.filter(([name]) => name === 'close')).toEqual([]);
  });

  it('in the parent: returns', () => {
    const work = vi.fn();
    expect(callsOf(() => runInBackground('name', [7], work), { fork: 1234 })).toEqual([['fork']]);
    expect(work).not.toHaveBeenCalled();
  });

  it('throws if fork(2) fails', () => {
    const run = () => expect(() => runInBackground('name', [], () => {})).toThrow('fork: EAGAIN');
    expect(callsOf(run, { fork: -constants.errno.EAGAIN })).toEqual([['fork']]);
  });
});

describe('closeAllBut', () => {
  it.each([
    [[], [[3, MAX_DESCRIPTOR]]],
    [[3], [[4, MAX_DESCRIPTOR]]],
    [[-1], [[3, MAX_DESCRIPTOR]]],
    [[2], [[3, MAX_DESCRIPTOR]]],
    [
      [5],
      [
        [3, 4],
        [6, MAX_DESCRIPTOR],
      ],
    ],
    [
      [9, 5],
      [
        [3, 4],
        [6, 8],
        [10, MAX_DESCRIPTOR],
      ],
    ],
    [
      [5, 6, 5],
      [
        [3, 4],
        [7, MAX_DESCRIPTOR],
      ],
    ],
  ])('%j: closes %j', (kept, ranges) => {
    const calls = callsOf(() => closeAllBut(kept), {});
    expect(calls).toEqual(ranges.map((range) => ['close_range', ...range]));
  });

  it('does not change its argument', () => {
    const kept = [9, 5];
    callsOf(() => closeAllBut(kept), {});
    expect(kept).toEqual([9, 5]);
  });

  it('without close_range(2): closes the first 1024 one by one', () => {
    const calls = callsOf(() => closeAllBut([5]), { close_range: -constants.errno.EINVAL });
    const closed = calls.flatMap(([name, fd]) => (name === 'close' ? [fd] : []));
    expect(closed).toEqual(
      Array.from({ length: 1025 }, (_, fd) => fd).filter((fd) => fd >= 3 && fd !== 5),
    );
  });
});
