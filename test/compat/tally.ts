/** Counts the cases that agree, and those that differ, by reason. */
import { DELIBERATE, type DeliberateId } from '../../ocf-metadata/deliberate-differences.ts';

const IDS = Object.keys(DELIBERATE) as DeliberateId[];

export class Tally {
  readonly #byReason = new Map<DeliberateId, number>();
  #agree = 0;
  #differ = 0;

  /** Version of IPaddr2. */
  readonly version: string;

  constructor(version: string) {
    this.version = version;
  }

  add(reasons: readonly DeliberateId[]): void {
    if (reasons.length === 0) this.#agree++;
    else this.#differ++;
    for (const id of reasons) this.#byReason.set(id, (this.#byReason.get(id) ?? 0) + 1);
  }

  toString(): string {
    const all = this.#agree + this.#differ;
    const reasons = IDS.filter((id) => this.#byReason.has(id)).map(
      (id) => `${String(this.#byReason.get(id)).padStart(5)}  ${DELIBERATE[id].rule}`,
    );
    return [
      `VirtualIP beside IPaddr2 ${this.version}: ${all} cases, ${this.#agree} agree in everything, ` +
        `${this.#differ} differ on purpose, by these reasons (a case may have several):`,
      ...reasons,
    ].join('\n');
  }
}
