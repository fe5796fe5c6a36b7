/** The rules of the firewalls of this host, as far as they decide about a packet. */

/** The family of a table of nft; those of iptables, ip6tables, arptables and ebtables are ip, ip6, arp and bridge. */
export type TableFamily = 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev';

export interface Ruleset {
  readonly chains: readonly Chain[];
  /** The elements of sets by setKey; a set with elements that are not understood is missing. */
  readonly sets: ReadonlyMap<string, readonly Operand[]>;
}

export interface Chain {
  readonly family: TableFamily;
  readonly table: string;
  readonly name: string;
  /** `nft` or the name of the program that lists and changes the chain. */
  readonly tool: string;
  /** Undefined for a chain that only rules jump to. */
  readonly base: BaseChain | undefined;
  readonly rules: readonly Rule[];
}

export interface BaseChain {
  /** `filter`, `nat` or `route`. */
  readonly type: string;
  /** `prerouting`, `input`, `ingress`, … */
  readonly hook: string;
  readonly priority: number;
  readonly drops: boolean;
  /** The interfaces of a chain of ingress or egress. */
  readonly devices: readonly string[];
}

export interface Rule {
  /** The rule in the words of its tool, as far as they are known. */
  readonly text: string;
  /** The command that deletes it. */
  readonly deletion: string;
  readonly steps: readonly Step[];
}

/** A part of a rule. A rule ends at the first condition that is not true. */
export interface Step {
  readonly kind: 'condition' | 'verdict' | 'map';
  /** Of a condition or map: `ip daddr`, `meta iifname`, …; empty if it is not understood. */
  readonly field: string;
  readonly negated: boolean;
  readonly operands: readonly Operand[];
  readonly verdict: Verdict;
  /** Of a map: the verdict of the first entry that the field equals. */
  readonly entries: readonly MapEntry[];
}

/** A value, a range if `last` is not empty, or a network if `prefix` is not negative. */
export interface Operand {
  readonly text: string;
  readonly last: string;
  readonly prefix: number;
}

export interface MapEntry {
  readonly operand: Operand;
  readonly verdict: Verdict;
}

/** `divert`: to another address, port, interface or program. */
export type VerdictKind = 'none' | 'accept' | 'drop' | 'jump' | 'goto' | 'return' | 'divert';

export interface Verdict {
  readonly kind: VerdictKind;
  /** The chain of jump and goto; what diverts. */
  readonly target: string;
}

function noVerdict(): Verdict {
  return { kind: 'none', target: '' };
}

export function single(text: string): Operand {
  return { text, last: '', prefix: -1 };
}

export function condition(field: string, negated: boolean, operands: readonly Operand[]): Step {
  return { kind: 'condition', field, negated, operands, verdict: noVerdict(), entries: [] };
}

/** A condition that is not understood. */
export function unknownCondition(): Step {
  return condition('', false, []);
}

export function verdictStep(kind: VerdictKind, target = ''): Step {
  const verdict: Verdict = { kind, target };
  return { kind: 'verdict', field: '', negated: false, operands: [], verdict, entries: [] };
}

export function mapStep(field: string, entries: readonly MapEntry[]): Step {
  return { kind: 'map', field, negated: false, operands: [], verdict: noVerdict(), entries };
}

export function setKey(family: string, table: string, name: string): string {
  return `${family} ${table} ${name}`;
}

/** The rules of two listings together. */
export function joined(a: Ruleset, b: Ruleset): Ruleset {
  const sets = new Map<string, readonly Operand[]>();
  for (const [key, elements] of a.sets) sets.set(key, elements);
  for (const [key, elements] of b.sets) sets.set(key, elements);
  return { chains: [...a.chains, ...b.chains], sets };
}

export function noRules(): Ruleset {
  return {
    chains: [],
    sets: new Map<string, readonly Operand[]>(),
  };
}
