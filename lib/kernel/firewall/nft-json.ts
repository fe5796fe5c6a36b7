/**
 * Rules as nft reads and prints them (libnftables-json(5)): one object for a command, one for each
 * expression of a rule.
 */
import type { Family } from '../../wire/ip-address.ts';
import { checksumCompensation } from './checksum-compensation.ts';
import { commentOf, type Hash, type Rule, readComment } from './rule.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Expression = { readonly [key: string]: Json };

export interface Chain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
}

interface BaseChain extends Chain {
  readonly type: 'filter';
  readonly hook: 'prerouting' | 'output';
  readonly prio: number;
  readonly policy: 'accept';
}

/** A rule in a listing. */
export interface ListedRule extends Omit<Chain, 'name'> {
  readonly chain: string;
  readonly handle: number;
  readonly comment?: string;
  readonly expr: readonly Expression[];
}

/** Before connection tracking: what is another host's needs no entry there. */
const PRIORITY_RAW = -300;
const PRIORITY_FILTER = 0;

/** Types of ICMP errors (RFC 792) and of ICMPv6 errors (RFC 4443). */
const ERROR_TYPES = {
  inet: [
    ...['destination-unreachable', 'source-quench', 'redirect', 'time-exceeded'],
    'parameter-problem',
  ],
  inet6: ['destination-unreachable', 'packet-too-big', 'time-exceeded', 'parameter-problem'],
} as const satisfies Record<Family, readonly string[]>;

/**
 * An ICMP error carries the packet that it is about after 8 octets of its own. We sent that, to the
 * client: its destination address is at 16 of the IPv4 and at 24 of the IPv6 header.
 */
const EMBEDDED_DESTINATION = {
  inet: { base: 'th', offset: (8 + 16) * 8, len: 32 },
  inet6: { base: 'th', offset: (8 + 24) * 8, len: 128 },
} as const;

/**
 * The chains of an address's rules: what comes in for it, and what says on the link where it is.
 * IPv4's neighbours are told by ARP, which is a family of its own.
 */
export function chainsOf(family: Family, table: string, chain: string): readonly BaseChain[] {
  const filter = { type: 'filter', policy: 'accept' } as const;
  const input = { ...filter, hook: 'prerouting', prio: PRIORITY_RAW } as const;
  const output = { ...filter, hook: 'output', prio: PRIORITY_FILTER } as const;
  return family === 'inet'
    ? [
        { family: 'ip', table, name: chain, ...input },
        { family: 'arp', table, name: chain, ...output },
      ]
    : [
        { family: 'ip6', table, name: chain, ...input },
        { family: 'ip6', table, name: `${chain}-output`, ...output },
      ];
}

export function isAboutNeighbours({ role }: Rule): boolean {
  return role === 'sender' || role === 'advertisement' || role === 'solicitation';
}

export function encodeRule({ family, table, name }: Chain, rule: Rule): Expression {
  const expr = expressionsOf(family === 'ip6' ? 'inet6' : 'inet', rule);
  return { family, table, chain: name, comment: commentOf(rule), expr };
}

function expressionsOf(family: Family, rule: Rule): readonly Expression[] {
  const { ip, nic, mac, ownMac = '' } = rule;
  const header = family === 'inet' ? 'ip' : 'ip6';
  const arrives = [equals({ meta: { key: 'iifname' } }, nic), equals(field(header, 'daddr'), ip)];
  const leaves = [equals({ meta: { key: 'oifname' } }, nic)];
  const icmp = family === 'inet' ? 'icmp' : 'icmpv6';
  const isError = equals(field(icmp, 'type'), { set: ERROR_TYPES[family] });
  const isFrom = equals(field(header, 'saddr'), ip);
  switch (rule.role) {
    case 'share':
      return [...arrives, isInBucket(rule, field(header, 'saddr')), ...TAKE];
    case 'rest':
      return [...arrives, DROP];
    case 'elsewhere':
      return [
        differs({ meta: { key: 'iifname' } }, nic),
        equals(field(header, 'daddr'), ip),
        equals({ meta: { key: 'pkttype' } }, 'multicast'),
        DROP,
      ];
    case 'error-share': {
      const client = { payload: EMBEDDED_DESTINATION[family] };
      return [...arrives, isError, isInBucket(rule, client), ...TAKE];
    }
    case 'error-rest':
      return [...arrives, isError, DROP];
    case 'neighbours': {
      const types = ['nd-neighbor-solicit', 'nd-neighbor-advert'];
      return [...arrives, equals(field('icmpv6', 'type'), { set: types }), ACCEPT];
    }
    case 'sender':
      return [
        ...leaves,
        equals(field('arp', 'saddr ip'), ip),
        set(field('arp', 'saddr ether'), mac),
      ];
    case 'advertisement':
      return [...leaves, isFrom, ...rewriteOption('nd-neighbor-advert', 0x0201, ownMac, mac)];
    case 'solicitation':
      return [...leaves, isFrom, ...rewriteOption('nd-neighbor-solicit', 0x0101, ownMac, mac)];
    case 'jump':
      throw new RangeError('nft needs no jump: its chains are called by the kernel');
    default: {
      const never: never = rule.role;
      return never;
    }
  }
}

