/**
 * From the environment's text to a typed request. Every fault becomes one line that names the
 * parameter and its value and says what would be right; what to make of it is the action's business.
 */

import {
  type NamedParameter,
  PARAMETER_NAMES,
  type ParameterName,
  parameterOf,
} from '../../ocf-metadata/parameters.ts';
import { ipAddressFromBytes, parseIpAddress } from '../linux/ip-text.ts';
import { consistsOf, decimalNumber, isSpace } from '../wire/characters.ts';
import { INFINITY_LIFE_TIME } from '../wire/ifaddrmsg.ts';
import {
  addressBits,
  type IpAddress,
  isIpv4Mapped,
  isLinkLocal,
  isLoopbackAddress,
  prefixLengthOfNetmask,
  sameBytes,
} from '../wire/ip-address.ts';
import { allOctets, octetAt } from '../wire/octets.ts';
import { ARP_SENDERS, readSendArpOptions } from './arp-sender.ts';
import { BOOLEAN_SPELLINGS, readBoolean } from './boolean.ts';
import {
  instanceAddress,
  instanceNumber,
  isGloballyUnique,
  leavesNetwork,
} from './clone-instance.ts';
import {
  CLUSTER_HASHES,
  readFirewallName,
  readHashSeed,
  readMulticastHardwareAddress,
} from './cluster-parameters.ts';
import type { Variables } from './environment.ts';
import { quoted, quotedText } from './quote.ts';
import {
  ARP_TYPES,
  type ArpType,
  type BroadcastRule,
  FIREWALL_CHOICES,
  type FirewallChoice,
  type VipRequest,
} from './request.ts';
import { readRouteProtocol } from './route-protocol.ts';
import { isPlainClone, mayBeShared } from './shared-clone.ts';
import { notOfHost } from './unreachable.ts';

/** The parameters, with `ip` undefined where none could be read. */
export type ReadRequest = Omit<VipRequest, 'ip'> & { readonly ip: IpAddress | undefined };

export interface ReadParameters {
  readonly request: ReadRequest;
  /** What is malformed or contradicts itself; the request has the default in its place. */
  readonly problems: readonly string[];
  /** What is understood but should be written differently. */
  readonly warnings: readonly string[];
}

/** Longest label, interface name and colon included (IFNAMSIZ - 1). */
export const LONGEST_LABEL = 15;
/** Longest alternative name of an interface in octets (ALTIFNAMSIZ - 1). */
const LONGEST_NIC = 127;
/** NAME_MAX. */
const LONGEST_FILE_NAME = 255;
const LARGEST_INTEGER = 0x7fffffff;
/** Of the policy table's default entries none has it. */
const DEFAULT_ADDRESS_LABEL = 99;

/** What is read so far, with the defaults, as the table of parameters documents them: a test compares the two. */
class Draft {
  ip: IpAddress | undefined = undefined;
  baseIp: IpAddress | undefined = undefined;
  nic: string | undefined = undefined;
  isPlainClone = false;
  prefixLength: number | undefined = undefined;
  broadcast: BroadcastRule | undefined = undefined;
  label: string | undefined = undefined;
  routeProtocol: number | undefined = undefined;
  noPrefixRoute = false;
  skipDetection = false;
  preferredLifetime = INFINITY_LIFE_TIME;
  addressLabel: number | undefined = undefined;
  flushRoutes = false;
  lvsSupport = false;
  checkLinkStatus = true;
  probe = false;
  networkNamespace: string | undefined = undefined;
  arpCount = 5;
  refreshCount = 0;
  arpInterval = 200;
  arpType: ArpType = 'both';
  arpInBackground = true;
  firewall: FirewallChoice = 'auto';
  table = 'floatip';
  chain = 'clusterip';
  hashSeed: number | undefined = undefined;
  hardwareAddress: Uint8Array | undefined = undefined;
  mangles = true;
  readonly problems: string[] = [];
  readonly warnings: string[] = [];

