/** The clock of captures and logs, to the nanosecond. */
import { libc } from '../../lib/kernel/libc.ts';

const CLOCK_REALTIME = 0;

const timespec = new Uint32Array(4);

/** Milliseconds since the epoch; a double holds them to a quarter of a microsecond. */
export function realTime(): number {
  libc.clock_gettime(CLOCK_REALTIME, timespec);
  // tv_sec 8, tv_nsec 8: the seconds fit into 32 bits until 2106.
  return (timespec[0] ?? 0) * 1000 + (timespec[2] ?? 0) / 1e6;
}