/**
 * The option with a hardware address in a Neighbour Advertisement or Solicitation (RFC 4861 sections
 * 4.3, 4.4 and 4.6.1): type and length at 24, address at 26. nft does not mend the checksum of ICMPv6;
 * the lower half of the reserved word at 4 takes what the sum has to stay the same, and receivers
 * ignore it.
 */
function rewriteOption(type: string, option: number, from: string, to: string): Expression[] {
  const address = octets(26, 6);
  return [
    equals(field('icmpv6', 'type'), type),
    equals(octets(24, 2), option),
    equals(address, numberOf(from)),
    set(address, numberOf(to)),
    set(octets(6, 2), checksumCompensation(from, to)),
  ];
}

/**
 * What a rule in a listing is for; undefined where it is not of our making. A part that was changed
 * by hand to something that we would not write comes out as missing.
 */
export function decodeRule({ comment = '', expr }: ListedRule): Rule | undefined {
  const said = readComment(comment);
  if (!said) return undefined;
  const matches = expr.flatMap((expression) => ('match' in expression ? [expression.match] : []));
  const right = (kind: string, key: string) =>
    (matches as unknown as Match[]).find(({ left }) => left?.[kind]?.key === key)?.right;
  const nic = right('meta', 'iifname') ?? right('meta', 'oifname');
  const hash = (matches as unknown as Match[]).flatMap((match) => decodeHash(match))[0];
  const mac = mangledTo(expr) ?? said.mac;
  return { ...said, mac, nic: typeof nic === 'string' ? nic : '', ...(hash && { hash }) };
}

interface Match {
  readonly op?: string;
  readonly left?: {
    readonly [kind: string]: {
      readonly key?: string;
      readonly mod?: number;
      readonly seed?: number;
    };
  };
  readonly right?: Json;
}

function decodeHash({ op, left, right }: Match): Hash[] {
  const jhash = left?.jhash;
  if (!jhash || op !== '==') return [];
  const { mod: total = 0, seed = 0 } = jhash;
  return [{ total, seed, buckets: bucketsIn(right).sort((a, b) => a - b) }];
}

/** A number, a range of numbers, or a set of both; nft counts from 0. */
function bucketsIn(value: Json | undefined): number[] {
  if (typeof value === 'number') return [value + 1];
  if (typeof value !== 'object' || value === null) return [];
  const { set: members, range } = value as { set?: readonly Json[]; range?: readonly number[] };
  if (members) return members.flatMap(bucketsIn);
  const [first = 0, last = -1] = range ?? [];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i + 1);
}

/** The hardware address that an ARP packet's sender is rewritten to. */
function mangledTo(expr: readonly Expression[]): string | undefined {
  for (const { mangle } of expr as readonly { mangle?: { key?: Expression; value?: Json } }[]) {
    const isSender = mangle?.key && 'payload' in mangle.key;
    if (isSender && typeof mangle.value === 'string') return mangle.value;
  }
  return undefined;
}

const ACCEPT: Expression = { accept: null };
const DROP: Expression = { drop: null };
/** Frames to a multicast address are not for us as TCP sees it; what is ours becomes a packet like any other. */
const TAKE = [set({ meta: { key: 'pkttype' } }, 'host'), ACCEPT];

function equals(left: Json, right: Json): Expression {
  return { match: { op: '==', left, right } };
}

function differs(left: Json, right: Json): Expression {
  return { match: { op: '!=', left, right } };
}

function set(key: Json, value: Json): Expression {
  return { mangle: { key, value } };
}

function field(protocol: string, name: string): Expression {
  return { payload: { protocol, field: name } };
}

/** Octets of the ICMPv6 message. */
function octets(offset: number, length: number): Expression {
  return { payload: { base: 'th', offset: offset * 8, len: length * 8 } };
}

function isInBucket({ role, hash }: Rule, client: Json): Expression {
  if (!hash) throw new RangeError(`a rule for ${role} needs buckets`);
  const { total: mod, seed, buckets } = hash;
  const numbers = buckets.map((bucket) => bucket - 1);
  return equals({ jhash: { mod, seed, expr: client } }, { set: numbers });
}

/** 48 bits are a number that nothing is lost of. */
function numberOf(mac: string): number {
  return Number.parseInt(mac.replaceAll(':', ''), 16);
}
