/** CLOCK_REALTIME, the clock of captures and logs, in nanoseconds; Date of Node.js has milliseconds. */
import { dlopen } from 'node:ffi';

const CLOCK_REALTIME = 0;

const { functions: libc } = dlopen('libc.so.6', {
  clock_gettime: { arguments: ['i32', 'buffer'], return: 'i32' },
});

/** tv_sec 8, tv_nsec 8; the seconds fit into 32 bits until 2106. */
const timespec = new Uint32Array(4);

/** Milliseconds since the epoch, to a quarter of a microsecond: the precision of a double. */
export function realTime(): number {
  libc.clock_gettime(CLOCK_REALTIME, timespec);
  return (timespec[0] ?? 0) * 1000 + (timespec[2] ?? 0) / 1e6;
}
