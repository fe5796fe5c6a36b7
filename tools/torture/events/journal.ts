/** What the judge must know besides frames and actions: what was done to the hosts, and when. */
import { realTime } from '../../../lab/real-time.ts';

export class Journal {
  readonly #lines: string[] = [];
  #open: { begin: number; why: string; rules: readonly string[] }[] = [];
  readonly notes: string[] = [];

  host(host: string, macs: readonly string[]): void {
    this.#add({ kind: 'host', host, macs });
  }

  /** From now on the host has another hardware address. */
  mac(host: string, mac: string): void {
    this.#add({ kind: 'host', host, macs: [mac], at: realTime() });
  }

  shared(address: string): void {
    this.#add({ kind: 'address', address, shared: true });
  }

  down(host: string, at = realTime()): void {
    this.#add({ kind: 'down', host, at });
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
