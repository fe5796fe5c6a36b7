/** nftables by its own command, in JSON. What belongs together is one transaction. */
import type { Family, IpAddress } from '../../wire/ip-address.ts';
import {
  type Chain,
  chainsOf,
  decodeRule,
  type Expression,
  encodeRule,
  isAboutNeighbours,
  type ListedRule,
} from './nft-json.ts';
import type { Firewall, Rule, Share } from './rule.ts';
import type { Tool } from './tool.ts';

/** An entry of a listing: an object with one key, which says what it is. */
interface Listed {
  readonly table?: { readonly family: string; readonly name: string };
  readonly chain?: Chain;
  readonly rule?: ListedRule;
}

export class NftFirewall implements Firewall {
  readonly name = 'nft';
  readonly #tool: Tool;
  readonly #table: string;
  readonly #chain: string;

  constructor(tool: Tool, table: string, chain: string) {
    this.#tool = tool;
    this.#table = table;
    this.#chain = chain;
  }

  unfit(): undefined {
    return undefined;
  }

  rulesFor({ ip, nic, hash, mac, ownMac, mangles }: Share): readonly Rule[] {
    const common = { ip: ip.text, nic, mac };
    const isIpv4 = ip.family === 'inet';
    const own = { ...common, ownMac };
    return [
      { role: 'error-share', ...common, hash },
      { role: 'error-rest', ...common },
      ...(isIpv4 ? [] : [{ role: 'neighbours', ...common } as const]),
      { role: 'share', ...common, hash },
      { role: 'rest', ...common },
      { role: 'elsewhere', ...common },
      ...(mangles && isIpv4 ? [{ role: 'sender', ...common } as const] : []),
      ...(mangles && !isIpv4
        ? [{ role: 'advertisement', ...own } as const, { role: 'solicitation', ...own } as const]
        : []),
    ];
  }

  read({ family, text }: IpAddress): readonly Rule[] {
    return this.readAll(family).filter(({ ip }) => ip === text);
  }

  readAll(family: Family): readonly Rule[] {
    return this.#listRules(family).flatMap((rule) => decodeRule(rule) ?? []);
  }

  replace(ip: IpAddress, rules: readonly Rule[]): void {
    const { family } = ip;
    const listed = this.#listRules(family);
    const ours = listed.filter((rule) => decodeRule(rule)?.ip === ip.text);
    const others = listed.filter((rule) => !ours.includes(rule));
    const commands: Expression[] = ours.map(({ expr: _, comment: __, ...place }) => ({
      delete: { rule: place },
    }));
    for (const chain of this.#chains(family)) {
      const inChain = rules.filter((rule) => isAboutNeighbours(rule) === (chain.hook === 'output'));
      // Those that are there already stay as they are.
      if (inChain.length > 0) commands.push(addTableOf(chain), { add: { chain: { ...chain } } });
      for (const rule of inChain) commands.push({ add: { rule: encodeRule(chain, rule) } });
    }
    if (rules.length === 0) commands.push(...this.#dismantle(family, others));
    this.#run(commands);
  }

  /** Takes away our chains where nobody else's rules are in them, and tables that have nothing else. */
  #dismantle(family: Family, others: readonly ListedRule[]): Expression[] {
    const there = this.#listChains();
    const isOurs = (chain: Chain) => this.#chains(family).some((ours) => isSame(ours, chain));
    const isEmpty = (chain: Chain) =>
      !others.some((rule) => rule.family === chain.family && rule.chain === chain.name);
    const going = there.filter((chain) => isOurs(chain) && isEmpty(chain));
    const commands: Expression[] = going.map((chain) => ({
      delete: { chain: { family: chain.family, table: chain.table, name: chain.name } },
    }));
    for (const one of new Set(going.map((chain) => chain.family))) {
      const table = { table: { family: one, name: this.#table } };
      if (this.#hasOnly(table, going)) commands.push({ delete: table });
    }
    return commands;
  }

  #hasOnly(table: Expression, chains: readonly Chain[]): boolean {
    return this.#run([{ list: table }]).every(
      (entry) =>
        'metainfo' in entry ||
        'table' in entry ||
        'rule' in entry ||
        (entry.chain !== undefined && chains.some((chain) => isSame(chain, entry.chain))),
    );
  }

  /** Everybody's rules in our chains. */
  #listRules(family: Family): ListedRule[] {
    // One by one: in one run, nft 1.0.6 finds the chains of the last family only.
    return this.#chains(family).flatMap((chain) => this.#rulesIn(chain));
  }

  #rulesIn(chain: Chain): ListedRule[] {
    const { family, table, name } = chain;
    const listed = this.#tool.run(argumentsFor([{ list: { chain: { family, table, name } } }]));
    if (listed.succeeded) return parseListing(listed.output).flatMap(({ rule }) => rule ?? []);
    // Whether it is not there, nft says in words only.
    if (this.#listChains().some((one) => isSame(one, chain))) throw new Error(listed.complaint);
    return [];
  }

  #chains(family: Family) {
    return chainsOf(family, this.#table, this.#chain);
  }

  #listChains(): Chain[] {
    const listed = this.#run([{ list: { chains: null } }]);
    return listed.flatMap(({ chain }) => chain ?? []);
  }

  #run(commands: readonly Expression[]): readonly Listed[] {
    if (commands.length === 0) return [];
    return parseListing(this.#tool.demand(argumentsFor(commands)));
  }
}

/** As an argument, not by stdin: nft opens /dev/stdin by its name, which fails where that is a socket. */
function argumentsFor(commands: readonly Expression[]): string[] {
  return ['-j', JSON.stringify({ nftables: commands })];
}

/** Nothing where nothing was to be listed. */
function parseListing(output: string): readonly Listed[] {
  if (output.trim() === '') return [];
  const { nftables = [] }: { nftables?: Listed[] } = JSON.parse(output);
  return nftables;
}

function addTableOf({ family, table }: Chain): Expression {
  return { add: { table: { family, name: table } } };
}

function isSame(a: Chain, b: Chain | undefined): boolean {
  return a.family === b?.family && a.table === b.table && a.name === b.name;
}