  request(): ReadRequest {
    return {
      ip: this.ip,
      baseIp: this.baseIp,
      nic: this.nic,
      isPlainClone: this.isPlainClone,
      prefixLength: this.prefixLength,
      broadcast: this.broadcast,
      label: this.label,
      routeProtocol: this.routeProtocol,
      noPrefixRoute: this.noPrefixRoute,
      skipDetection: this.skipDetection,
      preferredLifetime: this.preferredLifetime,
      addressLabel: this.addressLabel,
      flushRoutes: this.flushRoutes,
      lvsSupport: this.lvsSupport,
      checkLinkStatus: this.checkLinkStatus,
      probe: this.probe,
      networkNamespace: this.networkNamespace,
      announcement: {
        count: this.arpCount,
        refreshCount: this.refreshCount,
        interval: this.arpInterval,
        type: this.arpType,
        background: this.arpInBackground,
      },
      cluster: {
        firewall: this.firewall,
        table: this.table,
        chain: this.chain,
        seed: this.hashSeed,
        hardwareAddress: this.hardwareAddress,
        mangles: this.mangles,
      },
    };
  }
}

function problem(draft: Draft, name: string, value: string, whatIsRight: string): void {
  draft.problems.push(`${quoted(name, value)}: ${whatIsRight}`);
}

function noEffect(draft: Draft, name: string, value: string, when: string): void {
  draft.warnings.push(`${quoted(name, value)} has no effect ${when}`);
}

/**
 * Puts a value that is set into the draft; a malformed one leaves it as it was. Called in the order of the
 * table: `ip` comes first.
 */
