/** The end of a child, and what it took: wait4(2). */
import { libc } from './libc.ts';

export interface End {
  /** 0 where none has ended yet, negative where there is no child. */
  readonly pid: number;
  /** Exit status; null where a signal ended it. */
  readonly status: number | null;
  /** Milliseconds, user and system: of the process, and of the descendants that it and they waited for. */
  readonly cpu: number;
  /** Page faults for which nothing had to be read (ru_minflt), of the same. */
  readonly faults: number;
}

const ANY = -1;
const WNOHANG = 1;

/** struct rusage: ru_utime 16, ru_stime 16 (seconds 8, microseconds 8 each), then 14 longs, of which ru_minflt is the fifth. */
const RUSAGE_LENGTH = 144;
const MINFLT = 8;

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
  return { pid, status, cpu, faults: Number(usage[MINFLT] ?? 0n) };
}
