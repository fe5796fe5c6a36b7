/**
 * What the kernel of a node holds, as lines of text that can be compared: links, addresses of both
 * families, routes of the main table, address labels, and firewall rules.
 */
import { execa } from 'execa';
import type { Host } from '../support/lab.ts';

const BETWEEN = '=====';
/** As few processes as possible: starting them is what takes the time. */
const QUESTIONS = `
  ip -n $1 -j -d addr; echo ${BETWEEN}
  ip -n $1 -o -batch - <<END
route
addrlabel
END
  ip -n $1 -o -6 route; echo ${BETWEEN}
  [ -z "$2" ] || ip netns exec $1 nft list ruleset`;

/** INFINITY_LIFE_TIME */
const FOREVER = 0xffffffff;

/** @param withFirewall whether firewall rules are listed: it takes as long as all the rest */
export async function kernelState(node: Host, withFirewall: boolean): Promise<string[]> {
  const args = [node.namespace, withFirewall ? 'nft' : ''];
  const { stdout } = await execa('sh', ['-c', QUESTIONS, 'sh', ...args]);
  const [links = '', others = '', rules = ''] = stdout.split(BETWEEN);
  return [
    ...(JSON.parse(links) as Link[]).flatMap(linesOfLink),
    ...lines(others)
      .map(routeOrLabel)
      .filter((line) => !DEFAULT_LABELS.test(line)),
    ...lines(rules).map((line) => `nft ${line}`),
  ].sort();
}

/** A setting that an agent might leave changed. Of interest only at the end. */
export async function settings(node: Host): Promise<string[]> {
  const text = await node.run(
    'sh',
    '-c',
    'grep 1 /proc/sys/net/ipv4/conf/*/promote_secondaries; :',
  );
  return lines(text).map((line) => `setting ${line}`);
}

function routeOrLabel(line: string): string {
  return line.startsWith('prefix ')
    ? `addrlabel ${line}`
    : `route ${line.replace(/expires \d+sec/, 'expires')}`;
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

function lines(text: string): string[] {
  const all = text.split('\n').map((line) => line.trim().replace(/\s+/g, ' '));
  return all.filter(Boolean);
}
