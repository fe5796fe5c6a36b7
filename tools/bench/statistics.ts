/** Medians, because about one run in a hundred takes ten times as long as the others. */

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Repeated runs of one action. */
export class Series {
  readonly #runs: { readonly wall: number; readonly cpu: number }[] = [];

  add(run: { readonly wall: number; readonly cpu: number }): void {
    this.#runs.push(run);
  }

  get wall(): number {
    return median(this.#runs.map(({ wall }) => wall));
  }

  /** The 90th percentile. */
  get slowWall(): number {
    return quantile(
      this.#runs.map(({ wall }) => wall),
      0.9,
    );
  }

  get cpu(): number {
    return median(this.#runs.map(({ cpu }) => cpu));
  }
}
