/**
 * Links (struct ifinfomsg, linux/rtnetlink.h), host byte order:
 *
 *   0  ifi_family  1
 *   1  padding     1
 *   2  ifi_type    2   ARPHRD_*
 *   4  ifi_index   4
 *   8  ifi_flags   4   IFF_*
 *  12  ifi_change  4
 *  16  attributes
 */
import { cString, readCString } from './c-string.ts';
import { copyOf, getU16, getU32, MalformedMessage, octetAt, putU32 } from './octets.ts';
import {
  attributeHeader,
  attributeType,
  attributeValue,
  findAttribute,
  NLMSG_ALIGN,
  RTA_HDRLEN,
  readU32,
} from './rtattr.ts';

const IFINFOMSG_LENGTH = 16;

const IFLA_ADDRESS = 1;
const IFLA_BROADCAST = 2;
const IFLA_IFNAME = 3;
const IFLA_LINK = 5;
const IFLA_OPERSTATE = 16;
const IFLA_LINKINFO = 18;
const IFLA_EXT_MASK = 29;
const IFLA_LINK_NETNSID = 37;
const IFLA_CARRIER_UP_COUNT = 47;
const IFLA_ALT_IFNAME = 53;
const IFLA_PERM_ADDRESS = 54;

/** Attributes in IFLA_LINKINFO. */
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
/** Attribute in IFLA_INFO_DATA of a bond. */
const IFLA_BOND_ACTIVE_SLAVE = 2;
const BOND = 'bond';
/** Octets of an IFLA_INFO_KIND with it, and its characters as a number in host byte order. */
const BOND_KIND_LENGTH = RTA_HDRLEN + 5;
const BOND_PREFIX = 0x646e6f62;

/** IFLA_EXT_MASK with its header, in octets. */
const FILTER_LENGTH = RTA_HDRLEN + 4;

/** The kernel omits the counters, the largest part of a link message. */
const RTEXT_FILTER_SKIP_STATS = 1 << 3;

/** Maximum length of an interface name with its NUL (linux/if.h); a longer one is an alternative name. */
export const IFNAMSIZ = 16;

export const IFF_UP = 0x1;
export const IFF_LOOPBACK = 0x8;
export const IFF_NOARP = 0x80;
export const IFF_LOWER_UP = 0x10000;

/** IF_OPER_* of linux/if.h (RFC 2863), in the order of their numbers. */
export const OPERATIONAL_STATES: readonly OperationalState[] = [
  'UNKNOWN',
  'NOTPRESENT',
  'DOWN',
  'LOWERLAYERDOWN',
  'TESTING',
  'DORMANT',
  'UP',
];
export type OperationalState =
  | 'UNKNOWN'
  | 'NOTPRESENT'
  | 'DOWN'
  | 'LOWERLAYERDOWN'
  | 'TESTING'
  | 'DORMANT'
  | 'UP';

export interface Link {
  readonly index: number;
  readonly name: string;
  /** ARPHRD_*, which is also ar$hrd of ARP. */
  readonly hardwareType: number;
  readonly flags: number;
  readonly operationalState: OperationalState;
  readonly address: Uint8Array;
  readonly broadcast: Uint8Array;
  /** How often the link got a carrier (IFLA_CARRIER_UP_COUNT); 0 on kernels before 4.16. */
  readonly carrierUps: number;
  /** The index of the link below a VLAN, macvlan or the like, or of the peer of a veth; 0 for none in this namespace. */
  readonly lower: number;
  /** The index of the active port of a bond; 0 for none. */
  readonly activePort: number;
  /** The hardware address of the device, which a port of a bond does not use; empty if the kernel reports none. */
  readonly permanentAddress: Uint8Array;
}

/** Exactly one of `name` and `index` is defined. */
export interface LinkSelector {
  readonly name?: string;
  readonly index?: number;
}

/** RTM_GETLINK for one link (by name, alternative name or index), or for all. */
export function encodeLinkRequest(selector?: LinkSelector): Uint8Array {
  const name = selector?.name === undefined ? undefined : cString(selector.name);
  const nameLength = name ? NLMSG_ALIGN(RTA_HDRLEN + name.length) : 0;
  const bytes = new Uint8Array(IFINFOMSG_LENGTH + FILTER_LENGTH + nameLength);
  putU32(bytes, 4, selector?.index ?? 0);
  putU32(bytes, IFINFOMSG_LENGTH, (IFLA_EXT_MASK << 16) | FILTER_LENGTH);
  putU32(bytes, IFINFOMSG_LENGTH + RTA_HDRLEN, RTEXT_FILTER_SKIP_STATS);
  if (name) {
    const at = IFINFOMSG_LENGTH + FILTER_LENGTH;
    const type = name.length > IFNAMSIZ ? IFLA_ALT_IFNAME : IFLA_IFNAME;
    putU32(bytes, at, (type << 16) | (RTA_HDRLEN + name.length));
    bytes.set(name, at + RTA_HDRLEN);
  }
  return bytes;
}

