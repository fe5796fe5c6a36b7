/** The parameters of a shared address, as values. Undefined for text that is none. */

import {
  consistsOf,
  decimalNumber,
  hexNumber,
  isAnyOf,
  isDigit,
  isHexDigit,
  isLetter,
} from '../wire/characters.ts';
import { parseHardwareAddress } from '../wire/hardware-address.ts';
import { allOctets, octetAt } from '../wire/octets.ts';

/** How IPaddr2 could be told to spread the clients, before its rules were made with the cluster match. */
export const CLUSTER_HASHES: readonly string[] = [
  'sourceip',
  'sourceip-sourceport',
  'sourceip-sourceport-destport',
];

/** Of these, iptables' chains have the shortest names (XT_EXTENSION_MAXNAMELEN, with its NUL). */
const LONGEST_NAME = 28;
const LARGEST_SEED = 0xffffffff;

/** Six octets, of which the first has the lowest bit: multicast, but not to everybody. */
export function readMulticastHardwareAddress(text: string): Uint8Array | undefined {
  const pairs = text.split(':');
  const isOctet = (pair: string) => pair.length === 2 && consistsOf(pair, isHexDigit);
  if (pairs.length !== 6 || !pairs.every(isOctet)) return undefined;
  const octets = parseHardwareAddress(text);
  const isMulticast = (octetAt(octets, 0) & 1) === 1;
  const isBroadcast = allOctets(octets, 0xff);
  return isMulticast && !isBroadcast ? octets : undefined;
}

/** 0 is none: nft would choose one of its own on each host. */
export function readHashSeed(text: string): number | undefined {
  const value = hexNumber(text, 8) ?? decimalNumber(text, 10) ?? 0;
  return value >= 1 && value <= LARGEST_SEED ? value : undefined;
}

/** A name that every tool takes for a table's or a chain's, whatever its syntax. */
export function readFirewallName(text: string): string | undefined {
  const isName = isLetter(text.charCodeAt(0)) && consistsOf(text, isOfName);
  return isName && text.length <= LONGEST_NAME ? text : undefined;
}

function isOfName(code: number): boolean {
  return isLetter(code) || isDigit(code) || isAnyOf(code, '_.-');
}
