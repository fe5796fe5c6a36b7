/**
 * The file beside the capture: JSON lines that say what the hosts have done, and when. Times are milliseconds of
 * CLOCK_REALTIME, the clock of a capture; with `"clock":"monotonic"`, of CLOCK_MONOTONIC.
 */
import { normalIp, normalMac } from './addresses.ts';

export const FORMAT = `{"kind":"host","host":"node1","macs":["00:00:5e:00:53:01"]}
    a host and its hardware addresses; with "at", from then on only these
{"kind":"action","host":"node1","action":"start","address":"192.0.2.10","begin":MS,"end":MS,"status":0}
    an action of the agent; without "end" it was killed, or is still running. "resource": if a host can have
    several instances with the address. Of lines with the same "id", the last one counts
{"kind":"address","address":"192.0.2.20","shared":true}
    several hosts have this address at a time
{"kind":"down","host":"node1","at":MS}
    its power was cut
{"kind":"hand","host":"node1","address":"192.0.2.10","at":MS}
    somebody else has added or removed it there: nothing is expected of the host until its next stop
{"kind":"disturbed","begin":MS,"end":MS,"why":"cable cut","rules":["two-owners","neighbour","outage"]}
    rules that are suspended, by default these; of all addresses, or of "addresses":["192.0.2.10"]
{"kind":"neighbour","host":"gateway","address":"192.0.2.10","mac":"00:00:5e:00:53:01","at":MS}
    a sample of a neighbour table
{"kind":"clock","wall":MS,"monotonic":MS}
    the two clocks at one moment; at least one if there are times of CLOCK_MONOTONIC`;

export const RULES = ['late', 'two-owners', 'neighbour', 'outage', 'impostor'] as const;
export type Rule = (typeof RULES)[number];
export const DISTURBED: readonly Rule[] = ['two-owners', 'neighbour', 'outage'];

export interface HostRecord {
  readonly host: string;
  readonly macs: readonly string[];
  /** Minus infinity if the record has no time. */
  readonly at: number;
}

export interface Action {
  readonly host: string;
  readonly action: string;
  readonly address: string;
  readonly resource: string;
  readonly begin: number;
  /** Infinity if it has not returned. */
  readonly end: number;
  /** Undefined if it has not returned. */
  readonly status: number | undefined;
}

export interface Down {
  readonly host: string;
  readonly at: number;
}

export interface Hand extends Down {
  readonly address: string;
}

export interface Disturbance {
  readonly begin: number;
  readonly end: number;
  readonly why: string;
  readonly rules: readonly Rule[];
  /** Undefined: all. */
  readonly addresses: readonly string[] | undefined;
}

export interface NeighbourSample extends Hand {
  readonly mac: string;
}

export interface Records {
  readonly hosts: readonly HostRecord[];
  readonly shared: ReadonlySet<string>;
  /** In the order of their begin. */
  readonly actions: readonly Action[];
  readonly downs: readonly Down[];
  readonly hands: readonly Hand[];
  readonly disturbances: readonly Disturbance[];
  readonly samples: readonly NeighbourSample[];
  /** How far the two clocks have drifted apart, in milliseconds: the wall clock was set, or slewed. */
  readonly drift: number;
}

interface ClockSample {
  readonly wall: number;
  readonly monotonic: number;
}

