/** Parses the values of parameters (undefined if invalid), and checks addresses. */

import { ipAddressFromBytes } from '../linux/ip-text.ts';
import {
  consistsOf,
  decimalNumber,
  hexNumber,
  isAnyOf,
  isDigit,
  isHexDigit,
  isLetter,
  isSpace,
  wordsOf,
} from '../wire/characters.ts';
import { parseHardwareAddress } from '../wire/hardware-address.ts';
import { INFINITY_LIFE_TIME } from '../wire/ifaddrmsg.ts';
import {
  type IpAddress,
  isLoopbackAddress,
  networkRole,
  withHostBits,
} from '../wire/ip-address.ts';
import { allOctets, octetAt } from '../wire/octets.ts';
import { encodeUtf8 } from '../wire/utf8.ts';
import { quotedText } from './quote.ts';

/** Characters of a label, interface name and colon included (IFNAMSIZ - 1). */
export const MAX_LABEL_LENGTH = 15;
/** Octets of an interface's alternative name (ALTIFNAMSIZ - 1). */
const MAX_NIC_LENGTH = 127;
/** Octets of a file name (NAME_MAX). */
const MAX_FILE_NAME_LENGTH = 255;
/** Characters of the name of a chain of iptables (XT_EXTENSION_MAXNAMELEN - 1); nft allows more. */
const MAX_FIREWALL_NAME_LENGTH = 28;
/** Seconds. */
const MAX_LATE_ROUND = 3600;
const MAX_LATE_ROUNDS = 16;
const MAX_INTEGER = 0x7fffffff;
const MAX_SEED = 0xffffffff;

/** The words that ocf_is_true of ocf-shellfuncs reads as true. */
const TRUE = ['yes', 'true', '1', 'YES', 'TRUE', 'True', 'ja', 'on', 'ON'];
/** ocf_is_true reads every other word, even `Yes`, as false; here other words are errors. */
const FALSE = ['no', 'false', '0', 'NO', 'FALSE', 'False', 'nein', 'off', 'OFF', 'No'];

export const BOOLEAN_SPELLINGS = `${TRUE.join(', ')} or ${FALSE.join(', ')}`;

export function readBoolean(text: string): boolean | undefined {
  if (TRUE.includes(text)) return true;
  return FALSE.includes(text) ? false : undefined;
}

/** A decimal number from `minimum` to `maximum`. */
export function readInteger(
  text: string,
  minimum: number,
  maximum = MAX_INTEGER,
): number | undefined {
  const value = decimalNumber(text, 10) ?? -1;
  return value >= minimum && value <= maximum ? value : undefined;
}

/** A number from 1 to `bits`. No leading zero: iproute2 would read an octal number. */
export function readPrefixLength(text: string, bits: number): number | undefined {
  const value = text.startsWith('0') ? 0 : (decimalNumber(text, 3) ?? 0);
  return value >= 1 && value <= bits ? value : undefined;
}

/** Seconds, or `forever`. */
export function readLifetime(text: string): number | undefined {
  if (text === 'forever') return INFINITY_LIFE_TIME;
  const seconds = decimalNumber(text, 10);
  return seconds !== undefined && seconds <= INFINITY_LIFE_TIME ? seconds : undefined;
}

/** Seconds after start, separated by commas, ascending; 0 for none. */
export function readLateRounds(text: string): number[] | undefined {
  const times: number[] = [];
  for (const word of text.split(',')) {
    const seconds = decimalNumber(word.trim(), 4);
    if (seconds === undefined || seconds > MAX_LATE_ROUND) return undefined;
    if (seconds > 0 && !times.includes(seconds)) times.push(seconds);
    if (times.length > MAX_LATE_ROUNDS) return undefined;
  }
  return times.sort((a, b) => a - b);
}

/** A name or alternative name, as dev_valid_name() of the kernel accepts them. */
export function isInterfaceName(text: string): boolean {
  const isOfName = (code: number) => code !== 0 && code !== 0x2f && code !== 0x3a && !isSpace(code);
  const fits = text.length > 0 && encodeUtf8(text).length <= MAX_NIC_LENGTH;
  return fits && !isDots(text) && consistsOf(text, isOfName);
}

