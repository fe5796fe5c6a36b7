import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../lib/linux/clock.ts';
import { firstReadable, waitReadable } from '../../../lib/linux/poll.ts';

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

describe('firstReadable', () => {
  let second: number;
  beforeEach(() => {
    execaSync('mkfifo', [join(folder, 'second')]);
    second = openSync(join(folder, 'second'), 'r+');
  });
  afterEach(() => closeSync(second));

  const first = (deadline = systemClock.now() + 60_000) =>
    firstReadable([pipe, second], deadline, systemClock);

  it('returns the one that is readable', () => {
    writeSync(second, 'x');
    expect(first()).toBe(second);
    expect(firstReadable([second, pipe], 0, systemClock)).toBe(second);
  });

  it('returns the first of two', () => {
    writeSync(second, 'x');
    writeSync(pipe, 'x');
    expect(first()).toBe(pipe);
  });

  it('returns undefined at the deadline', () => {
    const deadline = systemClock.now() + 5;
    expect(first(deadline)).toBeUndefined();
    expect(systemClock.now()).toBeGreaterThanOrEqual(deadline);
  });

  it('returns a descriptor that has failed, so that its next system call tells', () => {
    const closed = openSync(join(folder, 'second'), 'r+');
    closeSync(closed);
    expect(firstReadable([pipe, closed], systemClock.now() + 60_000, systemClock)).toBe(closed);
  });
});
