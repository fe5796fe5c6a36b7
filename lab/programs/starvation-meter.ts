/**
 * Notes how late it is woken: by how much the machine kept even a process of its priority waiting.
 * usage: starvation-meter; ends with its standard input.
 */
import { systemClock } from '../../lib/linux/clock.ts';
import { waitReadable } from '../../lib/linux/poll.ts';
import { realTime } from '../real-time.ts';
import { sayLine } from './lines.ts';

export interface Lateness {
  /** Milliseconds of CLOCK_REALTIME: of the time from the message before this one until then. */
  readonly at: number;
  /** The worst, in milliseconds. */
  readonly worst: number;
}

const STDIN = 0;
/** Milliseconds. */
const NAP = 1;
const NAPS_A_MESSAGE = 10;

sayLine('ready');
for (let isEnded = false; !isEnded; ) {
  let worst = 0;
  for (let i = 0; i < NAPS_A_MESSAGE && !isEnded; i++) {
    const due = systemClock.now() + NAP;
    isEnded = waitReadable(STDIN, due, systemClock);
    worst = Math.max(worst, systemClock.now() - due);
  }
  sayLine({ at: realTime(), worst } satisfies Lateness);
}
