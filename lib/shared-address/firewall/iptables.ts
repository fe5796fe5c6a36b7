/**
 * iptables with its cluster match, which picks the same buckets as nft's jhash, and arptables. IPv4
 * only: of an IPv6 address the match hashes no more than the first 32 bits, and nothing here can write
 * into Neighbour Advertisements.
 */
import type { Family, IpAddress } from '../../wire/ip-address.ts';
import {
  decodeArpLine,
  decodeLine,
  encodeArpRule,
  encodeLines,
  jumpTo,
  mergeBuckets,
  TABLE,
} from './iptables-text.ts';
import { Firewall, type Rule, type Share } from './rule.ts';
import type { Tool } from './tool.ts';

/** XT_CLUSTER_NODES_MAX (linux/netfilter/xt_cluster.h). */
const MOST_BUCKETS = 32;

export interface IptablesTools {
  readonly iptables: Tool;
  readonly restore: Tool;
  /** Where hardware addresses are to be written into ARP packets. */
  readonly arptables: Tool | undefined;
}

interface Listing {
  readonly hasChain: boolean;
  /** Everybody's rules in our chain. */
  readonly lines: readonly string[];
  /** What leads there. */
  readonly jumps: readonly string[];
}

export class IptablesFirewall extends Firewall {
  readonly #tools: IptablesTools;
  readonly #chain: string;

  constructor(tools: IptablesTools, chain: string) {
    super('iptables');
    this.#tools = tools;
    this.#chain = chain;
  }

  override unfit({ ip, hash }: Share): string | undefined {
    if (ip.family === 'inet6') return 'iptables cannot do this for IPv6, nft can';
    if (hash.total > MOST_BUCKETS) {
      return `iptables knows ${MOST_BUCKETS} buckets at most, not ${hash.total}; nft knows more`;
    }
    return undefined;
  }

  override rulesFor({ ip, nic, hash, mac, mangles }: Share): readonly Rule[] {
    const common = { ip: ip.text, nic, mac };
    const rules: Rule[] = [
      JUMP,
      { ...common, role: 'share', hash },
      { ...common, role: 'rest' },
      { ...common, role: 'elsewhere' },
    ];
    if (mangles) rules.push({ ...common, role: 'sender' });
    return rules;
  }

  override read({ family, text }: IpAddress): readonly Rule[] {
    const ours = this.readAll(family).filter(({ ip }) => ip === text);
    if (!ours.some(isLine)) return ours;
    return [...this.#list().jumps.map(() => JUMP), ...ours];
  }

  override readAll(family: Family): readonly Rule[] {
    if (family === 'inet6') return [];
    const rules = this.#list().lines.map((line) => decodeLine(line));
    const ours = rules.filter((rule) => rule !== undefined);
    return [...mergeBuckets(ours), ...this.#senders()];
  }

  override replace(ip: IpAddress, rules: readonly Rule[]): void {
    if (ip.family === 'inet6') return;
    this.#replaceLines(ip, rules.filter(isLine));
    this.#replaceSenders(
      ip,
      rules.filter((rule) => rule.role === 'sender'),
    );
  }

  /** In one transaction. */
  #replaceLines(ip: IpAddress, rules: readonly Rule[]): void {
    const { lines, jumps, hasChain } = this.#list();
    const isOurs = (line: string) => decodeLine(line)?.ip === ip.text;
    const ours = lines.flatMap((line, at) => (isOurs(line) ? [at + 1] : []));
    // By number, the last first: not every line that iptables shows is one that it takes.
    const script = ours.reverse().map((number) => `-D ${this.#chain} ${number}`);
    const isNeeded = rules.length > 0 || ours.length < lines.length;
    for (const jump of isNeeded ? jumps.slice(1) : jumps) script.push(`-D ${jump}`);
    if (isNeeded) {
      if (!hasChain) script.unshift(`:${this.#chain} -`);
      for (const rule of rules) {
        if (rule.role !== 'jump' || jumps.length === 0) {
          script.push(...encodeLines(this.#chain, rule));
        }
      }
    } else if (hasChain) script.push(`-X ${this.#chain}`);
    if (script.length === 0) return;
    const text = [`*${TABLE}`, ...script, 'COMMIT', ''].join('\n');
    this.#tools.restore.demand(['-w', '--noflush'], text);
  }

  /** One by one, and what is right stays: somebody may be looking. */
  #replaceSenders(ip: IpAddress, rules: readonly Rule[]): void {
    const { arptables } = this.#tools;
    const surplus = this.#senders().filter((rule) => rule.ip === ip.text);
    for (const rule of rules) {
      const arpRule = encodeArpRule(rule);
      const there = surplus.findIndex((one) => encodeArpRule(one).join() === arpRule.join());
      if (there < 0) arptables?.demand(['-A', 'OUTPUT', ...arpRule]);
      else surplus.splice(there, 1);
    }
    for (const rule of surplus) arptables?.demand(['-D', 'OUTPUT', ...encodeArpRule(rule)]);
  }

  /** Without the `-A` that the lines begin with. */
  #list(): Listing {
    const output = this.#tools.iptables.demand(['-w', '-t', TABLE, '-S']);
    const all = output.split('\n');
    const added = all.flatMap((line) => (line.startsWith('-A ') ? [line.slice('-A '.length)] : []));
    return {
      hasChain: all.includes(`-N ${this.#chain}`),
      lines: added.filter((line) => line.startsWith(`${this.#chain} `)),
      jumps: added.filter((line) => line === jumpTo(this.#chain)),
    };
  }

  /** Everybody's rewriting of ARP packets: arptables has no comments to tell by whom. */
  #senders(): Rule[] {
    const output = this.#tools.arptables?.demand(['-S', 'OUTPUT']) ?? '';
    const rules = output.split('\n').map((line) => decodeArpLine(line));
    return rules.filter((rule) => rule !== undefined);
  }
}

/** One for all addresses. */
const JUMP: Rule = { ip: '', role: 'jump', nic: '', mac: '' };

function isLine({ role }: Rule): boolean {
  return role !== 'sender';
}