/** @throws Error that names the line */
export function readRecords(text: string): Records {
  const lines = text.split('\n').flatMap((line, at) => (line.trim() ? [{ line, at: at + 1 }] : []));
  const rows = lines.map(({ line, at }) => new Row(line, at));
  const clock = new Clock(
    rows.filter((row) => row.kind === 'clock').map((row) => row.clockSample()),
  );
  const of = (kind: string) => withoutFormer(rows.filter((row) => row.kind === kind));
  const unknown = rows.find(({ kind }) => !KINDS.includes(kind));
  if (unknown) unknown.fail(`kind is none of ${KINDS.join(', ')}`);
  return {
    hosts: of('host').map((row) => ({
      host: row.text('host'),
      macs: row.texts('macs').map((mac) => row.valid(() => normalMac(mac))),
      at: row.has('at') ? row.time('at', clock) : Number.NEGATIVE_INFINITY,
    })),
    shared: new Set(of('address').flatMap((row) => (row.is('shared') ? [row.address()] : []))),
    actions: of('action')
      .map((row) => ({
        host: row.text('host'),
        action: row.text('action'),
        address: row.address(),
        resource: row.has('resource') ? row.text('resource') : '',
        begin: row.time('begin', clock),
        end: row.has('end') ? row.time('end', clock) : Number.POSITIVE_INFINITY,
        status: row.has('end') ? row.number('status') : undefined,
      }))
      .toSorted((a, b) => a.begin - b.begin),
    downs: of('down').map((row) => ({ host: row.text('host'), at: row.time('at', clock) })),
    hands: of('hand').map((row) => row.at(clock)),
    disturbances: of('disturbed').map((row) => ({
      begin: row.time('begin', clock),
      end: row.has('end') ? row.time('end', clock) : Number.POSITIVE_INFINITY,
      why: row.has('why') ? row.text('why') : '',
      rules: row.has('rules') ? row.rules() : DISTURBED,
      addresses: row.has('addresses')
        ? row.texts('addresses').map((ip) => row.valid(() => normalIp(ip)))
        : undefined,
    })),
    samples: of('neighbour').map((row) => ({
      ...row.at(clock),
      mac: row.valid(() => normalMac(row.text('mac'))),
    })),
    drift: clock.drift,
  };
}

/** An action is written when it begins, and again when it has returned. */
function withoutFormer(rows: readonly Row[]): Row[] {
  const last = new Map(rows.map((row, at) => [row.has('id') ? row.text('id') : at, row]));
  return [...last.values()];
}

const KINDS: readonly string[] = [
  'host',
  'action',
  'address',
  'down',
  'hand',
  'disturbed',
  'neighbour',
  'clock',
];

/** Converts times of CLOCK_MONOTONIC, by the nearest sample. */
class Clock {
  readonly #samples: readonly ClockSample[];

  constructor(samples: readonly ClockSample[]) {
    this.#samples = samples;
  }

  get drift(): number {
    const offsets = this.#samples.map(({ wall, monotonic }) => wall - monotonic);
    return offsets.length === 0 ? 0 : Math.max(...offsets) - Math.min(...offsets);
  }

  wall(monotonic: number): number | undefined {
    let nearest: ClockSample | undefined;
    for (const sample of this.#samples) {
      const distance = Math.abs(sample.monotonic - monotonic);
      if (!nearest || distance < Math.abs(nearest.monotonic - monotonic)) nearest = sample;
    }
    return nearest && monotonic - nearest.monotonic + nearest.wall;
  }
}

class Row {
  readonly #line: number;
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(text: string, line: number) {
    this.#line = line;
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      this.fail('not JSON');
    }
    if (typeof parsed !== 'object' || parsed === null) this.fail('not a JSON object');
    this.#fields = parsed as Record<string, unknown>;
  }

  get kind(): string {
    return this.text('kind');
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined && this.#fields[name] !== null;
  }

  is(name: string): boolean {
    return this.#fields[name] === true;
  }

  text(name: string): string {
    const value = this.#fields[name];
    return typeof value === 'string' ? value : this.fail(`${name} is not a text`);
  }

  number(name: string): number {
    const value = this.#fields[name];
    return typeof value === 'number' ? value : this.fail(`${name} is not a number`);
  }

  texts(name: string): string[] {
    const value = this.#fields[name];
    if (!Array.isArray(value)) this.fail(`${name} is not a list`);
    return (value as unknown[]).map(String);
  }

  rules(): Rule[] {
    return this.texts('rules').map(
      (text) =>
        RULES.find((rule) => rule === text) ??
        this.fail(`"${text}" is none of ${RULES.join(', ')}`),
    );
  }

  address(): string {
    return this.valid(() => normalIp(this.text('address')));
  }

  at(clock: Clock): Hand {
    return { host: this.text('host'), address: this.address(), at: this.time('at', clock) };
  }

  clockSample(): ClockSample {
    return { wall: this.number('wall'), monotonic: this.number('monotonic') };
  }

  time(name: string, clock: Clock): number {
    const value = this.number(name);
    if (this.#fields.clock !== 'monotonic') return value;
    return clock.wall(value) ?? this.fail('a time of CLOCK_MONOTONIC, but there is no "clock"');
  }

  valid<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      return this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  fail(problem: string): never {
    throw new Error(`line ${this.#line}: ${problem}`);
  }
}