function readValue(draft: Draft, name: ParameterName, text: string, variables: Variables): void {
  switch (name) {
    case 'ip':
      readIp(draft, text);
      break;
    case 'nic':
      readNic(draft, text);
      break;
    case 'cidr_netmask':
      readNetmask(draft, 'cidr_netmask', text);
      break;
    case 'broadcast': {
      const address = parseIpAddress(text);
      if (text === '+') draft.broadcast = 'set-host-bits';
      else if (text === '-') draft.broadcast = 'clear-host-bits';
      // For the kernel, 0.0.0.0 is the same as none.
      else if (address?.family === 'inet' && !allOctets(address.bytes, 0))
        draft.broadcast = address;
      else problem(draft, 'broadcast', text, 'must be the broadcast address of a network, + or -');
      break;
    }
    case 'iflabel':
      // A label in nic was there first, and IPaddr2 lets it win.
      if (draft.label === undefined) readLabel(draft, 'iflabel', text, text);
      else noEffect(draft, 'iflabel', text, 'beside the label in nic');
      break;
    case 'proto':
      draft.routeProtocol = readRouteProtocol(text);
      if (draft.routeProtocol === undefined) {
        problem(
          draft,
          'proto',
          text,
          'must be from 0 to 255, or a name from rt_protos, such as kernel',
        );
      }
      break;
    case 'arp_count':
      draft.arpCount = readInteger(draft, 'arp_count', text, 1) ?? draft.arpCount;
      break;
    case 'arp_interval':
      draft.arpInterval = readInteger(draft, 'arp_interval', text, 1) ?? draft.arpInterval;
      break;
    case 'arp_type': {
      const type = ARP_TYPES.find((known) => known === text);
      if (type) draft.arpType = type;
      else problem(draft, 'arp_type', text, `must be one of ${ARP_TYPES.join(', ')}`);
      break;
    }
    case 'arp_count_refresh':
      draft.refreshCount = readInteger(draft, 'arp_count_refresh', text, 0) ?? draft.refreshCount;
      break;
    case 'arp_bg':
      draft.arpInBackground = readFlag(draft, 'arp_bg', text) ?? draft.arpInBackground;
      break;
    case 'run_arping':
      draft.probe = readFlag(draft, 'run_arping', text) ?? draft.probe;
      break;
    case 'check_link_status':
      draft.checkLinkStatus = readFlag(draft, 'check_link_status', text) ?? draft.checkLinkStatus;
      break;
    case 'noprefixroute':
      draft.noPrefixRoute = readFlag(draft, 'noprefixroute', text) ?? draft.noPrefixRoute;
      break;
    case 'nodad':
      draft.skipDetection = readFlag(draft, 'nodad', text) ?? draft.skipDetection;
      break;
    case 'preferred_lft': {
      const seconds = text === 'forever' ? INFINITY_LIFE_TIME : wholeNumber(text);
      if (seconds <= INFINITY_LIFE_TIME) draft.preferredLifetime = seconds;
      else problem(draft, 'preferred_lft', text, 'must be a number of seconds, or forever');
      break;
    }
    case 'lvs_ipv6_addrlabel':
      if (readFlag(draft, 'lvs_ipv6_addrlabel', text) === false) draft.addressLabel = undefined;
      break;
    case 'lvs_ipv6_addrlabel_value': {
      const label = readInteger(draft, 'lvs_ipv6_addrlabel_value', text, 0);
      if (draft.addressLabel !== undefined) draft.addressLabel = label ?? draft.addressLabel;
      else noEffect(draft, 'lvs_ipv6_addrlabel_value', text, 'while lvs_ipv6_addrlabel is false');
      break;
    }
    case 'flush_routes':
      draft.flushRoutes = readFlag(draft, 'flush_routes', text) ?? draft.flushRoutes;
      break;
    case 'lvs_support': {
      const wanted = readFlag(draft, 'lvs_support', text) ?? draft.lvsSupport;
      draft.lvsSupport = wanted && draft.ip?.family !== 'inet6';
      if (wanted && !draft.lvsSupport) {
        problem(draft, 'lvs_support', text, 'is for IPv4 addresses only; leave it out');
      }
      break;
    }
    case 'arp_sender': {
      const type = ARP_SENDERS.get(text);
      if (!type) {
        const known = [...ARP_SENDERS.keys()].join(', ');
        problem(draft, 'arp_sender', text, `must be a program that IPaddr2 runs; one of ${known}`);
        return;
      }
      const better = draft.ip?.family === 'inet6' ? '' : `, or write it as arp_type=${type}`;
      const advice = `no other program is run; please leave it out${better}`;
      draft.warnings.push(`${quoted('arp_sender', text)}: ${advice}`);
      break;
    }
    case 'send_arp_opts':
      readSendArpOpts(draft, text, variables);
      break;
    case 'unique_clone_address':
      if (readFlag(draft, 'unique_clone_address', text)) takeInstanceAddress(draft, variables);
      break;
    case 'clusterip_firewall': {
      const choice = FIREWALL_CHOICES.find((known) => known === text);
      if (choice) draft.firewall = choice;
      else
        problem(draft, 'clusterip_firewall', text, `must be one of ${FIREWALL_CHOICES.join(', ')}`);
      break;
    }
    case 'clusterip_hash_seed':
      draft.hashSeed = readHashSeed(text);
      if (draft.hashSeed === undefined) {
        problem(draft, 'clusterip_hash_seed', text, 'must be from 1 to 4294967295 (0xffffffff)');
      }
      break;
    case 'mac':
      draft.hardwareAddress = readMulticastHardwareAddress(text);
      if (!draft.hardwareAddress) {
        const example = 'six octets, the first of them odd, such as 01:00:5e:00:01:0a';
        problem(draft, 'mac', text, `must be a multicast hardware address; ${example}`);
      }
      break;
    case 'clusterip_mac_mangle':
      draft.mangles = readFlag(draft, 'clusterip_mac_mangle', text) ?? draft.mangles;
      break;
    case 'clusterip_table':
      draft.table = readName(draft, 'clusterip_table', text) ?? draft.table;
      break;
    case 'clusterip_chain':
      draft.chain = readName(draft, 'clusterip_chain', text) ?? draft.chain;
      break;
    case 'clusterip_hash':
      if (!CLUSTER_HASHES.some((known) => known === text)) {
        const known = CLUSTER_HASHES.join(', ');
        problem(
          draft,
          'clusterip_hash',
          text,
          `must be a hash that IPaddr2 knows; one of ${known}`,
        );
      } else if (text !== 'sourceip') {
        const instead = 'clients are told from each other by their address alone';
        draft.warnings.push(`${quoted('clusterip_hash', text)}: ${instead}, as with sourceip`);
      }
      break;
    case 'network_namespace': {
      // It becomes part of a path.
      const isName =
        octets(text) <= LONGEST_FILE_NAME &&
        !text.includes('/') &&
        !text.includes('\0') &&
        !isDots(text);
      if (isName) draft.networkNamespace = text;
      else problem(draft, 'network_namespace', text, 'must be a name from "ip netns list"');
      break;
    }
  }
}

/** The parameters to read, where not all of them matter. */
export interface Selection {
  readonly needed: readonly ParameterName[];
  /** What an address is compared with, if it is well-formed: nothing was ever started with one that is not. */
  readonly compared: readonly ParameterName[];
}