/** RTM_NEWLINK that sets or clears IFF_UP only. */
export function encodeLinkUp(index: number, up: boolean): Uint8Array {
  const bytes = new Uint8Array(IFINFOMSG_LENGTH);
  putU32(bytes, 4, index);
  putU32(bytes, 8, up ? IFF_UP : 0);
  putU32(bytes, 12, IFF_UP);
  return bytes;
}

/** Reads ifi_index without the attributes. */
export function linkIndexOf(bytes: Uint8Array): number {
  checkLength(bytes);
  return getU32(bytes, 4);
}

export function decodeLink(bytes: Uint8Array): Link {
  checkLength(bytes);
  let name = '';
  let state = 0;
  let address: Uint8Array = new Uint8Array(0);
  let broadcast: Uint8Array = new Uint8Array(0);
  let carrierUps = 0;
  let lower = 0;
  let isLowerElsewhere = false;
  let activePort = 0;
  let permanentAddress: Uint8Array = new Uint8Array(0);
  // Reads all attributes in one pass: a link has about forty.
  let at = IFINFOMSG_LENGTH;
  while (at + RTA_HDRLEN <= bytes.length) {
    const header = getU32(bytes, at);
    const length = header & 0xffff;
    // attributeHeader throws; calling it for each attribute would cost more than the rest.
    if (length < RTA_HDRLEN || at + length > bytes.length) attributeHeader(bytes, at);
    switch (attributeType(header)) {
      case IFLA_IFNAME:
        name = readCString(attributeValue(bytes, at, header));
        break;
      case IFLA_OPERSTATE:
        state = octetAt(attributeValue(bytes, at, header), 0);
        break;
      case IFLA_ADDRESS:
        address = copyOf(attributeValue(bytes, at, header));
        break;
      case IFLA_BROADCAST:
        broadcast = copyOf(attributeValue(bytes, at, header));
        break;
      case IFLA_CARRIER_UP_COUNT:
        carrierUps = numberIn(bytes, at, length);
        break;
      case IFLA_LINK:
        lower = numberIn(bytes, at, length);
        break;
      case IFLA_LINK_NETNSID:
        isLowerElsewhere = true;
        break;
      case IFLA_LINKINFO:
        if (mayBeBond(bytes, at, length)) {
          activePort = activePortOf(attributeValue(bytes, at, header));
        }
        break;
      case IFLA_PERM_ADDRESS:
        permanentAddress = copyOf(attributeValue(bytes, at, header));
        break;
    }
    at += NLMSG_ALIGN(length);
  }
  return {
    index: getU32(bytes, 4),
    name,
    hardwareType: getU16(bytes, 2),
    flags: getU32(bytes, 8),
    operationalState: OPERATIONAL_STATES[state] ?? 'UNKNOWN',
    address,
    broadcast,
    carrierUps,
    lower: isLowerElsewhere ? 0 : lower,
    activePort,
    permanentAddress,
  };
}

/** The value of an attribute of 32 bits. @param at its offset @param length rta_len */
function numberIn(bytes: Uint8Array, at: number, length: number): number {
  if (length < RTA_HDRLEN + 4) throw new MalformedMessage(`rta_len ${length} of a number`);
  return getU32(bytes, at + RTA_HDRLEN);
}

/**
 * False if IFLA_LINKINFO, at `at`, begins with another kind than `bond`: the kernel puts the kind first, and most
 * links are no bonds.
 */
function mayBeBond(bytes: Uint8Array, at: number, length: number): boolean {
  if (length < RTA_HDRLEN + BOND_KIND_LENGTH) return length > RTA_HDRLEN;
  const kindAt = at + RTA_HDRLEN;
  const isKind = attributeType(getU32(bytes, kindAt)) === IFLA_INFO_KIND;
  return !isKind || getU32(bytes, kindAt + RTA_HDRLEN) === BOND_PREFIX;
}

/** @param info the value of IFLA_LINKINFO */
function activePortOf(info: Uint8Array): number {
  const kind = findAttribute(info, 0, IFLA_INFO_KIND);
  if (!kind || readCString(kind) !== BOND) return 0;
  const data = findAttribute(info, 0, IFLA_INFO_DATA);
  const port = data && findAttribute(data, 0, IFLA_BOND_ACTIVE_SLAVE);
  return port ? readU32(port) : 0;
}

function checkLength(bytes: Uint8Array): void {
  if (bytes.length >= IFINFOMSG_LENGTH) return;
  throw new MalformedMessage(`ifinfomsg of ${bytes.length} octets, ${IFINFOMSG_LENGTH} needed`);
}
