/**
 * Rules in nft's JSON (libnftables-json(5)): one object for each command, and one for each expression of
 * a rule.
 */
import type { Family } from '../../wire/ip-address.ts';
import { elements, member } from '../../wire/json.ts';
import { checksumCompensation, octetsToNumber } from './checksum-compensation.ts';
import { type Json, numberIn, textIn } from './json.ts';
import { commentOf, type Hash, type Rule, readComment } from './rule.ts';

export type Expression = { readonly [key: string]: Json };

export interface Chain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
}

/** A base chain of floatip. */
export interface BaseChain {
  readonly chain: Chain;
  readonly hook: 'prerouting' | 'output';
  readonly priority: number;
}

/** A rule in a listing. */
export interface ListedRule {
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly handle: number;
  /** Empty if the rule has no comment. */
  readonly comment: string;
  readonly expr: readonly unknown[];
}

/** Before connection tracking: packets that another host answers need no conntrack entry. */
const PRIORITY_RAW = -300;
const PRIORITY_FILTER = 0;

/** Limits the memory for a listing: rules of floatip have fewer buckets. */
const MAX_BUCKETS = 65_536;

/** Types of ICMP errors (RFC 792). */
const ICMP_ERRORS: readonly string[] = [
  'destination-unreachable',
  'source-quench',
  'redirect',
  'time-exceeded',
  'parameter-problem',
];
/** Types of ICMPv6 errors (RFC 4443). */
const ICMPV6_ERRORS: readonly string[] = [
  'destination-unreachable',
  'packet-too-big',
  'time-exceeded',
  'parameter-problem',
];

/**
 * The chains for the rules of an address: one for packets to the address, one for ARP or Neighbor Discovery
 * packets from it. In nft, arp is a separate family.
 */
export function chainsOf(family: Family, table: string, name: string): readonly BaseChain[] {
  const isIpv4 = family === 'inet';
  const input: Chain = { family: isIpv4 ? 'ip' : 'ip6', table, name };
  const output: Chain = isIpv4
    ? { family: 'arp', table, name }
    : { family: 'ip6', table, name: `${name}-output` };
  return [
    { chain: input, hook: 'prerouting', priority: PRIORITY_RAW },
    { chain: output, hook: 'output', priority: PRIORITY_FILTER },
  ];
}

export function encodeChain({ chain, hook, priority: prio }: BaseChain): Expression {
  const { family, table, name } = chain;
  return { family, table, name, type: 'filter', policy: 'accept', hook, prio };
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
  const isIpv4 = family === 'inet';
  const header = isIpv4 ? 'ip' : 'ip6';
  const arrives = [equals({ meta: { key: 'iifname' } }, nic), equals(field(header, 'daddr'), ip)];
  const leaves = equals({ meta: { key: 'oifname' } }, nic);
  const errors = isIpv4 ? ICMP_ERRORS : ICMPV6_ERRORS;
  const isError = equals(field(isIpv4 ? 'icmp' : 'icmpv6', 'type'), { set: errors });
  const isFrom = equals(field(header, 'saddr'), ip);
  switch (rule.role) {
    case 'share':
      return [...arrives, isInBucket(rule, field(header, 'saddr')), ...ACCEPT_AS_HOST];
    case 'rest':
      return [...arrives, DROP];
    case 'elsewhere':
      return [
        differs({ meta: { key: 'iifname' } }, nic),
        equals(field(header, 'daddr'), ip),
        equals({ meta: { key: 'pkttype' } }, 'multicast'),
        DROP,
      ];
    case 'error-share':
      return [
        ...arrives,
        isError,
        isInBucket(rule, embeddedDestination(family)),
        ...ACCEPT_AS_HOST,
      ];
    case 'error-rest':
      return [...arrives, isError, DROP];
    case 'neighbours': {
      const types = ['nd-neighbor-solicit', 'nd-neighbor-advert'];
      return [...arrives, equals(field('icmpv6', 'type'), { set: types }), ACCEPT];
    }
    case 'sender':
      return [leaves, equals(field('arp', 'saddr ip'), ip), set(field('arp', 'saddr ether'), mac)];
    case 'advertisement':
      return [leaves, isFrom, ...rewriteOption('nd-neighbor-advert', 0x0201, ownMac, mac)];
    case 'solicitation':
      return [leaves, isFrom, ...rewriteOption('nd-neighbor-solicit', 0x0101, ownMac, mac)];
    case 'jump':
      throw new RangeError('nft needs no jump: the kernel calls its base chains');
    default:
      throw new RangeError(`nft has no rule for ${rule.role}`);
  }
}

/**
 * Rewrites the link-layer address option of a Neighbor Advertisement or Solicitation (RFC 4861 sections 4.3,
 * 4.4 and 4.6.1): type and length at offset 24, address at 26. nft does not update the ICMPv6 checksum: a value
 * in the lower half of the reserved word at offset 4, which receivers ignore, keeps it valid.
 */
