/** Follows a packet through the rules. */
import { type Packet, satisfies, verdictOf } from './packet.ts';
import type { BaseChain, Chain, Rule, Ruleset, Step, TableFamily, Verdict } from './ruleset.ts';

/** A rule or policy that discards the packet, or sends it elsewhere. */
export interface Loss {
  readonly packet: Packet;
  readonly chain: Chain;
  /** Undefined for the policy of the chain. */
  readonly rule: Rule | undefined;
  readonly kind: 'drop' | 'divert';
  /** Whether it is certain that the packet gets here. */
  readonly isSure: boolean;
  /** Whether the conditions of the rule are true, as far as they are known. */
  readonly matches: boolean;
  /** Whether a condition names the virtual IP. */
  readonly isTargeted: boolean;
  /** Whether a condition names the protocol or port of the packet. */
  readonly isSpecific: boolean;
}

/** A chain that jumps deeper is not followed: the kernel allows 16 levels. */
const MAX_DEPTH = 20;
/** Without a limit, a listing could keep the doctor busy for ever. */
const MAX_STEPS = 200_000;

type End = 'accept' | 'drop' | 'continue';

export class Walk {
  readonly #rules: Ruleset;
  readonly #packet: Packet;
  readonly losses: Loss[] = [];
  /** Whether no rule before has perhaps accepted the packet. */
  #isSure = true;
  #steps = 0;

  constructor(rules: Ruleset, packet: Packet) {
    this.#rules = rules;
    this.#packet = packet;
  }

  /** Follows the packet through one base chain. */
  through(chain: Chain, base: BaseChain): void {
    this.#isSure = true;
    const end = this.#follow(chain, 0, false);
    if (end !== 'continue' || !base.drops) return;
    this.#lose(chain, undefined, 'drop', this.#isSure, true, false, false);
  }

  /** @param isPerhaps whether it is not certain that the packet gets to this chain */
  #follow(chain: Chain, depth: number, isPerhaps: boolean): End {
    for (const rule of chain.rules) {
      if (++this.#steps > MAX_STEPS) return 'continue';
      const end = this.#apply(chain, rule, depth, isPerhaps);
      if (end === 'return') return 'continue';
      if (end !== 'continue') return end;
    }
    return 'continue';
  }

  #apply(chain: Chain, rule: Rule, depth: number, isPerhaps: boolean): End | 'return' {
    let isMaybe = false;
    let isTargeted = false;
    let isSpecific = false;
    for (const step of rule.steps) {
      if (step.kind === 'condition') {
        const answer = satisfies(this.#packet, step, this.#rules);
        if (answer === 'no') return 'continue';
        if (answer === 'maybe') isMaybe = true;
        if (answer === 'yes' && !step.negated && this.#packet.isOwn(step.field)) isTargeted = true;
        if (answer === 'yes' && !step.negated && isOfProtocol(step)) isSpecific = true;
        continue;
      }
      const verdict = this.#verdictOf(step);
      // A map whose field is not known may accept or discard the packet.
      if (!verdict) {
        if (step.kind === 'map' && !this.#isKnown(step)) this.#isSure = false;
        return 'continue';
      }
      if (step.kind === 'map' && this.#packet.isOwn(step.field)) isTargeted = true;
      const end = this.#decide(chain, rule, verdict, depth, {
        isMaybe,
        isTargeted,
        isSpecific,
        isPerhaps,
      });
      if (end !== 'next') return end;
    }
    return 'continue';
  }

  #isKnown({ field }: Step): boolean {
    return field !== '' && this.#packet.value(field) !== undefined;
  }

  #verdictOf(step: Step): Verdict | undefined {
    return step.kind === 'verdict'
      ? step.verdict
      : verdictOf(this.#packet, step.field, step.entries);
  }

