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
import { getU16, getU32, putU32 } from './host-order.ts';
import { MalformedMessage } from './malformed.ts';
import { encodeAttributes, pickAttributes, readString, stringValue, u32Value } from './rtattr.ts';

const IFINFOMSG_LENGTH = 16;

const IFLA_ADDRESS = 1;
const IFLA_BROADCAST = 2;
const IFLA_IFNAME = 3;
const IFLA_OPERSTATE = 16;
const IFLA_EXT_MASK = 29;
const IFLA_ALT_IFNAME = 53;

/** In the order in which decodeLink takes them. */
const LINK_ATTRIBUTES = [IFLA_IFNAME, IFLA_OPERSTATE, IFLA_ADDRESS, IFLA_BROADCAST];

/** Counters are most of a link's message, and nothing here reads them. */
const RTEXT_FILTER_SKIP_STATS = 1 << 3;

/** Octets of an interface name with its NUL; anything longer is an alternative name. */
const IFNAMSIZ = 16;

export const IFF_UP = 0x1;
export const IFF_LOOPBACK = 0x8;
export const IFF_NOARP = 0x80;
export const IFF_LOWER_UP = 0x10000;

/** RFC 2863 states, with the numbers of linux/if.h. */
export const OPERATIONAL_STATES = [
  'UNKNOWN',
  'NOTPRESENT',
  'DOWN',
  'LOWERLAYERDOWN',
  'TESTING',
  'DORMANT',
  'UP',
] as const;
export type OperationalState = (typeof OPERATIONAL_STATES)[number];

export interface Link {
  readonly index: number;
  readonly name: string;
  /** ARPHRD_*: the hardware type that goes into ARP packets. */
  readonly hardwareType: number;
  readonly flags: number;
  readonly operationalState: OperationalState;
  readonly address: Uint8Array;
  readonly broadcast: Uint8Array;
}

export type LinkSelector = { readonly name: string } | { readonly index: number };

/** RTM_GETLINK for one link (by name, alternative name or index), or for all. */
export function encodeLinkRequest(selector?: LinkSelector): Uint8Array {
  const attributes = [{ type: IFLA_EXT_MASK, value: u32Value(RTEXT_FILTER_SKIP_STATS) }];
  if (selector && 'name' in selector) {
    const value = stringValue(selector.name);
    attributes.push({ type: value.length > IFNAMSIZ ? IFLA_ALT_IFNAME : IFLA_IFNAME, value });
  }
  const index = selector && 'index' in selector ? selector.index : 0;
  return encodeLinkMessage(index, 0, 0, encodeAttributes(attributes));
}

/** RTM_NEWLINK that sets or clears IFF_UP and touches nothing else. */
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

/** The interface index of a notification, whose attributes do not matter. */
export function linkIndexOf(bytes: Uint8Array): number {
  checkLength(bytes);
  return getU32(bytes, 4);
}

export function decodeLink(bytes: Uint8Array): Link {
  checkLength(bytes);
  const [name, state, address, broadcast] = pickAttributes(
    bytes,
    IFINFOMSG_LENGTH,
    LINK_ATTRIBUTES,
  );
  return {
    index: getU32(bytes, 4),
    name: name ? readString(name) : '',
    hardwareType: getU16(bytes, 2),
    flags: getU32(bytes, 8),
    operationalState: OPERATIONAL_STATES[state?.[0] ?? 0] ?? 'UNKNOWN',
    address: address?.slice() ?? new Uint8Array(0),
    broadcast: broadcast?.slice() ?? new Uint8Array(0),
  };
}

function checkLength({ length }: Uint8Array): void {
  if (length >= IFINFOMSG_LENGTH) return;
  throw new MalformedMessage(`ifinfomsg of ${length} octets, ${IFINFOMSG_LENGTH} needed`);
}
