/**
 * What the kernel of a node holds, as lines of text that can be compared: links, addresses of both
 * families, routes of the main table, address labels, firewall rules, and a setting that an agent
 * might leave changed.
 */
import type { Host } from '../support/lab.ts';

const BETWEEN = '=====';
/** One process for all: starting them is what takes the time. */
const QUESTIONS = `
  ip -j -d addr; echo ${BETWEEN}
  ip -o route; echo ${BETWEEN}
  ip -o -6 route; echo ${BETWEEN}
  ip addrlabel; echo ${BETWEEN}
  for setting in /proc/sys/net/ipv4/conf/*/promote_secondaries; do
    read value < $setting && echo $setting $value
  done; echo ${BETWEEN}
  [ -z "$1" ] || nft list ruleset`;

/** INFINITY_LIFE_TIME */
const FOREVER = 0xffffffff;

/** @param withFirewall whether firewall rules are listed: it takes as long as all the rest */
export async function kernelState(node: Host, withFirewall: boolean): Promise<string[]> {
  const text = await node.run('sh', '-c', QUESTIONS, 'sh', withFirewall ? 'nft' : '');
  const [links = '', routes = '', routes6 = '', labels = '', settings = '', rules = ''] =
    text.split(BETWEEN);
  return [
    ...(JSON.parse(links) as Link[]).flatMap(linesOfLink),
    ...lines('route', routes),
    ...lines('route', routes6),
    ...lines('addrlabel', labels).filter((line) => !DEFAULT_LABELS.test(line)),
    ...lines('setting', settings).filter((line) => !line.endsWith(' 0')),
    ...lines('nft', rules),
  ].sort();
}

/** The kernel's own, which no agent takes away. */
const DEFAULT_LABELS = /label (?:\d|1\d)$/;

interface Link {
  readonly ifname: string;
  readonly operstate: string;
  readonly flags: readonly string[];
  readonly addr_info: readonly (Readonly<Record<string, unknown>> & Address)[];
}

interface Address {
  readonly local: string;
  readonly prefixlen: number;
  readonly broadcast?: string;
  readonly scope: string;
  readonly label?: string;
  readonly metric?: number;
  readonly valid_life_time: number;
  readonly preferred_life_time: number;
}

const FLAGS = ['secondary', 'tentative', 'dadfailed', 'nodad', 'noprefixroute', 'deprecated'];

function linesOfLink({ ifname, operstate, flags, addr_info }: Link): string[] {
  const state = `${flags.includes('UP') ? 'up' : 'down'} ${operstate}`;
  return [
    `link ${ifname} ${state}`,
    ...addr_info.map(
      (entry) => `addr ${entry.local}/${entry.prefixlen}${properties(entry)} dev ${ifname}`,
    ),
  ];
}

function properties(entry: Link['addr_info'][number]): string {
  const words: (string | number)[] = [''];
  // The kernel takes IP6_RT_PRIO_ADDRCONF where none is given.
  if (entry.metric !== undefined && entry.metric !== 256) words.push('metric', entry.metric);
  if (entry.broadcast !== undefined) words.push('brd', entry.broadcast);
  words.push('scope', entry.scope);
  words.push(...FLAGS.filter((flag) => entry[flag]));
  if (entry.label !== undefined) words.push('label', entry.label);
  words.push(...lifetime('valid_lft', entry.valid_life_time));
  words.push(...lifetime('preferred_lft', entry.preferred_life_time));
  return words.join(' ');
}

/** Seconds pass from the one agent's question to the other's: a minute more or less is the same. */
function lifetime(name: string, seconds: number): (string | number)[] {
  if (seconds === FOREVER) return [];
  return [name, seconds === 0 ? 0 : `about ${Math.ceil(seconds / 60)} min`];
}

function lines(kind: string, text: string): string[] {
  const all = text.split('\n').map((line) => line.trim().replace(/\s+/g, ' '));
  return all.filter(Boolean).map((line) => `${kind} ${line.replace(/expires \d+sec/, 'expires')}`);
}
