/** nftables, controlled with the command nft in JSON. Each change of an address's rules is one transaction. */

import type { Tool } from '../../linux/tool.ts';
import type { Family, IpAddress } from '../../wire/ip-address.ts';
import { member } from '../../wire/json.ts';
import { elementsIn, parseJson } from './json.ts';
import {
  type BaseChain,
  type Chain,
  chainsOf,
  decodeRule,
  type Expression,
  encodeChain,
  encodeRule,
  isAboutNeighbours,
  type ListedRule,
  readChain,
  readRule,
} from './nft-json.ts';
import { Firewall, type Rule, type Share } from './rule.ts';

export class NftFirewall extends Firewall {
  readonly #tool: Tool;
  readonly #table: string;
  readonly #chain: string;

  constructor(tool: Tool, table: string, chain: string) {
    super('nft');
    this.#tool = tool;
    this.#table = table;
    this.#chain = chain;
  }

  override unfit(_: Share): string | undefined {
    return undefined;
  }

  override rulesFor({ ip, nic, hash, mac, ownMac, mangles }: Share): readonly Rule[] {
    const common = { ip: ip.text, nic, mac };
    const isIpv4 = ip.family === 'inet';
    const rules: Rule[] = [
      { ...common, role: 'error-share', hash },
      { ...common, role: 'error-rest' },
    ];
    if (!isIpv4) rules.push({ ...common, role: 'neighbours' });
    rules.push({ ...common, role: 'share', hash });
    rules.push({ ...common, role: 'rest' });
    rules.push({ ...common, role: 'elsewhere' });
    if (mangles && isIpv4) rules.push({ ...common, role: 'sender' });
    if (mangles && !isIpv4) {
      rules.push({ ...common, role: 'advertisement', ownMac });
      rules.push({ ...common, role: 'solicitation', ownMac });
    }
    return rules;
  }

  override read({ family, text }: IpAddress): readonly Rule[] {
    return this.readAll(family).filter(({ ip }) => ip === text);
  }

  override readAll(family: Family): readonly Rule[] {
    const rules = this.#listRules(family).map((rule) => decodeRule(rule));
    return rules.filter((rule) => rule !== undefined);
  }

