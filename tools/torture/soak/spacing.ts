/** How regular frames are. Times in milliseconds. */

export interface Spacing {
  readonly frames: number;
  /** From the first frame to the last, divided by the number of intervals. */
  readonly mean: number;
  readonly median: number;
  /** Of 1,000 intervals, 999 are not longer. */
  readonly p999: number;
  readonly longest: number;
}

/** Undefined for fewer than two frames. */
export function spacingOf(times: readonly number[]): Spacing | undefined {
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? time));
  const sorted = gaps.toSorted((a, b) => a - b);
  const first = times.at(0);
  const last = times.at(-1);
  const longest = sorted.at(-1);
  if (first === undefined || last === undefined || longest === undefined) return undefined;
  const quantile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? longest;
  return {
    frames: times.length,
    mean: (last - first) / gaps.length,
    median: quantile(0.5),
    p999: quantile(0.999),
    longest,
  };
}

export function describeSpacing({ frames, mean, median, p999, longest }: Spacing): string {
  const ms = (value: number) => `${value.toFixed(2)} ms`;
  return `${frames} rounds, one every ${ms(mean)}; median ${ms(median)}, 99.9 % within ${ms(p999)}, longest ${ms(longest)}`;
}
