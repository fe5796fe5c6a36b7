/**
 * Reads the parameters from the environment. Reports each invalid value in one line with the parameter, its
 * value and the valid values; the action decides whether it fails.
 */
import { PARAMETER_VARIABLES, parameterRule } from '../../build/parameters.ts';
import type { ParameterRule } from '../../ocf-metadata/parameter.ts';
import { ipAddressFromBytes, parseIpAddress } from '../linux/ip-text.ts';
import {
  addressBits,
  type IpAddress,
  isIpv4Mapped,
  isLinkLocal,
  prefixLengthOfNetmask,
  sameBytes,
} from '../wire/ip-address.ts';
import { allOctets } from '../wire/octets.ts';
import { MAX_PEERS, peerOutside } from './announce-to.ts';
import {
  instanceAddress,
  instanceNumber,
  isGloballyUnique,
  isPlainClone,
  isShared,
  mayBeShared,
  outsideOfNetwork,
} from './clone.ts';
import type { Variables } from './environment.ts';
import {
  BOOLEAN_SPELLINGS,
  hostAddressProblem,
  isFirewallName,
  isInterfaceName,
  isLabel,
  isNamespaceName,
  isUnicast,
  labelTooLong,
  MAX_LABEL_LENGTH,
  readBoolean,
  readHashSeed,
  readInteger,
  readLateRounds,
  readLifetime,
  readMulticastHardwareAddress,
  readPrefixLength,
  readSendArpOptions,
} from './parameter-syntax.ts';
import { quoted, quotedText } from './quote.ts';
import { VipRequest } from './request.ts';
import { readRouteProtocol } from './route-protocol.ts';

export interface ReadParameters {
  /** Undefined without a valid ip, or with an invalid network_namespace: there is no address to act on. */
  readonly request: VipRequest | undefined;
  /** Malformed and contradictory values; the request has the default instead. */
  readonly problems: readonly string[];
  /** Values that are accepted but should be written in another way. */
  readonly warnings: readonly string[];
}

/**
 * `monitor`: ignores invalid values of parameters that monitor does not need, and conflicts between parameters.
 */
export type Strictness = 'all' | 'monitor';

/** A parameter that is not set, or empty, has its default. */
export function readParameters(
  variables: Variables,
  strictness: Strictness = 'all',
): ReadParameters {
  const isStrict = strictness === 'all';
  const reader = new ParameterReader(variables);
  // A resource sets few parameters, mostly the first ones of the table.
  let left = numberOfParameters(variables);
  for (const variable of PARAMETER_VARIABLES) {
    if (left === 0) break;
    const text = variables[variable];
    if (text === undefined) continue;
    left--;
    if (text !== '') reader.read(variable.slice(PREFIX.length), isStrict);
  }
  reader.readOldNetmask(isStrict);
  if (isStrict) reader.checkTogether();
  reader.checkAddressIsSet();
  return reader.result();
}

const PREFIX = 'OCF_RESKEY_';
const META_PREFIX = 'OCF_RESKEY_CRM_meta_';

/** The number of variables that can be parameters. */
function numberOfParameters(variables: Variables): number {
  let count = 0;
  for (const name of Object.keys(variables)) {
    if (name.startsWith(PREFIX) && !name.startsWith(META_PREFIX)) count++;
  }
  return count;
}

const OTHER_FAMILY = 'on an address of this family';
const NOT_SHARED = 'on an address that is not shared by a clone (without unique_clone_address)';
const ON_SHARED = 'on an address that a clone shares: all its hosts answer for it';
const NOT_UTF8 = 'is not UTF-8 text';
const NO_ADDRESS =
  'is not an IP address; write it as 192.0.2.10, 2001:db8::10, or with a prefix length, 192.0.2.10/24';
const ROUTE_PROTOCOL = 'from 0 to 255, or a name from rt_protos, such as kernel';
const LIFETIME = 'a number of seconds, or forever';
const HASH_SEED = 'from 1 to 4294967295 (0xffffffff)';
const MULTICAST_ADDRESS =
  'a multicast hardware address; six octets, the first odd, such as 01:00:5e:00:01:0a';
