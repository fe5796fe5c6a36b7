import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../../lib/linux/clock.ts';
import { waitReadable } from '../../../lib/linux/poll.ts';

let folder: string;
let pipe: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'floatip-poll-'));
  execaSync('mkfifo', [join(folder, 'pipe')]);
  pipe = openSync(join(folder, 'pipe'), 'r+');
});
afterEach(() => {
  vi.unstubAllGlobals();
  closeSync(pipe);
  rmSync(folder, { recursive: true, force: true });
});

it('returns false at the deadline, and not before', () => {
  const deadline = systemClock.now() + 5;
  expect(waitReadable(pipe, deadline, systemClock)).toBe(false);
  expect(systemClock.now()).toBeGreaterThanOrEqual(deadline);
});

it('does not wait if the deadline is past', () => {
  const poll = vi.fn(sys_poll);
  vi.stubGlobal('sys_poll', poll);
  expect(waitReadable(pipe, systemClock.now() - 1000, systemClock)).toBe(false);
  expect(poll.mock.calls.map(([, timeout]) => timeout)).toEqual([0]);
});

it('returns true if there is something to read, even if the deadline is past', () => {
  writeSync(pipe, 'x');
  expect(waitReadable(pipe, systemClock.now() + 60_000, systemClock)).toBe(true);
  expect(waitReadable(pipe, 0, systemClock)).toBe(true);
});

it('continues after EINTR', () => {
  const poll = sys_poll;
  let interrupted = false;
  const interruptedOnce: typeof sys_poll = (pollfds, timeout) => {
    if (interrupted) return poll(pollfds, timeout);
    interrupted = true;
    return -constants.errno.EINTR;
  };
  vi.stubGlobal('sys_poll', interruptedOnce);
  writeSync(pipe, 'x');
  expect(waitReadable(pipe, 0, systemClock)).toBe(true);
});

it('throws an error of poll(2)', () => {
  vi.stubGlobal('sys_poll', () => -constants.errno.ENOMEM);
  expect(() => waitReadable(pipe, 0, systemClock)).toThrow('poll: ENOMEM');
});
