/**
 * State of a node's kernel as lines of text: links, addresses of both families, routes, address labels
 * and firewall rules.
 */
import { execa } from 'execa';
import type { Host } from '../../lab/lab.ts';

const BETWEEN = '=====';
const END = '#####';

/**
 * A shell that answers queries from its standard input. One shell for all queries, with few processes:
 * starting them takes most of the time.
 */
const SHELL = `
  while read -r question; do
    case $question in
    settings) grep 1 /proc/sys/net/ipv4/conf/*/promote_secondaries ;;
    *)
      ip -j -d addr; echo ${BETWEEN}
      ip -o -batch - <<END
route show table all
addrlabel
END
      echo ${BETWEEN}
      [ $question = state ] || nft list ruleset ;;
    esac
    echo '${END}'
  done`;

/** INFINITY_LIFE_TIME */
const FOREVER = 0xffffffff;

export class KernelState {
  readonly #shell: ReturnType<typeof shell>;
  readonly #question: 'state' | 'state-and-rules';
  #text = '';
  #answered = () => {};

  /** @param withFirewall whether to list firewall rules, which takes as long as everything else */
  constructor(node: Host, withFirewall: boolean) {
    this.#question = withFirewall ? 'state-and-rules' : 'state';
    this.#shell = shell(node);
    this.#shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#text += text;
      if (this.#text.includes(END)) this.#answered();
    });
  }

  async lines(): Promise<string[]> {
    const answer = await this.#ask(this.#question);
    const [links = '', others = '', rules = ''] = answer.split(BETWEEN);
    return [
      ...(JSON.parse(links) as Link[]).flatMap(linesOfLink),
      ...lines(others).flatMap(routeOrLabel),
      ...lines(rules).map((line) => `nft ${line}`),
    ].sort();
  }

  /** Settings that an agent could leave changed. Compared at the end only. */
  async settings(): Promise<string[]> {
    return lines(await this.#ask('settings')).map((line) => `setting ${line}`);
  }

  async close(): Promise<void> {
    this.#shell.stdin.end();
    await this.#shell;
  }

  async #ask(question: string): Promise<string> {
    const answered = new Promise<void>((resolve) => {
      this.#answered = resolve;
    });
    this.#shell.stdin.write(`${question}\n`);
    await Promise.race([answered, this.#shell]);
    const [answer = '', rest] = this.#text.split(END);
    if (rest === undefined)
      throw new Error(`the shell on the node has ended: ${(await this.#shell).stderr}`);
    this.#text = '';
    return answer;
  }
}

function shell(node: Host) {
  const [command = '', ...args] = [...node.place, 'sh', '-c', SHELL];
  return execa(command, args, { reject: false, buffer: { stdout: false }, stdin: 'pipe' });
}

/** Renders routes and labels. Omits table local, which the kernel derives from the addresses. */
function routeOrLabel(line: string): string[] {
  if (line.startsWith('prefix ')) return DEFAULT_LABELS.test(line) ? [] : [`addrlabel ${line}`];
  if (/ table local /.test(line)) return [];
  return [`route ${line.replace(/expires \d+sec/, 'expires')}`];
}
/** The kernel's own labels, which no agent removes. */
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
  // IP6_RT_PRIO_ADDRCONF, the kernel's default.
  if (entry.metric !== undefined && entry.metric !== 256) words.push('metric', entry.metric);
  if (entry.broadcast !== undefined) words.push('brd', entry.broadcast);
  words.push('scope', entry.scope);
  words.push(...FLAGS.filter((flag) => entry[flag]));
  if (entry.label !== undefined) words.push('label', entry.label);
  words.push(...lifetime('valid_lft', entry.valid_life_time));
  words.push(...lifetime('preferred_lft', entry.preferred_life_time));
  return words.join(' ');
}

/** Lifetimes decrease between the queries of the two agents: rounds them to minutes. */
function lifetime(name: string, seconds: number): (string | number)[] {
  if (seconds === FOREVER) return [];
  return [name, seconds === 0 ? 0 : `about ${Math.ceil(seconds / 60)} min`];
}

function lines(text: string): string[] {
  const all = text.split('\n').map((line) => line.trim().replace(/\s+/g, ' '));
  return all.filter(Boolean);
}
