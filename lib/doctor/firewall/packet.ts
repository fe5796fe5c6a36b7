/** A packet, as far as its fields are known, and whether it satisfies a condition of a rule. */
import { parseIpAddress } from '../../linux/ip-text.ts';
import { decimalNumber } from '../../wire/characters.ts';
import { sameBytes, samePrefix } from '../../wire/ip-address.ts';
import { octetAt } from '../../wire/octets.ts';
import type { MapEntry, Operand, Ruleset, Step, Verdict } from './ruleset.ts';

/** `maybe`: it depends on something that is not known. */
export type Answer = 'yes' | 'no' | 'maybe';

export type PacketKind = 'neighbour' | 'ping' | 'tcp' | 'udp';

export class Packet {
  /** For a message: `TCP packets to port 80`. */
  readonly name: string;
  readonly kind: PacketKind;
  readonly direction: 'in' | 'out';
  readonly network: 'arp' | 'ip' | 'ip6';
  /** The port of this host; 0 if it is not known. */
  readonly port: number;
  /** The protocols of the packet: a condition on a field of another one is false. */
  readonly protocols: readonly string[];
  readonly #values: ReadonlyMap<string, string>;
  /** The fields with the virtual IP: `ip daddr`. */
  readonly #own: readonly string[];

  constructor(
    about: {
      readonly name: string;
      readonly kind: PacketKind;
      readonly direction: 'in' | 'out';
      readonly network: 'arp' | 'ip' | 'ip6';
      readonly port: number;
      readonly protocols: readonly string[];
      readonly own: readonly string[];
    },
    values: ReadonlyMap<string, string>,
  ) {
    this.name = about.name;
    this.kind = about.kind;
    this.direction = about.direction;
    this.network = about.network;
    this.port = about.port;
    this.protocols = about.protocols;
    this.#own = about.own;
    this.#values = values;
  }

  value(field: string): string | undefined {
    return this.#values.get(field);
  }

  /** Whether the field contains the virtual IP. */
  isOwn(field: string): boolean {
    return this.#own.includes(field);
  }

  /** Whether the packet has the field; its value may not be known. */
  mayHave(field: string): boolean {
    const protocol = field.slice(0, field.indexOf(' '));
    return !protocols().includes(protocol) || this.protocols.includes(protocol);
  }
}

/** Protocols whose fields only their packets have. */
function protocols(): readonly string[] {
  return [
    'ip',
    'ip6',
    'arp',
    'icmp',
    'icmpv6',
    'igmp',
    'tcp',
    'udp',
    'udplite',
    'sctp',
    'dccp',
    'ah',
    'esp',
    'comp',
    'th',
    'vlan',
    'frag',
    'hbh',
    'rt',
    'dst',
    'mh',
  ];
}

export function satisfies(packet: Packet, step: Step, { sets }: Ruleset): Answer {
  const { field, operands, negated } = step;
  if (field === '') return 'maybe';
  if (!packet.mayHave(field)) return 'no';
  const value = packet.value(field);
  if (value === undefined) return 'maybe';
  let answer: Answer = 'no';
  for (const operand of operands) {
    const one = operand.text.startsWith('@')
      ? isElement(value, sets.get(operand.text.slice(1)))
      : equals(value, operand);
    if (one === 'yes') answer = 'yes';
    if (one === 'maybe' && answer === 'no') answer = 'maybe';
  }
  return negated ? opposite(answer) : answer;
}

/** The verdict of a map; undefined if no entry fits, or the field is not known. */
export function verdictOf(
  packet: Packet,
  field: string,
  entries: readonly MapEntry[],
): Verdict | undefined {
  const value = packet.value(field);
  if (value === undefined) return undefined;
  for (const { operand, verdict } of entries) if (equals(value, operand) === 'yes') return verdict;
  return undefined;
}

function opposite(answer: Answer): Answer {
  if (answer === 'maybe') return 'maybe';
  return answer === 'yes' ? 'no' : 'yes';
}

function isElement(value: string, elements: readonly Operand[] | undefined): Answer {
  if (!elements) return 'maybe';
  for (const element of elements) if (equals(value, element) === 'yes') return 'yes';
  return 'no';
}

/** Interface names may end with an asterisk; states and flags are lists of words. */
function equals(value: string, { text, last, prefix }: Operand): Answer {
  if (value === text) return 'yes';
  if (text.endsWith('*') && text.length > 1) {
    return value.startsWith(text.slice(0, -1)) ? 'yes' : 'no';
  }
  if (prefix >= 0) {
    const a = parseIpAddress(value);
    const b = parseIpAddress(text);
    if (!a || !b || a.family !== b.family) return 'no';
    return samePrefix(a.bytes, b.bytes, prefix) ? 'yes' : 'no';
  }
  if (last !== '') return isBetween(value, text, last) ? 'yes' : 'no';
  if (!text.includes(':') && !text.includes('.')) return sameName(value, text) ? 'yes' : 'no';
  const a = parseIpAddress(value);
  const b = parseIpAddress(text);
  return a && b && sameBytes(a.bytes, b.bytes) ? 'yes' : 'no';
}

/** Names that tools write in several ways: numbers of protocols, EtherTypes and address families. */
function sameNames(): readonly (readonly string[])[] {
  return [
    ['ip', 'ipv4', '0x0800', '2048', '2'],
    ['ip6', 'ipv6', '0x86dd', '34525', '10'],
    ['arp', '0x0806', '2054'],
    ['tcp', '6'],
    ['udp', '17'],
    ['icmp', '1'],
    ['icmpv6', 'ipv6-icmp', 'ipv6-icmp6', '58'],
    ['request', '1'],
    ['reply', '2'],
    ['echo-request', '8', '128'],
    ['nd-neighbor-solicit', '135', 'neighbour-solicitation', 'neighbor-solicitation'],
    ['nd-neighbor-advert', '136', 'neighbour-advertisement', 'neighbor-advertisement'],
    ['host', 'unicast'],
  ];
}

function sameName(value: string, text: string): boolean {
  const lower = text.toLowerCase();
  if (value === lower) return true;
  return sameNames().some((names) => names.includes(value) && names.includes(lower));
}

const MAX_DIGITS = 10;

function isBetween(value: string, first: string, last: string): boolean {
  const number = decimalNumber(value, MAX_DIGITS);
  if (number !== undefined) {
    return number >= Number(first) && number <= Number(last);
  }
  const a = parseIpAddress(value);
  const from = parseIpAddress(first);
  const to = parseIpAddress(last);
  if (!a || !from || !to || a.family !== from.family || a.family !== to.family) return false;
  return !isLess(a.bytes, from.bytes) && !isLess(to.bytes, a.bytes);
}

function isLess(a: Uint8Array, b: Uint8Array): boolean {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const difference = octetAt(a, at) - octetAt(b, at);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
