/**
 * The file beside the capture: JSON lines that say what the hosts have done, and when. Times are milliseconds of
 * CLOCK_REALTIME, the clock of a capture; with `"clock":"monotonic"`, of CLOCK_MONOTONIC.
 */
import { normalIp, normalMac } from './addresses.ts';
import { Clock } from './clock.ts';
import { Row } from './row.ts';

export const FORMAT = `{"kind":"host","host":"node1","macs":["00:00:5e:00:53:01"]}
    a host of the segment and its hardware addresses; with "at", from then on only these
{"kind":"action","host":"node1","action":"start","address":"192.0.2.10","begin":MS,"end":MS,"status":0}
    an action of the agent; without "end" it was killed, or is still running. "resource": if a host can have
    several instances with the address. Of lines with the same "id", the last one counts
{"kind":"address","address":"192.0.2.20","shared":true}
    several hosts have this address at a time
{"kind":"down","host":"node1","at":MS}
    its power was cut: it is silent until its next start; with "off", from then on
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
  /** When it can send no more: a switch takes its time. */
  readonly off: number;
}

export interface Hand {
  readonly host: string;
  readonly at: number;
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
  readonly clock: Clock;
}

/** The actions of OCF, and those of Pacemaker. Only start, stop and monitor count. */
const ACTIONS: readonly string[] = [
  'start',
  'stop',
  'monitor',
  'status',
  'validate-all',
  'meta-data',
  'methods',
  'usage',
  'help',
  'reload',
  'reload-agent',
  'recover',
  'promote',
  'demote',
  'notify',
  'migrate_to',
  'migrate_from',
];

/** By kind. Of records with the same `id`, the last one counts. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  host: ['id', 'host', 'macs', 'at', 'clock'],
  action: ['id', 'host', 'action', 'address', 'resource', 'begin', 'end', 'status', 'clock'],
  address: ['id', 'address', 'shared'],
  down: ['id', 'host', 'at', 'off', 'clock'],
  hand: ['id', 'host', 'address', 'at', 'clock'],
  disturbed: ['id', 'begin', 'end', 'why', 'rules', 'addresses', 'clock'],
  neighbour: ['id', 'host', 'address', 'mac', 'at', 'clock'],
  clock: ['wall', 'monotonic'],
};

/** @param file its name, for messages. @throws Error that names the line */
export function readRecords(text: string, file = 'records'): Records {
  const lines = text.split('\n').flatMap((line, at) => (line.trim() ? [{ line, at: at + 1 }] : []));
  const rows = lines.map(({ line, at }) => new Row(line, `${file}:${at}`));
  for (const row of rows) row.allow(['kind', ...fieldsOf(row)]);
  const clock = new Clock(
    rows.filter((row) => row.kind === 'clock').map((row) => row.clockSample()),
  );
  const of = (kind: string) => withoutFormer(rows.filter((row) => row.kind === kind));
  const hosts = readHosts(of('host'), clock);
  const names = new Set(hosts.map(({ host }) => host));
  const host = (row: Row) => {
    const name = row.text('host');
    return names.has(name) ? name : row.fail(`there is no record of kind "host" for "${name}"`);
  };
  const at = (row: Row) => ({ host: host(row), at: row.time('at', clock) });
  return {
    hosts,
    shared: new Set(of('address').flatMap((row) => (row.flag('shared') ? [row.address()] : []))),
    actions: of('action')
      .map((row) => ({
        host: host(row),
        action: row.oneOf(ACTIONS, row.text('action')),
        address: row.address(),
        resource: row.has('resource') ? row.text('resource') : '',
        ...row.span(clock),
        status: row.has('end') ? row.number('status') : undefined,
      }))
      .toSorted((a, b) => a.begin - b.begin),
    downs: of('down').map((row) => {
      const down = at(row);
      const off = row.has('off') ? row.time('off', clock) : down.at;
      return { ...down, off: Math.max(down.at, off) };
    }),
    hands: of('hand').map((row) => ({ ...at(row), address: row.address() })),
    disturbances: of('disturbed').map((row) => ({
      ...row.span(clock),
      why: row.has('why') ? row.text('why') : '',
      rules: row.has('rules')
        ? row.texts('rules').map((rule) => row.oneOf(RULES, rule))
        : DISTURBED,
      addresses: row.has('addresses')
        ? row.texts('addresses').map((ip) => row.valid(() => normalIp(ip)))
        : undefined,
    })),
    // Of a host that only has a neighbour table, the hardware address may be unknown.
    samples: of('neighbour').map((row) => ({
      host: row.text('host'),
      at: row.time('at', clock),
      address: row.address(),
      mac: row.valid(() => normalMac(row.text('mac'))),
    })),
    clock,
  };
}

function fieldsOf(row: Row): readonly string[] {
  return FIELDS[row.oneOf(Object.keys(FIELDS), row.kind)] ?? [];
}

function readHosts(rows: readonly Row[], clock: Clock): HostRecord[] {
  const owners = new Map<string, string>();
  return rows.map((row) => {
    const host = row.text('host');
    const macs = row.texts('macs').map((mac) => row.valid(() => normalMac(mac)));
    if (row.has('at')) return { host, macs, at: row.time('at', clock) };
    for (const mac of macs) {
      const owner = owners.get(mac) ?? host;
      if (owner !== host) row.fail(`"${owner}" has the hardware address ${mac} as well`);
      owners.set(mac, host);
    }
    return { host, macs, at: Number.NEGATIVE_INFINITY };
  });
}

/** An action is written when it begins, and again when it has returned. */
function withoutFormer(rows: readonly Row[]): Row[] {
  const last = new Map(rows.map((row, at) => [row.has('id') ? row.text('id') : at, row]));
  return [...last.values()];
}
