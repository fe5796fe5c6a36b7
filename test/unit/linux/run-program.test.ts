import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../lib/linux/clock.ts';
import { findProgram, type ProgramOptions, runProgram } from '../../../lib/linux/run-program.ts';
import { cStrings } from '../../../lib/wire/c-string.ts';

const OPTIONS: ProgramOptions = { environment: [], input: '', timeout: 60_000, keep: [] };
const ENDED = { status: 0, signal: 0, timedOut: false, stdout: '', stderr: '' };

let folder: string;
let files: number[];
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'floatip-program-'));
  files = [];
  const create = sys_memfd_create;
  vi.stubGlobal('sys_memfd_create', ((name, flags) => {
    const fd = create(name, flags);
    files.push(fd);
    return fd;
  }) satisfies typeof sys_memfd_create);
});
afterEach(() => {
  vi.unstubAllGlobals();
  child?.unref();
  rmSync(folder, { recursive: true, force: true });
});

/** A shell in place of the child, because Node.js does not survive fork(2); the parent's part is the real one. */
function shell(script: string, options: Partial<ProgramOptions> = {}) {
  vi.stubGlobal('sys_fork', () => {
    child = spawn('/bin/sh', ['-c', script], { stdio: files.slice(0, 3) });
    return child.pid;
  });
  return runProgram('/bin/sh', [], { ...OPTIONS, ...options });
}

describe('runProgram, in the parent', () => {
  it.each([0, 1, 127, 255])('returns exit status %d', (status) => {
    expect(shell(`exit ${status}`)).toEqual({ ...ENDED, status });
  });

  it('returns the signal that ended the program', () => {
    expect(shell('kill -TERM $$')).toEqual({ ...ENDED, status: undefined, signal: 15 });
  });

  it('returns what the program writes, malformed UTF-8 as U+FFFD', () => {
    const { stdout, stderr } = shell(`printf 'é\\377'; printf 'b' >&2`);
    expect([stdout, stderr]).toEqual(['é\ufffd', 'b']);
  });

  it.each([0, 1, 70_000])('passes %d octets of input, and returns as many', (length) => {
    const input = 'x'.repeat(length);
    expect(shell('exec cat', { input }).stdout).toBe(input);
  });

  it('kills the program after its time', () => {
    const start = systemClock.now();
    const run = shell('printf x; exec sleep 60', { timeout: 50 });
    expect(run).toMatchObject({ status: undefined, signal: 9, timedOut: true });
    expect(systemClock.now() - start).toBeGreaterThanOrEqual(50);
  });

  it('throws the errno that the child reports', () => {
    const failure = '/proc/$PPID/fd';
    const script = () => `printf '\\376\\377\\377\\377' > ${failure}/${files[3]}`;
    vi.stubGlobal('sys_fork', () => {
      child = spawn('/bin/sh', ['-c', script()], { stdio: files.slice(0, 3) });
      return child.pid;
    });
    expect(() => runProgram('/none', [], OPTIONS)).toThrow('execve /none: ENOENT');
  });

  it('throws an error of fork(2), and closes its files', () => {
    const before = readdirSync('/proc/self/fd').length;
    vi.stubGlobal('sys_fork', () => -constants.errno.EAGAIN);
    expect(() => runProgram('/none', [], OPTIONS)).toThrow('fork for /none: EAGAIN');
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });
});

describe('runProgram, in the child', () => {
  const NAMES = ['chdir', 'dup2', 'close_range', 'fcntl_setfd', 'signal', 'execve', '_exit'];
  const EXITED = new Error('exited');

  /** The calls of the child, which this process is not. */
  function callsInChild(options: Partial<ProgramOptions>): (readonly unknown[])[] {
    const calls: (readonly unknown[])[] = [];
    for (const name of NAMES) {
      vi.stubGlobal(`sys_${name}`, (...args: readonly unknown[]) => {
        calls.push([name, ...args]);
        if (name === '_exit') throw EXITED;
        return name === 'execve' ? -constants.errno.ENOEXEC : 0;
      });
    }
    vi.stubGlobal('sys_fork', () => 0);
    const run = () => runProgram('/bin/tool', ['-a', 'é'], { ...OPTIONS, ...options });
    expect(run).toThrow(EXITED);
    return calls;
  }

  it('sets up working directory, streams, descriptors and signals, and executes the program', () => {
    const calls = callsInChild({ environment: ['A=b'], keep: [500, 400] });
    const [input, stdout, stderr, failure = 0] = files;
    expect(calls).toEqual([
      ['chdir', cStrings(['/'])],
      ['dup2', input, 0],
      ['dup2', stdout, 1],
      ['dup2', stderr, 2],
      ['close_range', 3, failure - 1],
      ['close_range', failure + 1, 399],
      ['close_range', 401, 499],
      ['close_range', 501, 0xffffffff],
      ['fcntl_setfd', 500, 0],
      ['fcntl_setfd', 400, 0],
      ['signal', 13, 0],
      ['signal', 25, 0],
      ['execve', cStrings(['/bin/tool']), cStrings(['/bin/tool', '-a', 'é']), cStrings(['A=b'])],
      ['_exit', 127],
    ]);
  });

  it('reports why the program cannot be executed', () => {
    const write = vi.fn(sys_pwrite);
    vi.stubGlobal('sys_pwrite', write);
    callsInChild({});
    const [fd, octets] = write.mock.lastCall ?? [];
    const errno = new Uint8Array(Int32Array.of(-constants.errno.ENOEXEC).buffer);
    expect([fd, octets]).toEqual([files[3], errno]);
  });
});

describe('execve(2) of the C layer', () => {
  it.each([64, 65])('of %d strings', (count) => {
    const none = cStrings([join(folder, 'none')]);
    const strings = cStrings(Array<string>(count).fill('x'));
    const { E2BIG, ENOENT } = constants.errno;
    const expected = count > 64 ? -E2BIG : -ENOENT;
    expect(sys_execve(none, strings, cStrings(['x']))).toBe(expected);
    expect(sys_execve(none, cStrings(['x']), strings)).toBe(expected);
  });
});

describe('findProgram', () => {
  it('finds the first executable file in the absolute directories of a path', () => {
    for (const name of ['a', 'b', 'c', 'c/tool']) mkdirSync(join(folder, name));
    for (const name of ['a/tool', 'b/tool', 'a/other']) writeFileSync(join(folder, name), '');
    chmodSync(join(folder, 'b/tool'), 0o755);
    const path = ['', '.', 'a', ...['none', 'a', 'c', 'b'].map((name) => join(folder, name))];
    expect(findProgram('tool', path.join(':'))).toBe(join(folder, 'b/tool'));
    expect(findProgram('other', path.join(':'))).toBeUndefined();
    expect(findProgram('none', path.join(':'))).toBeUndefined();
    expect(findProgram('tool', '')).toBeUndefined();
  });
});