/** Parameters that are not set, or empty, keep their defaults and cost no time. */
export function readParameters(variables: Variables, only?: Selection): ReadParameters {
  const draft = new Draft();
  const shared = mayBeShared(variables);
  draft.isPlainClone = isPlainClone(variables);
  for (const name of PARAMETER_NAMES) {
    const text = variables[`OCF_RESKEY_${name}`];
    if (!text) continue;
    const isCompared = only?.compared.includes(name) === true;
    if (only && !isCompared && !only.needed.includes(name)) continue;
    const parameter = parameterOf(name);
    const problems = draft.problems.length;
    if (!isWellFormed(text)) {
      problem(draft, name, text, NOT_UTF8);
    } else if (parameter.shared && !shared) {
      // A look at an address needs nothing of this.
      if (!only) readInVain(draft, parameter, text, variables);
    } else if (!parameter.family || parameter.family === draft.ip?.family) {
      readValue(draft, name, text, variables);
    } else if (draft.ip && text !== parameter.default) {
      noEffect(draft, name, text, OTHER_FAMILY);
    }
    if (isCompared) draft.problems.length = problems;
  }
  // An early IPaddr2 called it so, and configurations of that time are still in use.
  const alias = variables.OCF_RESKEY_netmask;
  const isRead = !only || only.compared.includes('cidr_netmask');
  if (alias && isRead && !variables.OCF_RESKEY_cidr_netmask) {
    const problems = draft.problems.length;
    if (isWellFormed(alias)) readNetmask(draft, 'netmask', alias);
    else problem(draft, 'netmask', alias, NOT_UTF8);
    if (only) draft.problems.length = problems;
  }
  if (draft.baseIp && !only) checkInstanceAddress(draft, variables);
  if (!only) checkHostAddress(draft, variables);
  if (!variables.OCF_RESKEY_ip) {
    draft.problems.push('ip is not set: it must be the virtual IP address, such as 192.0.2.10');
  }
  warnOfSingleRounds(draft, variables);
  const ip = draft.ip;
  if (ip && isLinkLocal(ip) && !variables.OCF_RESKEY_nic) {
    const reason = 'is link-local, so that it could be on any interface; set nic';
    problem(draft, 'ip', ip.text, reason);
    draft.ip = undefined;
  }
  return { request: draft.request(), problems: draft.problems, warnings: draft.warnings };
}

/** What is said of the rounds after the first means nothing where there are none. */
function warnOfSingleRounds(draft: Draft, variables: Variables): void {
  if (draft.arpCount > 1 || draft.refreshCount > 1) return;
  for (const name of ['arp_interval', 'arp_bg']) {
    const text = variables[`OCF_RESKEY_${name}`];
    if (text) noEffect(draft, name, text, 'on a single round');
  }
}

/**
 * A parameter of shared addresses on one that is not. validate-all cannot know what it will be, and
 * refuses what is malformed; so that there is one answer, everybody does.
 */
function readInVain(
  draft: Draft,
  { name, default: usual }: NamedParameter,
  text: string,
  variables: Variables,
): void {
  const trial = new Draft();
  trial.ip = draft.ip;
  readValue(trial, name, text, variables);
  draft.problems.push(...trial.problems);
  const isMalformed = trial.problems.length > 0;
  if (!isMalformed && draft.ip && text !== usual) noEffect(draft, name, text, NOT_SHARED);
}

const OTHER_FAMILY = 'on an address of this family';
const NOT_SHARED =
  'on an address that hosts do not share (those of a clone do, without unique_clone_address)';

const NOT_UTF8 = 'is not UTF-8 text';

const NO_ADDRESS =
  'is not an IP address; write it as 192.0.2.10, 2001:db8::10, or with a prefix length, 192.0.2.10/24';
const NO_ZONE = 'has a zone; leave what follows the % out, and set nic to that interface';

function readIp(draft: Draft, text: string): void {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const ip = parseIpAddress(address);
  if (!ip) {
    const hasZone = address.includes('%') && parseIpAddress(address.slice(0, address.indexOf('%')));
    problem(draft, 'ip', text, hasZone ? NO_ZONE : NO_ADDRESS);
    return;
  }
  if (isIpv4Mapped(ip)) {
    const ipv4 = ipAddressFromBytes(ip.bytes.slice(-4)).text;
    problem(draft, 'ip', text, `is an IPv4 address in IPv6 spelling; write it as ${ipv4}`);
    return;
  }
  if (!isUnicast(ip)) {
    problem(draft, 'ip', text, 'is not an address that a host can hold (unicast)');
    return;
  }
  draft.ip = ip;
  if (ip.family === 'inet6') draft.addressLabel = DEFAULT_ADDRESS_LABEL;
  if (slash < 0) return;
  draft.prefixLength = readPrefixLength(text.slice(slash + 1), ip);
  if (draft.prefixLength === undefined) {
    problem(draft, 'ip', text, `what follows the / must be from 1 to ${bitsOf(ip)}`);
  }
}