const FIREWALL_NAME =
  'a name of at most 28 characters; letters, digits, dots, underscores and hyphens, the first a letter';
const NO_PEER = 'must be gateway, none, or addresses, such as 192.0.2.1,192.0.2.2';
const LATE_ROUNDS = 'up to 16 times in seconds, such as 2,8,30, or 0';
const HAS_ZONE = 'contains a zone; remove the zone from the % on, and set nic to its interface';

class ParameterReader {
  readonly #variables: Variables;
  readonly #isShared: boolean;
  readonly #request = new VipRequest();
  #hasAddress = false;
  readonly #problems: string[] = [];
  readonly #warnings: string[] = [];

  constructor(variables: Variables) {
    this.#variables = variables;
    this.#isShared = mayBeShared(variables);
    this.#request.isPlainClone = isPlainClone(variables);
  }

  result(): ReadParameters {
    const request = this.#request;
    const namespace = this.#textOf('network_namespace');
    const hasNamespace = namespace === '' || request.networkNamespace !== undefined;
    return {
      request: this.#hasAddress && hasNamespace ? request : undefined,
      problems: this.#problems,
      warnings: this.#warnings,
    };
  }

  /** Call it in the order of the parameter table: `ip` comes first. */
  read(name: string, isStrict: boolean): void {
    const text = this.#textOf(name);
    if (text === '') return;
    const row = parameterRule(name);
    const before = this.#problems.length;
    if (text.includes('\ufffd')) {
      // lib/linux/process.ts replaces octets that are not UTF-8 with U+FFFD.
      this.#problem(row.name, text, NOT_UTF8);
    } else if (row.sharedAddress && !this.#isShared) {
      if (isStrict) this.#readWithoutEffect(row, text);
    } else if (!row.family || this.#isOfFamily(row.family)) {
      if (this.#isValid(row, text)) this.#accept(row, text);
    } else if (this.#hasAddress && text !== row.default) {
      this.#noEffect(row.name, text, OTHER_FAMILY);
    }
    if (!isStrict && !row.checkedByMonitor) this.#problems.length = before;
  }

  /** Reads netmask, the name of cidr_netmask in early versions of IPaddr2. */
  readOldNetmask(isStrict: boolean): void {
    const text = this.#textOf('netmask');
    if (text === '' || this.#textOf('cidr_netmask') !== '') return;
    const before = this.#problems.length;
    if (text.includes('\ufffd')) this.#problem('netmask', text, NOT_UTF8);
    else this.#readNetmask('netmask', text);
    if (!isStrict) this.#problems.length = before;
  }

  /** Checks combinations of parameters. */
  checkTogether(): void {
    this.#checkDad();
    this.#warnOfSingleRounds();
    this.#checkInstanceAddress();
    this.#checkHostAddress();
    this.#checkPeers();
  }

  /** nodad=true is the same as dad=none. */
  #checkDad(): void {
    const text = this.#textOf('dad');
    const request = this.#request;
    if (!this.#isOfFamily('inet6') || !request.boolean('nodad')) return;
    if (text === 'kernel' || text === 'fast') {
      this.#problem(
        'dad',
        text,
        `contradicts ${quoted('nodad', this.#textOf('nodad'))}; leave nodad out`,
      );
    }
  }

  /** Refuses an IPv4 network or broadcast address. For IPv6, start warns of an anycast address. */
  #checkHostAddress(): void {
    const { ip, prefixLength, broadcast } = this.#request;
    if (!this.#isOfFamily('inet')) return;
    const reason = prefixLength === undefined ? undefined : hostAddressProblem(ip, prefixLength);
    if (reason !== undefined) this.#problem('ip', this.#textOf('ip'), reason);
    else if (typeof broadcast === 'object' && sameBytes(broadcast.bytes, ip.bytes)) {
      this.#problem('broadcast', broadcast.text, 'is ip itself; neighbours do not send ARP for it');
    }
  }

  checkAddressIsSet(): void {
    if (this.#textOf('ip') === '') {
      this.#problems.push('ip is not set: it must be the virtual IP address, such as 192.0.2.10');
    }
    const { ip } = this.#request;
    if (this.#hasAddress && isLinkLocal(ip) && this.#textOf('nic') === '') {
      this.#problem('ip', ip.text, 'is link-local and can be on any interface; set nic');
      this.#hasAddress = false;
    }
  }

  /** arp_interval and arp_bg only affect the rounds after the first, arp_late needs a background process. */
  #warnOfSingleRounds(): void {
    const request = this.#request;
    const late = this.#textOf('arp_late');
    if (late !== '' && request.lateRounds().length > 0 && !request.boolean('arp_bg')) {
      this.#noEffect('arp_late', late, 'while arp_bg is false');
    }
    if (request.integer('arp_count') > 1 || request.integer('arp_count_refresh') > 1) return;
    const hasLater = request.lateRounds().length > 0 || request.announceTo !== 'none';
    for (const name of hasLater ? ['arp_interval'] : ['arp_interval', 'arp_bg']) {
      const text = this.#textOf(name);
      if (text !== '') this.#noEffect(name, text, 'with a single round');
    }
  }

