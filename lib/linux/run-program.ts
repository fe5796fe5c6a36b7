/** Runs another program to its end: no shell, not our environment, working directory `/`. */
import { getS32 } from '../wire/host-order.ts';
import { putU32 } from '../wire/octets.ts';
import { decodeUtf8 } from '../wire/utf8.ts';
import { closeAllBut } from './background.ts';
import { cString, cStrings } from './c-string.ts';
import { systemClock } from './clock.ts';
import { isRegularFile, readToEnd } from './files.ts';
import { SIGPIPE, SIGXFSZ } from './prepare-process.ts';
import { check, isInterrupted, SystemError } from './system-error.ts';

export interface ProgramOptions {
  /** `NAME=value`. */
  readonly environment: readonly string[];
  /** For its standard input. */
  readonly input: string;
  /** Milliseconds; then it is killed. */
  readonly timeout: number;
  /** Descriptors that it takes along. */
  readonly keep: readonly number[];
}

export interface ProgramRun {
  /** Exit status; undefined where a signal ended it. */
  readonly status: number | undefined;
  /** 0 where it came to its end by itself. */
  readonly signal: number;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

const MFD_CLOEXEC = 1;
const WNOHANG = 1;
const SIGKILL = 9;
const X_OK = 1;
/** As a shell has it; nobody sees it. */
const EXIT_NOT_EXECUTED = 127;

/** Milliseconds between two looks whether it has ended. */
const POLL = 0.2;

/** @throws SystemError where it cannot be started */
export function runProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions,
): ProgramRun {
  const input = memoryFile();
  const stdout = memoryFile();
  const stderr = memoryFile();
  const failure = memoryFile();
  try {
    writeAll(input, new TextEncoder().encode(options.input));
    const pid = check(`fork for ${file}`, sys_fork());
    if (pid === 0) become(file, args, options, [input, stdout, stderr], failure);
    const inTime = awaitEnd(pid, systemClock.now() + options.timeout);
    if (inTime === undefined) sys_kill(pid, SIGKILL);
    const ended = inTime ?? awaitEnd(pid, Number.POSITIVE_INFINITY) ?? 0;
    const refusal = readAll(failure);
    if (refusal.length > 0) throw new SystemError(`execve ${file}`, -getS32(refusal, 0));
    const signal = ended & 0x7f;
    return {
      status: signal === 0 ? (ended >> 8) & 0xff : undefined,
      signal,
      timedOut: inTime === undefined,
      stdout: decodeUtf8(readAll(stdout)),
      stderr: decodeUtf8(readAll(stderr)),
    };
  } finally {
    for (const fd of [input, stdout, stderr, failure]) sys_close(fd);
  }
}

/** In the child, which ends here, whatever happens: as the program, or with the reason in `failure`. */
function become(
  file: string,
  args: readonly string[],
  options: ProgramOptions,
  streams: readonly number[],
  failure: number,
): void {
  try {
    const refusal = new Uint8Array(4);
    putU32(refusal, 0, execute(file, args, options, streams, failure));
    writeAll(failure, refusal);
  } finally {
    sys__exit(EXIT_NOT_EXECUTED);
  }
}

/** Returns only where the program cannot be executed: the negative errno. */
function execute(
  file: string,
  args: readonly string[],
  { environment, keep }: ProgramOptions,
  streams: readonly number[],
  failure: number,
): number {
  sys_chdir(cString('/'));
  streams.forEach((fd, stream) => {
    sys_dup2(fd, stream);
  });
  closeAllBut([...keep, failure]);
  for (const fd of keep) sys_fcntl_setfd(fd, 0);
  for (const signal of [SIGPIPE, SIGXFSZ]) sys_signal(signal, 0);
  return sys_execve(cString(file), cStrings([file, ...args]), cStrings(environment));
}

/** The wait status of a child; undefined where it does not end by `deadline`. */
function awaitEnd(pid: number, deadline: number): number | undefined {
  const status = new Uint8Array(4);
  for (;;) {
    const ended = sys_waitpid(pid, status, WNOHANG);
    if (ended > 0) return getS32(status, 0);
    if (!isInterrupted(ended)) check(`waitpid ${pid}`, ended);
    if (systemClock.now() >= deadline) return undefined;
    systemClock.sleep(POLL);
  }
}

/** A file without a name: it takes all that a program prints, however long nobody reads it. */
function memoryFile(): number {
  return check('memfd_create', sys_memfd_create(cString('program'), MFD_CLOEXEC));
}

/** The offset of the file stays at its beginning, where the program starts to read. */
function writeAll(fd: number, octets: Uint8Array): void {
  for (let at = 0; at < octets.length; ) {
    const written = sys_pwrite(fd, octets.subarray(at), at);
    if (!isInterrupted(written)) at += check('pwrite', written);
  }
}

function readAll(fd: number): Uint8Array {
  const read = (room: Uint8Array, length: number) => sys_pread(fd, room, length);
  return readToEnd(Number.POSITIVE_INFINITY, read, 'pread');
}

/** Where a program of this name is; directories that are not named in full are not looked into. */
export function findProgram(name: string, path: string): string | undefined {
  return path
    .split(':')
    .filter((directory) => directory.startsWith('/'))
    .map((directory) => `${directory}/${name}`)
    .find((file) => isRegularFile(file) && sys_access(cString(file), X_OK) === 0);
}