/** unique_clone_address: the address of this instance takes the place of the one that all are given. */
function takeInstanceAddress(draft: Draft, variables: Variables): void {
  const { OCF_RESKEY_ip = '', OCF_RESKEY_unique_clone_address = '' } = variables;
  if (!isGloballyUnique(variables)) {
    const needed = 'needs a clone with the meta attribute globally-unique=true';
    problem(draft, 'unique_clone_address', OCF_RESKEY_unique_clone_address, needed);
    // Which address is meant nobody knows, so that stop must leave all of them alone.
    draft.ip = undefined;
  }
  const baseIp = draft.ip;
  if (!baseIp) return;
  draft.baseIp = baseIp;
  const number = instanceNumber(variables);
  const ip = instanceAddress(baseIp, number);
  if (ip && isUnicast(ip) && !isIpv4Mapped(ip)) {
    draft.ip = ip;
    return;
  }
  const found = ip ? ` (${ip.text})` : '';
  const why = `${quoted('instance', number)} of the clone has no address that a host can hold${found}`;
  problem(draft, 'ip', OCF_RESKEY_ip, why);
  draft.ip = undefined;
}

function checkInstanceAddress(draft: Draft, variables: Variables): void {
  const { ip, prefixLength } = draft;
  if (!ip || prefixLength === undefined) return;
  const outside = leavesNetwork(draft.baseIp, ip, prefixLength);
  if (outside === undefined) return;
  problem(draft, 'ip', variables.OCF_RESKEY_ip ?? '', outside);
  draft.ip = undefined;
}

/** Of IPv6 it is a matter of taste, and of a warning. */
function checkHostAddress(draft: Draft, variables: Variables): void {
  const { ip, prefixLength, broadcast } = draft;
  if (ip?.family !== 'inet') return;
  const text = variables.OCF_RESKEY_ip ?? '';
  const reason = prefixLength === undefined ? undefined : notOfHost(ip, prefixLength);
  if (reason !== undefined) problem(draft, 'ip', text, reason);
  else if (typeof broadcast === 'object' && sameBytes(broadcast.bytes, ip.bytes)) {
    problem(draft, 'broadcast', broadcast.text, 'is ip itself; neighbours would never ask for it');
  }
}

function readNetmask(draft: Draft, name: 'cidr_netmask' | 'netmask', text: string): void {
  let prefixLength = readPrefixLength(text, draft.ip);
  const mask = prefixLength === undefined ? parseIpAddress(text) : undefined;
  if (mask?.family === 'inet' && draft.ip?.family !== 'inet6') {
    prefixLength = prefixLengthOfNetmask(mask.bytes) || undefined;
    if (prefixLength !== undefined) {
      draft.warnings.push(`${quoted(name, text)}: please write it as cidr_netmask=${prefixLength}`);
    }
  }
  if (prefixLength === undefined) {
    problem(draft, name, text, `must be a prefix length from 1 to ${bitsOf(draft.ip)}, such as 24`);
  } else if (draft.prefixLength !== undefined && draft.prefixLength !== prefixLength) {
    problem(draft, name, text, `contradicts the /${draft.prefixLength} in ip; give it only once`);
  } else {
    draft.prefixLength = prefixLength;
  }
}

function readNic(draft: Draft, text: string): void {
  const colon = text.indexOf(':');
  const nic = colon < 0 ? text : text.slice(0, colon);
  if (!isInterfaceName(nic)) {
    problem(draft, 'nic', text, 'is not the name of a network interface; "ip link" lists them');
    return;
  }
  draft.nic = nic;
  const label = colon < 0 ? '' : text.slice(colon + 1);
  if (label && draft.ip?.family === 'inet6') {
    draft.warnings.push(`${quoted('nic', text)}: the label has no effect ${OTHER_FAMILY}`);
    return;
  }
  if (!label || !readLabel(draft, 'nic', text, label)) return;
  const better = `${quoted('nic', nic)} ${quoted('iflabel', label)}`;
  draft.warnings.push(`${quoted('nic', text)}: please write it as ${better}`);
}

