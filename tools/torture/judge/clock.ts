/** The relation of CLOCK_MONOTONIC and CLOCK_REALTIME, which is set or slewed at times. */
import { greatest, least } from './extremes.ts';

export interface ClockSample {
  /** Milliseconds. */
  readonly wall: number;
  readonly monotonic: number;
}

/** More than any daemon slews a clock: between samples that differ by more, the clock was set. */
const MAX_SLEW = 0.1;

export class Clock {
  readonly #samples: readonly ClockSample[];

  constructor(samples: readonly ClockSample[]) {
    this.#samples = samples.toSorted((a, b) => a.monotonic - b.monotonic);
  }

  /** How far the two clocks have drifted apart in all, in milliseconds: CLOCK_REALTIME was set, or slewed. */
  get drift(): number {
    if (this.#samples.length === 0) return 0;
    const offsets = this.#samples.map(offsetOf);
    return greatest(offsets) - least(offsets);
  }

  /** Converts by the nearest sample; undefined without samples. */
  wall(monotonic: number): number | undefined {
    const nearest = nearestOf(this.#samples, (sample) => sample.monotonic - monotonic);
    return nearest && monotonic + offsetOf(nearest);
  }

  /**
   * How far a conversion can be wrong near a time: as far as the clock was slewed between the samples around it. When
   * the clock was set, nobody knows the moment: a time belongs to the nearest sample.
   */
  driftNear(wall: number): number {
    const pairs = this.#samples
      .slice(1)
      .map((after, at) => ({ before: this.#samples[at] ?? after, after }));
    const distance = ({ before, after }: (typeof pairs)[number]) => {
      const first = Math.min(before.wall, after.wall);
      const last = Math.max(before.wall, after.wall);
      return Math.max(first - wall, wall - last, 0);
    };
    const pair = nearestOf(pairs, distance);
    if (!pair) return 0;
    const change = Math.abs(offsetOf(pair.after) - offsetOf(pair.before));
    const isSlew = change <= MAX_SLEW * (pair.after.monotonic - pair.before.monotonic);
    return isSlew ? change : 0;
  }
}

function offsetOf({ wall, monotonic }: ClockSample): number {
  return wall - monotonic;
}

function nearestOf<T>(all: readonly T[], distance: (one: T) => number): T | undefined {
  let nearest: T | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const one of all) {
    const far = Math.abs(distance(one));
    if (far >= least) continue;
    nearest = one;
    least = far;
  }
  return nearest;
}