/** A file name in /run/netns: no slash, no NUL, not `.` or `..`. */
export function isNamespaceName(text: string): boolean {
  const isPath = text.includes('/') || text.includes('\0') || isDots(text);
  return !isPath && encodeUtf8(text).length <= MAX_FILE_NAME_LENGTH;
}

/** The part of a label after the colon: printable ASCII without space and slash. */
export function isLabel(text: string): boolean {
  return text !== '' && consistsOf(text, (code) => code >= 0x21 && code <= 0x7e && code !== 0x2f);
}

/** @param label with the interface's name and the colon */
export function labelTooLong(label: string): string {
  const maximum = `the maximum is ${MAX_LABEL_LENGTH}`;
  return `is too long; the label ${quotedText(label)} has ${label.length} characters, ${maximum}`;
}

/** Six octets: a multicast address (lowest bit of the first octet set), but not broadcast. */
export function readMulticastHardwareAddress(text: string): Uint8Array | undefined {
  const pairs = text.split(':');
  const isOctet = (pair: string) => pair.length === 2 && consistsOf(pair, isHexDigit);
  if (pairs.length !== 6 || !pairs.every(isOctet)) return undefined;
  const octets = parseHardwareAddress(text);
  const isMulticast = (octetAt(octets, 0) & 1) === 1;
  return isMulticast && !allOctets(octets, 0xff) ? octets : undefined;
}

/** A number from 1 to 4294967295. With 0, nft would choose a random seed on each host. */
export function readHashSeed(text: string): number | undefined {
  const value = hexNumber(text, 8) ?? decimalNumber(text, 10) ?? 0;
  return value >= 1 && value <= MAX_SEED ? value : undefined;
}

/** A name that nft and iptables both accept for a table or chain. */
export function isFirewallName(text: string): boolean {
  const isOfName = (code: number) => isLetter(code) || isDigit(code) || isAnyOf(code, '_.-');
  const fits = text.length <= MAX_FIREWALL_NAME_LENGTH && isLetter(text.charCodeAt(0));
  return fits && consistsOf(text, isOfName);
}

export interface SendArpOptions {
  /** The arp_type that the options select. */
  readonly type: 'request' | 'reply' | undefined;
  /** Options without effect. */
  readonly others: readonly string[];
}

/** Like arping(8) of iputils: `-A` selects replies, even together with `-U`, which IPaddr2 always adds. */
export function readSendArpOptions(text: string): SendArpOptions {
  const words = wordsOf(text);
  const others = words.filter((word) => word !== '-A' && word !== '-U');
  if (words.includes('-A')) return { type: 'reply', others };
  return { type: words.includes('-U') ? 'request' : undefined, others };
}

function isDots(text: string): boolean {
  return text === '.' || text === '..';
}

/** Whether the address is unicast. False for ::1, which each host has: stop would remove it from lo. */
export function isUnicast(ip: IpAddress): boolean {
  const { family, bytes } = ip;
  const first = octetAt(bytes, 0);
  if (family === 'inet6') return first !== 0xff && !allOctets(bytes, 0) && !isLoopbackAddress(ip);
  // 0.0.0.0/8 is "this network" (RFC 1122 section 3.2.1.3), 224.0.0.0/4 multicast.
  return first !== 0 && (first < 224 || first > 239) && !allOctets(bytes, 255);
}

/**
 * Why no host can have the address in a network of that prefix length: `is the broadcast address of
 * 192.0.2.0/24; …`. Undefined for an ordinary host address.
 */
export function hostAddressProblem(ip: IpAddress, prefixLength: number): string | undefined {
  const role = networkRole(ip, prefixLength);
  if (role === undefined) return undefined;
  const network = `${ipAddressFromBytes(withHostBits(ip.bytes, prefixLength, 0)).text}/${prefixLength}`;
  const reason = ip.family === 'inet' ? 'neighbours do not send ARP for it' : 'routers have it too';
  return `is the ${role} of ${network}; ${reason}; choose the address of a host`;
}