function readSendArpOpts(draft: Draft, text: string, variables: Variables): void {
  const { type, others } = readSendArpOptions(text);
  const advice: string[] = [];
  if (type && variables.OCF_RESKEY_arp_type) {
    advice.push('arp_type is set and decides; please leave it out');
  } else if (type) {
    draft.arpType = type;
    advice.push(`please write it as arp_type=${type}`);
  }
  if (others.length > 0) advice.push(`ignored: ${quotedText(others.join(' '))}`);
  if (advice.length === 0) return;
  draft.warnings.push(`${quoted('send_arp_opts', text)}: ${advice.join('; ')}`);
}

/** @returns whether `label`, which the parameter `name` has in its value `text`, can be one */
function readLabel(draft: Draft, name: 'iflabel' | 'nic', text: string, label: string): boolean {
  // Only the host knows the interface's name: nic may be an alternative one. start checks again.
  const shortest = `?:${label}`;
  if (label === '' || !consistsOf(label, isPrintable) || label.includes('/')) {
    problem(draft, name, text, 'a label consists of letters, digits and punctuation');
  } else if (shortest.length > LONGEST_LABEL) {
    problem(draft, name, text, labelTooLong(shortest));
  } else {
    draft.label = label;
    return true;
  }
  return false;
}

function readFlag(draft: Draft, name: ParameterName, text: string): boolean | undefined {
  const value = readBoolean(text);
  if (value === undefined) {
    problem(draft, name, text, `is neither true nor false; write ${BOOLEAN_SPELLINGS}`);
  }
  return value;
}

function readInteger(
  draft: Draft,
  name: ParameterName,
  text: string,
  least: number,
): number | undefined {
  const value = wholeNumber(text);
  if (value >= least && value <= LARGEST_INTEGER) return value;
  problem(draft, name, text, `must be a whole number, ${least} or more`);
  return undefined;
}

function readName(draft: Draft, name: ParameterName, text: string): string | undefined {
  const value = readFirewallName(text);
  if (value === undefined) {
    const syntax = 'letters, digits, dots, underscores and hyphens, the first a letter';
    problem(draft, name, text, `must be a name of 28 characters at most; ${syntax}`);
  }
  return value;
}

/** NaN when the text is anything but decimal digits. */
function wholeNumber(text: string): number {
  return decimalNumber(text, 10) ?? Number.NaN;
}

export function labelTooLong(whole: string): string {
  const problem = `has ${whole.length} characters with the interface's name, ${LONGEST_LABEL} are possible`;
  return `${problem}; the label would be ${quotedText(whole)}`;
}

function bitsOf(ip: IpAddress | undefined): number {
  return addressBits(ip?.family ?? 'inet');
}

function readPrefixLength(text: string, ip: IpAddress | undefined): number | undefined {
  // A leading zero would be octal for iproute2.
  const value = text.startsWith('0') ? 0 : (decimalNumber(text, 3) ?? 0);
  return value >= 1 && value <= bitsOf(ip) ? value : undefined;
}

/** dev_valid_name() of the kernel, for names and alternative names. */
function isInterfaceName(text: string): boolean {
  const isPossible = consistsOf(text, isOfInterfaceName);
  return text.length > 0 && octets(text) <= LONGEST_NIC && !isDots(text) && isPossible;
}

function isOfInterfaceName(code: number): boolean {
  return code !== 0 && code !== 0x2f && code !== 0x3a && !isSpace(code);
}

/** Of ASCII, without the space. */
function isPrintable(code: number): boolean {
  return code >= 0x21 && code <= 0x7e;
}

function octets(text: string): number {
  return new TextEncoder().encode(text).length;
}

function isDots(text: string): boolean {
  return text === '.' || text === '..';
}

function isUnicast(ip: IpAddress): boolean {
  const { family, bytes } = ip;
  const first = octetAt(bytes, 0);
  // ::1 is every host's own already, and stop would take it from lo.
  if (family === 'inet6') return first !== 0xff && !allOctets(bytes, 0) && !isLoopbackAddress(ip);
  // 0.0.0.0/8 is "this network" (RFC 1122), 224.0.0.0/4 multicast.
  return first !== 0 && (first < 224 || first > 239) && !allOctets(bytes, 255);
}

/** What is not UTF-8 comes as U+FFFD, which no value has otherwise: see process.ts. */
function isWellFormed(text: string): boolean {
  return !text.includes('\ufffd');
}
