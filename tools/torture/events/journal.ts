/** What the judge must know besides frames and actions: what was done to the hosts, and when. */
import { realTime } from '../../../lab/real-time.ts';

/** The kernel removes the network of a node after its processes: on a busy machine, that takes a while. */
const NETWORK_REMOVED_MS = 10_000;

export class Journal {
  readonly #lines: string[] = [];
  #open: { begin: number; why: string; rules: readonly string[] }[] = [];
  readonly notes: string[] = [];

  host(host: string, macs: readonly string[]): void {
    this.#add({ kind: 'host', host, macs });
  }

  /** The host has another hardware address, by default from now on. */
  mac(host: string, mac: string, at = realTime()): void {
    this.#add({ kind: 'host', host, macs: [mac], at });
  }

  shared(address: string): void {
    this.#add({ kind: 'address', address, shared: true });
  }

  /** @param end its processes have ended */
  down(host: string, at: number, end: number): void {
    this.#add({ kind: 'down', host, at, off: end + NETWORK_REMOVED_MS });
  }

  /** Whatever has cut its power, it begins anew. */
  boot(host: string, mac: string): void {
    const now = realTime();
    this.down(host, now, now);
    this.mac(host, mac, now);
  }

  hand(host: string, address: string): void {
    this.#add({ kind: 'hand', host, address, at: realTime() });
  }

  /** Until the cluster is mended. */
  disturbed(begin: number, why: string, rules: readonly string[]): void {
    this.#open.push({ begin, why, rules });
  }

  mended(): void {
    const end = realTime();
    for (const { begin, why, rules } of this.#open) {
      this.#add({ kind: 'disturbed', begin, end, why, rules });
    }
    this.#open = [];
  }

  note(text: string): void {
    this.notes.push(text);
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  #add(record: Readonly<Record<string, unknown>>): void {
    this.#lines.push(JSON.stringify(record));
  }
}
