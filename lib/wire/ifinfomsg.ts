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
  type Attribute,
  attributeHeader,
  attributeType,
  attributeValue,
  encodeAttributes,
  NLMSG_ALIGN,
  RTA_HDRLEN,
  u32Value,
} from './rtattr.ts';

const IFINFOMSG_LENGTH = 16;

const IFLA_ADDRESS = 1;
const IFLA_BROADCAST = 2;
const IFLA_IFNAME = 3;
const IFLA_OPERSTATE = 16;
const IFLA_EXT_MASK = 29;
const IFLA_ALT_IFNAME = 53;

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
}

/** Exactly one of `name` and `index` is defined. */
export interface LinkSelector {
  readonly name?: string;
  readonly index?: number;
}

/** RTM_GETLINK for one link (by name, alternative name or index), or for all. */
export function encodeLinkRequest(selector?: LinkSelector): Uint8Array {
  const attributes: Attribute[] = [
    { type: IFLA_EXT_MASK, value: u32Value(RTEXT_FILTER_SKIP_STATS) },
  ];
  if (selector?.name !== undefined) {
    const value = cString(selector.name);
    attributes.push({ type: value.length > IFNAMSIZ ? IFLA_ALT_IFNAME : IFLA_IFNAME, value });
  }
  const index = selector?.index ?? 0;
  return encodeLinkMessage(index, 0, 0, encodeAttributes(attributes));
}

/** RTM_NEWLINK that sets or clears IFF_UP only. */
export function encodeLinkUp(index: number, up: boolean): Uint8Array {
  return encodeLinkMessage(index, up ? IFF_UP : 0, IFF_UP, new Uint8Array(0));
}

function encodeLinkMessage(index: number, flags: number, change: number, attributes: Uint8Array) {
  const bytes = new Uint8Array(IFINFOMSG_LENGTH + attributes.length);
  putU32(bytes, 4, index);
  putU32(bytes, 8, flags);
  putU32(bytes, 12, change);
  bytes.set(attributes, IFINFOMSG_LENGTH);
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
  // Reads all attributes in one pass: a link has about forty.
  let at = IFINFOMSG_LENGTH;
  while (at + RTA_HDRLEN <= bytes.length) {
    const header = attributeHeader(bytes, at);
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
    }
    at += NLMSG_ALIGN(header & 0xffff);
  }
  return {
    index: getU32(bytes, 4),
    name,
    hardwareType: getU16(bytes, 2),
    flags: getU32(bytes, 8),
    operationalState: OPERATIONAL_STATES[state] ?? 'UNKNOWN',
    address,
    broadcast,
  };
}

function checkLength(bytes: Uint8Array): void {
  if (bytes.length >= IFINFOMSG_LENGTH) return;
  throw new MalformedMessage(`ifinfomsg of ${bytes.length} octets, ${IFINFOMSG_LENGTH} needed`);
}