function rewriteOption(type: string, option: number, from: string, to: string): Expression[] {
  const address = octets(26, 6);
  return [
    equals(field('icmpv6', 'type'), type),
    equals(octets(24, 2), option),
    equals(address, octetsToNumber(from.split(':'))),
    set(address, octetsToNumber(to.split(':'))),
    set(octets(6, 2), checksumCompensation(from, to)),
  ];
}

/** @throws Error if the value is not a rule as nft lists it */
export function readRule(value: unknown): ListedRule {
  const comment = member(value, 'comment');
  return {
    family: textIn(value, 'family'),
    table: textIn(value, 'table'),
    chain: textIn(value, 'chain'),
    handle: numberIn(value, 'handle'),
    comment: typeof comment === 'string' ? comment : '',
    expr: elements(member(value, 'expr')),
  };
}

/** @throws Error if the value is not a chain as nft lists it */
export function readChain(value: unknown): Chain {
  return {
    family: textIn(value, 'family'),
    table: textIn(value, 'table'),
    name: textIn(value, 'name'),
  };
}

/**
 * Decodes a rule of a listing; undefined if floatip did not make it. Omits parts that were changed by hand to a
 * form that floatip does not write.
 */
export function decodeRule({ comment, expr }: ListedRule): Rule | undefined {
  const said = readComment(comment);
  if (!said) return undefined;
  const { ip, role, ownMac } = said;
  const nic = matchedName(expr, 'iifname') ?? matchedName(expr, 'oifname') ?? '';
  return { ip, role, nic, mac: mangledTo(expr) ?? said.mac, ownMac, hash: hashIn(expr) };
}

/** The name of the interface that a rule matches. */
function matchedName(expr: readonly unknown[], key: string): string | undefined {
  for (const expression of expr) {
    const match = member(expression, 'match');
    const name = member(match, 'right');
    const meta = member(member(match, 'left'), 'meta');
    if (member(meta, 'key') === key) return typeof name === 'string' ? name : undefined;
  }
  return undefined;
}

function hashIn(expr: readonly unknown[]): Hash | undefined {
  for (const expression of expr) {
    const match = member(expression, 'match');
    const jhash = member(member(match, 'left'), 'jhash');
    if (jhash === undefined || member(match, 'op') !== '==') continue;
    const total = numberOr(member(jhash, 'mod'), 0);
    const seed = numberOr(member(jhash, 'seed'), 0);
    const buckets = bucketsIn(member(match, 'right'));
    return { total, seed, buckets: buckets.sort((a, b) => a - b) };
  }
  return undefined;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

/** A number, a range of numbers, or a set of both. */
function bucketsIn(value: unknown): number[] {
  const buckets: number[] = [];
  const set = member(value, 'set');
  if (set === undefined) pushBuckets(buckets, value);
  else for (const one of elements(set)) pushBuckets(buckets, one);
  return buckets;
}

/** nft numbers buckets from 0. */
function pushBuckets(buckets: number[], value: unknown): void {
  if (typeof value === 'number') buckets.push(value + 1);
  const range = elements(member(value, 'range'));
  const first = numberOr(range[0], 0);
  const last = numberOr(range[1], -1);
  // From 2^53 on, adding 1 may not change a number: the loop would not end.
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last)) return;
  if (buckets.length + last - first >= MAX_BUCKETS) return;
  for (let number = first; number <= last; number++) buckets.push(number + 1);
}

/** The hardware address that a rule writes into ARP packets. */
function mangledTo(expr: readonly unknown[]): string | undefined {
  for (const expression of expr) {
    const mangle = member(expression, 'mangle');
    const value = member(mangle, 'value');
    const isField = member(member(mangle, 'key'), 'payload') !== undefined;
    if (isField && typeof value === 'string') return value;
  }
  return undefined;
}

const ACCEPT: Expression = { accept: null };
const DROP: Expression = { drop: null };
/** Sets the packet type to PACKET_HOST and accepts: TCP ignores packets of type PACKET_MULTICAST. */
const ACCEPT_AS_HOST: readonly Expression[] = [set({ meta: { key: 'pkttype' } }, 'host'), ACCEPT];

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

/** Octets of an ICMP or ICMPv6 message. */
function octets(offset: number, length: number): Expression {
  return { payload: { base: 'th', offset: offset * 8, len: length * 8 } };
}

/**
 * The client's address in an ICMP error. After 8 octets, the error contains the packet to the client that
 * caused it. The destination address is at offset 16 of an IPv4 header, and at offset 24 of an IPv6 header.
 */
function embeddedDestination(family: Family): Expression {
  return family === 'inet' ? octets(8 + 16, 4) : octets(8 + 24, 16);
}

function isInBucket({ role, hash }: Rule, client: Json): Expression {
  if (!hash) throw new RangeError(`a rule for ${role} needs buckets`);
  const { total: mod, seed, buckets } = hash;
  const numbers = buckets.map((bucket) => bucket - 1);
  return equals({ jhash: { mod, seed, expr: client } }, { set: numbers });
}
