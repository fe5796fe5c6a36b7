/**
 * Measures how late it is woken: how long the machine keeps a process of this priority waiting.
 * usage: starvation-meter; ends at the end of standard input.
 */
import { systemClock } from '../../lib/linux/clock.ts';
import { waitReadable } from '../../lib/linux/poll.ts';
import { realTime } from '../real-time.ts';
import { writeLine } from './lines.ts';

export interface Lateness {
  /** End of the measured time, which began with the previous message: milliseconds of CLOCK_REALTIME. */
  readonly at: number;
  /** Maximum lateness in milliseconds. */
  readonly worst: number;
}

const STDIN = 0;
const SLEEP_MS = 1;
const SLEEPS_PER_MESSAGE = 10;

writeLine('ready');
for (let isEnded = false; !isEnded; ) {
  let worst = 0;
  for (let i = 0; i < SLEEPS_PER_MESSAGE && !isEnded; i++) {
    const due = systemClock.now() + SLEEP_MS;
    isEnded = waitReadable(STDIN, due, systemClock);
    worst = Math.max(worst, systemClock.now() - due);
  }
  writeLine({ at: realTime(), worst } satisfies Lateness);
}
