/**
 * iptables with the match `cluster`, which selects the same buckets as nft's jhash, and arptables. IPv4 only:
 * the match hashes only the first 32 bits of an IPv6 address, and neither tool can rewrite Neighbor
 * Advertisements.
 */

import type { Tool } from '../../linux/tool.ts';
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

/** XT_CLUSTER_NODES_MAX (linux/netfilter/xt_cluster.h). */
const MAX_BUCKETS = 32;

export interface IptablesTools {
  readonly iptables: Tool;
  readonly restore: Tool;
  /** Rewrites hardware addresses in ARP packets; undefined if it is not installed. */
  readonly arptables: Tool | undefined;
}

interface Listing {
  readonly hasChain: boolean;
  /** All rules in floatip's chain, foreign rules included. */
  readonly lines: readonly string[];
  /** Rules that jump to the chain. */
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
    if (ip.family === 'inet6') return 'iptables cannot share IPv6 addresses; use nft';
    if (hash.total > MAX_BUCKETS) {
      return `iptables supports at most ${MAX_BUCKETS} buckets, not ${hash.total}; use nft`;
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
    if (family === 'inet6') return [];
    const listing = this.#list();
    const ours = this.#rulesOf(listing).filter(({ ip }) => ip === text);
    if (!ours.some(isLine)) return ours;
    return [...listing.jumps.map(() => JUMP), ...ours];
  }

  override readAll(family: Family): readonly Rule[] {
    return family === 'inet6' ? [] : this.#rulesOf(this.#list());
  }

  override replace(ip: IpAddress, rules: readonly Rule[]): void {
    if (ip.family === 'inet6') return;
    this.#replaceLines(ip, rules.filter(isLine));
    this.#replaceSenders(
      ip,
      rules.filter((rule) => rule.role === 'sender'),
    );
  }

  /** Replaces the iptables rules of the address in one transaction. */
  #replaceLines(ip: IpAddress, rules: readonly Rule[]): void {
    const { lines, jumps, hasChain } = this.#list();
    const isOurs = (line: string) => decodeLine(line)?.ip === ip.text;
    const ours = lines.flatMap((line, at) => (isOurs(line) ? [at + 1] : []));
    // Deletes by rule number, the last first: iptables does not accept every line that it prints.
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

  /** Changes the rules of arptables one by one. Correct rules stay, because a monitor may read them meanwhile. */
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

  /** The lines of `iptables -S`, without the leading `-A`. */
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

  /** floatip's rules in the listing, and those of arptables. */
  #rulesOf({ lines }: Listing): Rule[] {
    const rules = lines.map((line) => decodeLine(line));
    const ours = rules.filter((rule) => rule !== undefined);
    return [...mergeBuckets(ours), ...this.#senders()];
  }

  /** All rules that rewrite ARP packets: arptables has no comments that would mark floatip's rules. */
  #senders(): Rule[] {
    const output = this.#tools.arptables?.demand(['-S', 'OUTPUT']) ?? '';
    const rules = output.split('\n').map((line) => decodeArpLine(line));
    return rules.filter((rule) => rule !== undefined);
  }
}

/** The jump to floatip's chain: one rule for all addresses. */
const JUMP: Rule = { ip: '', role: 'jump', nic: '', mac: '' };

function isLine({ role }: Rule): boolean {
  return role !== 'sender';
}