  override replace(ip: IpAddress, rules: readonly Rule[]): void {
    const { family } = ip;
    const bases = this.#chains(family);
    const commands: Expression[] = [];
    /** Chains that contain no rules but those of the address. */
    const going: Chain[] = [];
    for (const { chain } of bases) {
      const listed = this.#rulesIn(chain);
      if (!listed) continue;
      const ours = rulesOf(ip, listed);
      commands.push(...ours.map((rule) => removalOf(rule)));
      if (ours.length === listed.length) going.push(chain);
    }
    for (const base of bases) {
      const { chain, hook } = base;
      const inChain = rules.filter((rule) => isAboutNeighbours(rule) === (hook === 'output'));
      // `add` leaves an existing table or chain as it is.
      if (inChain.length > 0) commands.push(addTableOf(chain), additionOf(base));
      for (const rule of inChain) commands.push({ add: { rule: encodeRule(chain, rule) } });
    }
    if (rules.length === 0) commands.push(...this.#dismantle(going));
    this.#run(commands);
  }

  /** Deletes chains, and their tables if these contain nothing else. */
  #dismantle(going: readonly Chain[]): Expression[] {
    const commands: Expression[] = [];
    for (const chain of going) commands.push({ delete: { chain: placeOf(chain) } });
    const families = new Set(going.map((chain) => chain.family));
    for (const family of families) {
      const inFamily = going.filter((chain) => chain.family === family);
      if (this.#hasOnly(family, inFamily)) {
        commands.push({ delete: { table: { family, name: this.#table } } });
      }
    }
    return commands;
  }

  /** Whether the table contains nothing but these chains. */
  #hasOnly(family: string, chains: readonly Chain[]): boolean {
    const listed = this.#run([{ list: { table: { family, name: this.#table } } }]);
    const inTable = chainsIn(listed);
    for (const chain of chains) expectIn(inTable, chain, `list table ${family} ${this.#table}`);
    return (
      inTable.length === chains.length &&
      listed.every((entry) => KINDS_OF_CHAINS.some((kind) => member(entry, kind) !== undefined))
    );
  }

  /** All rules in floatip's chains, foreign rules included. */
  #listRules(family: Family): ListedRule[] {
    // One by one: in one run, nft 1.0.6 lists only the chains of the last family.
    return this.#chains(family).flatMap(({ chain }) => this.#rulesIn(chain) ?? []);
  }

  /** Undefined if the chain does not exist. */
  #rulesIn(chain: Chain): ListedRule[] | undefined {
    const listed = this.#tool.run(argumentsFor([{ list: { chain: placeOf(chain) } }]));
    if (listed.succeeded) {
      const listing = parseListing(listed.output);
      const rules = rulesIn(listing);
      const { family, table, name } = chain;
      expectIn(chainsIn(listing), chain, `list chain ${family} ${table} ${name}`);
      return rules;
    }
    // nft reports a missing chain only as text: list the chains to tell it from other errors.
    if (this.#listChains().some((one) => isSame(one, chain))) throw new Error(listed.complaint);
    return undefined;
  }

  #chains(family: Family): readonly BaseChain[] {
    return chainsOf(family, this.#table, this.#chain);
  }

  #listChains(): Chain[] {
    return chainsIn(this.#run([{ list: { chains: null } }]));
  }

  #run(commands: readonly Expression[]): readonly unknown[] {
    if (commands.length === 0) return [];
    return parseListing(this.#tool.demand(argumentsFor(commands)));
  }
}

/** Kinds of objects in the listing of a table that has only chains and rules. */
const KINDS_OF_CHAINS: readonly string[] = ['metainfo', 'table', 'chain', 'rule'];

/**
 * After an incomplete answer of the kernel, nft prints less, and exits with 0. @throws Error if the chain is missing
 */
function expectIn(listed: readonly Chain[], chain: Chain, command: string): void {
  if (listed.some((one) => isSame(one, chain))) return;
  throw new Error(`nft: "${command}" does not print chain ${chain.name}`);
}

/**
 * Passes commands as an argument, not on stdin: nft opens /dev/stdin by name, which fails if stdin is a socket.
 */
function argumentsFor(commands: readonly Expression[]): string[] {
  return ['-j', JSON.stringify({ nftables: commands })];
}

/** Returns objects with one key, their kind; empty if nft prints nothing. */
function parseListing(output: string): readonly unknown[] {
  if (output.trim() === '') return [];
  return elementsIn(parseJson(output), 'nftables');
}

function rulesIn(listing: readonly unknown[]): ListedRule[] {
  const rules: ListedRule[] = [];
  for (const entry of listing) {
    const rule = member(entry, 'rule');
    if (rule !== undefined) rules.push(readRule(rule));
  }
  return rules;
}

function chainsIn(listing: readonly unknown[]): Chain[] {
  const chains: Chain[] = [];
  for (const entry of listing) {
    const chain = member(entry, 'chain');
    if (chain !== undefined) chains.push(readChain(chain));
  }
  return chains;
}

function rulesOf(ip: IpAddress, listed: readonly ListedRule[]): ListedRule[] {
  return listed.filter((rule) => decodeRule(rule)?.ip === ip.text);
}

function removalOf({ family, table, chain, handle }: ListedRule): Expression {
  return { delete: { rule: { family, table, chain, handle } } };
}

function addTableOf({ family, table }: Chain): Expression {
  return { add: { table: { family, name: table } } };
}

function additionOf(base: BaseChain): Expression {
  return { add: { chain: encodeChain(base) } };
}

function placeOf({ family, table, name }: Chain): Expression {
  return { family, table, name };
}

function isSame(a: Chain, b: Chain): boolean {
  return a.family === b.family && a.table === b.table && a.name === b.name;
}