  #textOf(name: string): string {
    return this.#variables[PREFIX + name] ?? '';
  }

  #problem(name: string, text: string, reason: string): void {
    this.#problems.push(`${quoted(name, text)} ${reason}`);
  }

  /** @param syntax completes `must be …` */
  #require(isValid: boolean, name: string, text: string, syntax: string): void {
    if (!isValid) this.#problem(name, text, `must be ${syntax}`);
  }

  #acceptIf(isValid: boolean, name: string, text: string, syntax: string): void {
    if (isValid) this.#request.setText(name, text);
    this.#require(isValid, name, text, syntax);
  }

  #warn(name: string, text: string, advice: string): void {
    this.#warnings.push(`${quoted(name, text)}: ${advice}`);
  }

  #noEffect(name: string, text: string, when: string): void {
    this.#warnings.push(`${quoted(name, text)} has no effect ${when}`);
  }

  #isOfFamily(family: 'inet' | 'inet6'): boolean {
    return this.#hasAddress && this.#request.ip.family === family;
  }

  #bits(): number {
    return addressBits(this.#isOfFamily('inet6') ? 'inet6' : 'inet');
  }

  /**
   * Validates a parameter of shared addresses on an address that is not shared. validate-all refuses a malformed
   * value, because the resource may become a clone later; every action does the same.
   */
  #readWithoutEffect(row: ParameterRule, text: string): void {
    const trial = new ParameterReader(this.#variables);
    if (trial.#isValid(row, text)) trial.#accept(row, text);
    this.#problems.push(...trial.#problems);
    const isValid = trial.#problems.length === 0;
    if (isValid && this.#hasAddress && text !== row.default) {
      this.#noEffect(row.name, text, NOT_SHARED);
    }
  }

  /** Whether the text is valid for the row's type; reports a problem if it is not. */
  #isValid(row: ParameterRule, text: string): boolean {
    switch (row.type) {
      case 'boolean':
        if (readBoolean(text) !== undefined) return true;
        this.#problem(row.name, text, `is neither true nor false; write ${BOOLEAN_SPELLINGS}`);
        return false;
      case 'integer': {
        const minimum = row.minimum ?? 0;
        if (readInteger(text, minimum, row.maximum) !== undefined) return true;
        const range =
          row.maximum === undefined ? `, ${minimum} or more` : ` from ${minimum} to ${row.maximum}`;
        this.#problem(row.name, text, `must be a whole number${range}`);
        return false;
      }
      case 'select': {
        const options = row.options ?? [];
        if (options.includes(text)) return true;
        this.#problem(row.name, text, `is not a valid value; write ${options.join(', ')}`);
        return false;
      }
      case 'string':
        return true;
    }
  }

  /** Stores a text that is valid for the row's type in the request, if its syntax is valid too. */
  #accept(row: ParameterRule, text: string): void {
    const request = this.#request;
    if (row.type !== 'string') request.setText(row.name, text);
    switch (row.name) {
      case 'ip':
        this.#readIp(text);
        break;
      case 'nic':
        this.#readNic(text);
        break;
      case 'cidr_netmask':
        this.#readNetmask('cidr_netmask', text);
        break;
      case 'broadcast':
        this.#readBroadcast(text);
        break;
      case 'iflabel':
        // As in IPaddr2, a label in nic takes precedence.
        if (request.label === undefined) this.#readLabel('iflabel', text, text);
        else this.#noEffect('iflabel', text, 'because nic contains a label');
        break;
      case 'proto':
        request.routeProtocol = readRouteProtocol(text);
        this.#require(request.routeProtocol !== undefined, row.name, text, ROUTE_PROTOCOL);
        break;
      case 'preferred_lft':
        this.#acceptIf(readLifetime(text) !== undefined, row.name, text, LIFETIME);
        break;
      case 'lvs_ipv6_addrlabel_value':
        if (!request.boolean('lvs_ipv6_addrlabel')) {
          this.#noEffect(row.name, text, 'while lvs_ipv6_addrlabel is false');
        }
        break;
      case 'metric':
        if (request.boolean('noprefixroute')) {
          this.#noEffect(row.name, text, 'while noprefixroute is true');
        }
        break;
      case 'lvs_support':
        if (!request.boolean('lvs_support') || !this.#isOfFamily('inet6')) break;
        this.#problem('lvs_support', text, 'is for IPv4 addresses only; leave it out');
        request.setText('lvs_support', 'false');
        break;
      case 'kill_connections_on_stop':
        if (request.boolean('kill_connections_on_stop') && request.boolean('lvs_support')) {
          this.#noEffect(row.name, text, 'with lvs_support: the address stays on this host');
        }
        break;
      case 'unique_clone_address':
        if (request.boolean('unique_clone_address')) this.#takeInstanceAddress(text);
        break;
      case 'clusterip_hash_seed':
        request.hashSeed = readHashSeed(text);
        this.#require(request.hashSeed !== undefined, row.name, text, HASH_SEED);
        break;
      case 'mac':
        request.sharedMac = readMulticastHardwareAddress(text);
        this.#require(request.sharedMac !== undefined, row.name, text, MULTICAST_ADDRESS);
        break;
      case 'clusterip_table':
      case 'clusterip_chain':
        this.#acceptIf(isFirewallName(text), row.name, text, FIREWALL_NAME);
        break;
      case 'clusterip_hash':
        if (text === 'sourceip') break;
        this.#warn(row.name, text, 'clients are distributed by their address, as with sourceip');
        break;
      case 'network_namespace':
        if (isNamespaceName(text)) request.networkNamespace = text;
        else this.#problem(row.name, text, 'must be a name from "ip netns list"');
        break;
      case 'arp_late':
        this.#acceptIf(readLateRounds(text) !== undefined, row.name, text, LATE_ROUNDS);
        break;
      case 'announce_to':
        this.#readAnnounceTo(text);
        break;
      case 'dad':
        if (this.#isShared && text === 'fast') this.#noEffect(row.name, text, ON_SHARED);
        break;
      case 'on_conflict':
        if (isShared(this.#variables)) this.#noEffect(row.name, text, ON_SHARED);
        break;
      case 'arp_sender':
        this.#adviseAgainstArpSender(text);
        break;
      case 'send_arp_opts':
        this.#readSendArpOpts(text);
        break;
      default:
        if (row.type === 'string') throw new Error(`the parameter ${row.name} has no syntax`);
    }
  }

  #readIp(text: string): void {
    const slash = text.indexOf('/');
    const address = slash < 0 ? text : text.slice(0, slash);
    const ip = parseIpAddress(address);
    if (!ip) {
      const zone = address.indexOf('%');
      const hasZone = zone >= 0 && parseIpAddress(address.slice(0, zone)) !== undefined;
      this.#problem('ip', text, hasZone ? HAS_ZONE : NO_ADDRESS);
      return;
    }
    if (isIpv4Mapped(ip)) {
      const ipv4 = ipAddressFromBytes(ip.bytes.slice(-4)).text;
      this.#problem('ip', text, `is an IPv4 address in IPv6 notation; write it as ${ipv4}`);
      return;
    }
    if (!isUnicast(ip)) {
      this.#problem('ip', text, 'is not an address that a host can have (unicast)');
      return;
    }
    this.#request.ip = ip;
    this.#hasAddress = true;
    if (slash < 0) return;
    const bits = this.#bits();
    this.#request.prefixLength = readPrefixLength(text.slice(slash + 1), bits);
    if (this.#request.prefixLength !== undefined) return;
    this.#problem('ip', text, `must have a prefix length from 1 to ${bits} after the /`);
  }

  /** unique_clone_address: replaces ip with the address of this instance. */
  #takeInstanceAddress(text: string): void {
    const request = this.#request;
    if (!isGloballyUnique(this.#variables)) {
      const reason = 'needs a clone with the meta attribute globally-unique=true';
      this.#problem('unique_clone_address', text, reason);
      // The address of this instance is unknown: stop must not remove any.
      this.#hasAddress = false;
    }
    if (!this.#hasAddress) return;
    const baseIp = request.ip;
    request.baseIp = baseIp;
    const number = instanceNumber(this.#variables);
    const ip = instanceAddress(baseIp, number);
    if (ip && isUnicast(ip) && !isIpv4Mapped(ip)) {
      request.ip = ip;
      return;
    }
    const found = ip ? ` (${ip.text})` : '';
    const instance = `clone instance ${quotedText(number)}`;
    const reason = `has no unicast address for ${instance}${found}`;
    this.#problem('ip', this.#textOf('ip'), reason);
    this.#hasAddress = false;
  }

  #checkInstanceAddress(): void {
    const { baseIp, ip, prefixLength } = this.#request;
    if (!baseIp || !this.#hasAddress || prefixLength === undefined) return;
    const outside = outsideOfNetwork(baseIp, ip, prefixLength);
    if (outside === undefined) return;
    this.#problems.push(`${quoted('ip', this.#textOf('ip'))}: ${outside}`);
    this.#hasAddress = false;
  }

  #readNetmask(name: 'cidr_netmask' | 'netmask', text: string): void {
    const request = this.#request;
    const bits = this.#bits();
    let prefixLength = readPrefixLength(text, bits);
    const mask = prefixLength === undefined ? parseIpAddress(text) : undefined;
    if (mask?.family === 'inet' && !this.#isOfFamily('inet6')) {
      prefixLength = prefixLengthOfNetmask(mask.bytes) || undefined;
      if (prefixLength !== undefined) {
        this.#warn(name, text, `please write it as cidr_netmask=${prefixLength}`);
      }
    }
    if (prefixLength === undefined) {
      this.#problem(name, text, `must be a prefix length from 1 to ${bits}, such as 24`);
    } else if (request.prefixLength !== undefined && request.prefixLength !== prefixLength) {
      const reason = `contradicts the /${request.prefixLength} in ip; set only one of them`;
      this.#problem(name, text, reason);
    } else {
      request.prefixLength = prefixLength;
    }
  }

  #readBroadcast(text: string): void {
    const request = this.#request;
    const address = parseIpAddress(text);
    if (text === '+') request.broadcast = 'set-host-bits';
    else if (text === '-') request.broadcast = 'clear-host-bits';
    // For the kernel, 0.0.0.0 is the same as none.
    else if (address?.family === 'inet' && !allOctets(address.bytes, 0)) {
      request.broadcast = address;
    } else {
      this.#problem('broadcast', text, 'must be the broadcast address of a network, + or -');
    }
  }

  #readNic(text: string): void {
    const colon = text.indexOf(':');
    const nic = colon < 0 ? text : text.slice(0, colon);
    if (!isInterfaceName(nic)) {
      this.#problem('nic', text, 'is not an interface name; "ip link" lists them');
      return;
    }
    this.#request.nic = nic;
    const label = colon < 0 ? '' : text.slice(colon + 1);
    if (label === '') return;
    if (this.#isOfFamily('inet6')) {
      this.#warn('nic', text, `the label has no effect ${OTHER_FAMILY}`);
      return;
    }
    if (!this.#readLabel('nic', text, label)) return;
    const better = `${quoted('nic', nic)} ${quoted('iflabel', label)}`;
    this.#warn('nic', text, `please write it as ${better}`);
  }

  /** Stores `label`, a part of the value `text` of parameter `name`. Returns whether it is valid. */
  #readLabel(name: 'iflabel' | 'nic', text: string, label: string): boolean {
    // Assumes an interface name of one character; start checks the whole label.
    const shortest = `?:${label}`;
    if (!isLabel(label)) {
      this.#problem(
        name,
        text,
        'must be a label of ASCII letters, digits and punctuation, without /',
      );
    } else if (shortest.length > MAX_LABEL_LENGTH) {
      this.#problem(name, text, labelTooLong(shortest));
    } else {
      this.#request.label = label;
      return true;
    }
    return false;
  }

  #readAnnounceTo(text: string): void {
    const request = this.#request;
    if (text === 'gateway' || text === 'none') {
      request.announceTo = text;
    } else {
      const peers: IpAddress[] = [];
      for (const word of text.split(',')) {
        const peer = parseIpAddress(word.trim());
        const reason = peer ? this.#unfitPeer(peer) : NO_PEER;
        if (reason !== undefined) this.#problem('announce_to', text, reason);
        if (reason !== undefined || !peer) return;
        peers.push(peer);
      }
      if (peers.length > MAX_PEERS) {
        this.#problem('announce_to', text, `must have at most ${MAX_PEERS} addresses`);
        return;
      }
      request.announceTo = peers;
    }
    request.setText('announce_to', text);
    const isAsked = text !== 'none' && text !== 'gateway';
    if (isAsked && isShared(this.#variables)) this.#noEffect('announce_to', text, ON_SHARED);
  }

  /** Why announce_to cannot contain the address; undefined if it can. */
  #unfitPeer(peer: IpAddress): string | undefined {
    if (!isUnicast(peer)) return NO_PEER;
    if (!this.#hasAddress) return undefined;
    const { ip } = this.#request;
    if (peer.family !== ip.family) return `contains ${peer.text}, which is not of the family of ip`;
    return sameBytes(peer.bytes, ip.bytes)
      ? `contains ${peer.text}, which is ip itself`
      : undefined;
  }

  /** Peers outside of the network of ip do not answer its ARP requests and Neighbor Solicitations. */
  #checkPeers(): void {
    const { ip, prefixLength, announceTo } = this.#request;
    if (!this.#hasAddress || prefixLength === undefined) return;
    const outside = peerOutside(ip, prefixLength, announceTo);
    if (outside !== undefined) this.#problems.push(`announce_to: ${outside}`);
  }

  #adviseAgainstArpSender(text: string): void {
    const type = text === 'send_arp' ? 'both' : 'request';
    const better = this.#isOfFamily('inet6') ? '' : `, or write it as arp_type=${type}`;
    this.#warn('arp_sender', text, `no other program is run; please leave it out${better}`);
  }

  #readSendArpOpts(text: string): void {
    const { type, others } = readSendArpOptions(text);
    const advice: string[] = [];
    if (type && this.#textOf('arp_type') !== '') {
      advice.push('arp_type takes precedence; please leave send_arp_opts out');
    } else if (type) {
      this.#request.setText('arp_type', type);
      advice.push(`please write it as arp_type=${type}`);
    }
    if (others.length > 0) advice.push(`ignored: ${quotedText(others.join(' '))}`);
    if (advice.length > 0) this.#warn('send_arp_opts', text, advice.join('; '));
  }
}
