/** Runs a program and waits for it, without a shell, with a given environment, in the directory `/`. */
import { cString, cStrings } from '../wire/c-string.ts';
import { getS32, putU32 } from '../wire/octets.ts';
import { decodeUtf8 } from '../wire/utf8.ts';
import { closeAllBut, copyDescriptor } from './background.ts';
import { systemClock } from './clock.ts';
import { isRegularFile, readToEnd } from './files.ts';
import { SIGKILL, SIGPIPE, SIGXFSZ } from './process.ts';
import { check, isInterrupted, SystemError } from './system-error.ts';

export interface ProgramOptions {
  /** `NAME=value`. */
  readonly environment: readonly string[];
  /** Standard input. */
  readonly input: string;
  /** In milliseconds; the program is killed after it. */
  readonly timeout: number;
  /** Descriptors that the program inherits. */
  readonly keep: readonly number[];
}

export interface ProgramRun {
  /** Exit status; undefined if a signal ended the program. */
  readonly status: number | undefined;
  /** 0 if the program exited by itself. */
  readonly signal: number;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

const MFD_CLOEXEC = 1;
const WNOHANG = 1;
const X_OK = 1;
/** The exit status of a shell for a command that it cannot execute. The parent reports the errno instead. */
const EXIT_NOT_EXECUTED = 127;

const POLL_INTERVAL_MS = 0.2;

/** @throws SystemError if the program cannot be started */
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
    if (pid === 0) executeInChild(file, args, options, [input, stdout, stderr], failure);
    const inTime = waitForExit(pid, systemClock.now() + options.timeout);
    if (inTime === undefined) sys_kill(pid, SIGKILL);
    const ended = inTime ?? waitForExit(pid, Number.POSITIVE_INFINITY) ?? 0;
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

/** Never returns. Writes the errno to `failure` if the program cannot be executed. */
function executeInChild(
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

/** Returns only if the program cannot be executed, with the negative errno. */
function execute(
  file: string,
  args: readonly string[],
  { environment, keep }: ProgramOptions,
  streams: readonly number[],
  failure: number,
): number {
  sys_chdir(cString('/'));
  for (const [stream, fd] of streams.entries()) {
    // The program must not write to the streams of this process.
    const copied = copyDescriptor(fd, stream);
    if (copied < 0) return copied;
  }
  closeAllBut([...keep, failure]);
  for (const fd of keep) {
    // Without the lock, the program could go on after it was released.
    const kept = sys_fcntl_setfd(fd, 0);
    if (kept < 0) return kept;
  }
  for (const signal of [SIGPIPE, SIGXFSZ]) sys_signal(signal, 0);
  return sys_execve(cString(file), cStrings([file, ...args]), cStrings(environment));
}

/** The wait status of a child (waitpid(2)); undefined if it does not exit before `deadline`. */
function waitForExit(pid: number, deadline: number): number | undefined {
  const status = new Uint8Array(4);
  for (;;) {
    const ended = sys_waitpid(pid, status, WNOHANG);
    if (ended > 0) return getS32(status, 0);
    if (!isInterrupted(ended)) check(`waitpid ${pid}`, ended);
    if (systemClock.now() >= deadline) return undefined;
    systemClock.sleep(POLL_INTERVAL_MS);
  }
}

/** Creates a file in memory. Unlike a full pipe, it does not block the program that writes to it. */
function memoryFile(): number {
  return check('memfd_create', sys_memfd_create(cString('program'), MFD_CLOEXEC));
}

/** pwrite(2) leaves the file offset at 0, where the program starts to read. */
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

/** Searches the absolute directories of `path`, which has the format of PATH, for an executable file. */
export function findProgram(name: string, path: string): string | undefined {
  return path
    .split(':')
    .filter((directory) => directory.startsWith('/'))
    .map((directory) => `${directory}/${name}`)
    .find((file) => isRegularFile(file) && sys_access(cString(file), X_OK) === 0);
}
