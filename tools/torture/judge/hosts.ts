/** Which host has a hardware address at a time. */
import type { Down, HostRecord } from './records.ts';

export class Hosts {
  /** Each host's records in the order of time. */
  readonly #records: ReadonlyMap<string, readonly HostRecord[]>;
  readonly #byMac: ReadonlyMap<string, readonly HostRecord[]>;
  readonly #downs: readonly Down[];

  constructor(records: readonly HostRecord[], downs: readonly Down[]) {
    const inOrder = inOrderOfTime(records);
    this.#records = Map.groupBy(inOrder, ({ host }) => host);
    const byMac = new Map<string, HostRecord[]>();
    for (const record of inOrder) {
      for (const mac of record.macs) byMac.set(mac, [...(byMac.get(mac) ?? []), record]);
    }
    this.#byMac = byMac;
    this.#downs = downs;
  }

  /**
   * The host that has a hardware address. If none has it, the one that had it last, or has it first: a change is
   * recorded a moment before or after it happens.
   */
  of(mac: string, time: number): string | undefined {
    const records = this.#byMac.get(mac) ?? [];
    const [first] = records;
    if (!first || records.every(({ host }) => host === first.host)) return first?.host;
    const former = records.filter(({ at }) => at <= time);
    const owner = former.findLast((record) => this.#current(record.host, time) === record);
    return (owner ?? former.at(-1) ?? first).host;
  }

  /**
   * Whether a host may say that a hardware address is its own: also a former one, for a while after the change, and
   * each one that it ever has, after its power was cut.
   * @param grace milliseconds
   */
  has(host: string, mac: string, time: number, grace: number): boolean {
    const own = (this.#records.get(host) ?? []).filter(({ macs }) => macs.includes(mac));
    const current = this.#current(host, time);
    if (own.length === 0 || current === undefined) return own.length > 0;
    const isReset = this.#downs.some(
      (down) => down.host === host && down.at >= current.at && down.at <= time,
    );
    if (isReset || own.includes(current)) return true;
    const isNear = (moment: number) => {
      const then = this.#current(host, moment);
      return then !== undefined && own.includes(then);
    };
    return isNear(time - grace) || isNear(time + grace);
  }

  /** The hardware addresses of a host at a time, and since when. */
  macsOf(host: string, time: number): { macs: readonly string[]; at: number } {
    return this.#current(host, time) ?? { macs: [], at: Number.NEGATIVE_INFINITY };
  }

  #current(host: string, time: number): HostRecord | undefined {
    return this.#records.get(host)?.findLast(({ at }) => at <= time);
  }
}

/** Several records of one host and one time are one. */
function inOrderOfTime(records: readonly HostRecord[]): HostRecord[] {
  const merged = new Map<string, HostRecord>();
  for (const { host, macs, at } of records) {
    const key = `${at} ${host}`;
    merged.set(key, { host, at, macs: [...(merged.get(key)?.macs ?? []), ...macs] });
  }
  return [...merged.values()].toSorted((a, b) => (a.at === b.at ? 0 : a.at - b.at));
}