  #decide(
    chain: Chain,
    rule: Rule,
    verdict: Verdict,
    depth: number,
    about: {
      readonly isMaybe: boolean;
      readonly isTargeted: boolean;
      readonly isSpecific: boolean;
      readonly isPerhaps: boolean;
    },
  ): End | 'return' | 'next' {
    const { isMaybe, isTargeted, isSpecific, isPerhaps } = about;
    switch (verdict.kind) {
      case 'none':
        return 'next';
      case 'accept':
        if (!isMaybe) return 'accept';
        this.#isSure = false;
        return 'continue';
      case 'drop':
      case 'divert': {
        const isSure = this.#isSure && !isMaybe && !isPerhaps;
        this.#lose(chain, rule, verdict.kind, isSure, !isMaybe, isTargeted, isSpecific);
        return isMaybe ? 'continue' : 'drop';
      }
      case 'return':
        if (!isMaybe) return 'return';
        this.#isSure = false;
        return 'continue';
      case 'jump':
      case 'goto': {
        const target = this.#chain(chain, verdict.target);
        if (!target || depth >= MAX_DEPTH) {
          this.#isSure = false;
          return 'continue';
        }
        const end = this.#follow(target, depth + 1, isPerhaps || isMaybe);
        if (isMaybe) {
          if (end === 'accept') this.#isSure = false;
          return 'continue';
        }
        if (end !== 'continue') return end;
        return verdict.kind === 'goto' ? 'return' : 'continue';
      }
    }
  }

  #chain({ family, table, tool }: Chain, name: string): Chain | undefined {
    return this.#rules.chains.find(
      (chain) =>
        chain.family === family &&
        chain.table === table &&
        chain.tool === tool &&
        chain.name === name,
    );
  }

  #lose(
    chain: Chain,
    rule: Rule | undefined,
    kind: 'drop' | 'divert',
    isSure: boolean,
    matches: boolean,
    isTargeted: boolean,
    isSpecific: boolean,
  ): void {
    const packet = this.#packet;
    this.losses.push({ packet, chain, rule, kind, isSure, matches, isTargeted, isSpecific });
  }
}

function protocolFields(): readonly string[] {
  return [
    'meta l4proto',
    'ip protocol',
    'ip6 nexthdr',
    'icmp type',
    'icmpv6 type',
    'tcp dport',
    'tcp sport',
    'tcp flags',
    'udp dport',
    'th dport',
  ];
}

function isOfProtocol({ field }: Step): boolean {
  return protocolFields().includes(field);
}

/** The base chains that see the packet, in the order of their priorities. */
export function chainsFor(
  rules: Ruleset,
  packet: Packet,
  devices: readonly string[],
  isOnBridge: boolean,
): Chain[] {
  const incoming = ['ingress', 'prerouting', 'input'];
  const outgoing = ['output', 'postrouting', 'egress'];
  const hooks = packet.direction === 'in' ? incoming : outgoing;
  const families = familiesOf(packet, isOnBridge);
  const found: Chain[] = [];
  for (const chain of rules.chains) {
    const base = chain.base;
    if (!base || !hooks.includes(base.hook) || !families.includes(chain.family)) continue;
    const isOfDevices = base.hook === 'ingress' || base.hook === 'egress';
    if (isOfDevices && !base.devices.some((device) => devices.includes(device))) continue;
    // The kernel translates only the first packet of a connection, and its answers without rules.
    if (packet.direction === 'out' && base.type === 'nat') continue;
    found.push(chain);
  }
  return found.sort((a, b) => orderOf(a, hooks) - orderOf(b, hooks));
}

/** Larger than any priority. */
const PRIORITIES = 1_000_000;

function orderOf({ base }: Chain, hooks: readonly string[]): number {
  return base ? hooks.indexOf(base.hook) * PRIORITIES + base.priority : 0;
}

function familiesOf({ network }: Packet, isOnBridge: boolean): TableFamily[] {
  const families: TableFamily[] = ['netdev'];
  if (network === 'arp') families.push('arp');
  else families.push(network, 'inet');
  if (isOnBridge) families.push('bridge');
  return families;
}
