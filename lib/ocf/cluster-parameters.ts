/** The parameters of a shared address, as values. Undefined for text that is none. */

import { parseHardwareAddress } from '../wire/hardware-address.ts';

/** How IPaddr2 could be told to spread the clients, before its rules were made with the cluster match. */
export const CLUSTER_HASHES = [
  'sourceip',
  'sourceip-sourceport',
  'sourceip-sourceport-destport',
] as const;

/** Of these, iptables' chains have the shortest names (XT_EXTENSION_MAXNAMELEN, with its NUL). */
const LONGEST_NAME = 28;
const LARGEST_SEED = 0xffffffff;

/** Six octets, of which the first has the lowest bit: multicast, but not to everybody. */
export function readMulticastHardwareAddress(text: string): Uint8Array | undefined {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text)) return undefined;
  const octets = parseHardwareAddress(text);
  const isMulticast = ((octets[0] ?? 0) & 1) === 1;
  const isBroadcast = octets.every((octet) => octet === 0xff);
  return isMulticast && !isBroadcast ? octets : undefined;
}

/** 0 is none: nft would choose one of its own on each host. */
export function readHashSeed(text: string): number | undefined {
  const value = /^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text) ? Number(text) : 0;
  return value >= 1 && value <= LARGEST_SEED ? value : undefined;
}

/** A name that every tool takes for a table's or a chain's, whatever its syntax. */
export function readFirewallName(text: string): string | undefined {
  const isName = /^[A-Za-z][A-Za-z0-9_.-]*$/.test(text) && text.length <= LONGEST_NAME;
  return isName ? text : undefined;
}
