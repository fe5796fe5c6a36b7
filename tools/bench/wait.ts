/** wait4(2): the end of a child, and its resource usage. */
import { libc } from './libc.ts';

export interface End {
  /** 0 if none has ended yet, negative if there is no child. */
  readonly pid: number;
  /** Exit status; null if a signal ended it. */
  readonly status: number | null;
  /** Milliseconds, user and system, of the process and of all descendants that were waited for. */
  readonly cpu: number;
  /** Minor page faults (ru_minflt) of the same. */
  readonly faults: number;
}

const ANY = -1;
const WNOHANG = 1;

/** struct rusage: ru_utime and ru_stime (two longs each: seconds, microseconds), then 14 longs; ru_minflt is the fifth. */
const RUSAGE_LENGTH = 144;
const MINFLT_INDEX = 8;

/** Waits until the child has ended. */
export function waitFor(pid: number): End {
  return wait(pid, 0);
}

/** Any child that has ended, without waiting. */
export function anyEnded(): End {
  return wait(ANY, WNOHANG);
}

function wait(child: number, options: number): End {
  const ended = new Int32Array(1);
  const usage = new BigInt64Array(RUSAGE_LENGTH / 8);
  const pid = libc.wait4(child, ended, options, usage);
  const [how = 0] = ended;
  const status = (how & 0x7f) === 0 ? how >> 8 : null;
  const [userSeconds = 0n, user = 0n, systemSeconds = 0n, system = 0n] = usage;
  const cpu = Number(userSeconds + systemSeconds) * 1000 + Number(user + system) / 1000;
  return { pid, status, cpu, faults: Number(usage[MINFLT_INDEX] ?? 0n) };
}
