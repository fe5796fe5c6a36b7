/** What a link message (ifinfomsg.ts) says about the kind of a link, and about a link as a port of another one. */
import { readCString } from './c-string.ts';
import { decodeLink, type Link } from './ifinfomsg.ts';
import { getU16, octetAt } from './octets.ts';
import { findAttribute, readU32 } from './rtattr.ts';

const IFINFOMSG_LENGTH = 16;

const IFLA_MTU = 4;
const IFLA_LINK = 5;
const IFLA_QDISC = 6;
const IFLA_MASTER = 10;
const IFLA_LINKINFO = 18;
const IFLA_XDP = 43;

/** Attributes in IFLA_LINKINFO. */
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
const IFLA_INFO_SLAVE_KIND = 4;
const IFLA_INFO_SLAVE_DATA = 5;

/** Attributes in IFLA_INFO_DATA, by kind. */
const IFLA_MACVLAN_MODE = 1;
const IFLA_VLAN_ID = 1;
const IFLA_VRF_TABLE = 1;
const IFLA_BR_VLAN_FILTERING = 7;

/** Attributes in IFLA_INFO_SLAVE_DATA of a port of a bridge. */
const IFLA_BRPORT_STATE = 1;
const IFLA_BRPORT_LEARNING = 8;
const IFLA_BRPORT_UNICAST_FLOOD = 9;
const IFLA_BRPORT_MCAST_FLOOD = 27;
const IFLA_BRPORT_BCAST_FLOOD = 30;
const IFLA_BRPORT_NEIGH_SUPPRESS = 32;
const IFLA_BRPORT_ISOLATED = 33;
const IFLA_BRPORT_LOCKED = 39;

/** Attribute in IFLA_XDP: 0 for no program. */
const IFLA_XDP_ATTACHED = 2;

export type MacvlanMode = 'private' | 'vepa' | 'bridge' | 'passthru' | 'source';

/** MACVLAN_MODE_* */
function macvlanModes(): ReadonlyMap<number, MacvlanMode> {
  return new Map<number, MacvlanMode>([
    [1, 'private'],
    [2, 'vepa'],
    [4, 'bridge'],
    [8, 'passthru'],
    [16, 'source'],
  ]);
}

/** BR_STATE_* */
function bridgePortStates(): readonly string[] {
  return ['disabled', 'listening', 'learning', 'forwarding', 'blocking'];
}

export interface BridgePort {
  /** One of bridgePortStates(). */
  readonly state: string;
  readonly learning: boolean;
  readonly unicastFlood: boolean;
  readonly multicastFlood: boolean;
  readonly broadcastFlood: boolean;
  readonly neighbourSuppression: boolean;
  readonly isolated: boolean;
  readonly locked: boolean;
}

export interface LinkDetails {
  readonly link: Link;
  /** `veth`, `bridge`, `macvlan`, …; empty for a device of hardware. */
  readonly kind: string;
  readonly mtu: number;
  readonly queueing: string;
  /** The index of the bridge, bond or VRF that the link is a port of; 0 for none. */
  readonly master: number;
  /** The kind of `master`. */
  readonly masterKind: string;
  /** IFLA_LINK, also if it is in another namespace. */
  readonly lower: number;
  readonly port: BridgePort | undefined;
  readonly macvlanMode: MacvlanMode | undefined;
  readonly vlanId: number | undefined;
  readonly vrfTable: number | undefined;
  readonly vlanFiltering: boolean;
  readonly hasXdp: boolean;
}

export function decodeLinkDetails(bytes: Uint8Array): LinkDetails {
  const link = decodeLink(bytes);
  const info = attributeOf(bytes, IFLA_LINKINFO) ?? new Uint8Array(0);
  const data = findAttribute(info, 0, IFLA_INFO_DATA) ?? new Uint8Array(0);
  const portData = findAttribute(info, 0, IFLA_INFO_SLAVE_DATA);
  const kind = textOf(findAttribute(info, 0, IFLA_INFO_KIND));
  const masterKind = textOf(findAttribute(info, 0, IFLA_INFO_SLAVE_KIND));
  const xdp = attributeOf(bytes, IFLA_XDP) ?? new Uint8Array(0);
  const isPort = masterKind === 'bridge' && portData !== undefined;
  return {
    link,
    kind,
    mtu: numberOf(attributeOf(bytes, IFLA_MTU)),
    queueing: textOf(attributeOf(bytes, IFLA_QDISC)),
    master: numberOf(attributeOf(bytes, IFLA_MASTER)),
    masterKind,
    lower: numberOf(attributeOf(bytes, IFLA_LINK)),
    port: isPort ? bridgePort(portData) : undefined,
    macvlanMode:
      kind === 'macvlan' || kind === 'macvtap'
        ? macvlanModes().get(numberOf(findAttribute(data, 0, IFLA_MACVLAN_MODE)))
        : undefined,
    vlanId: kind === 'vlan' ? shortOf(findAttribute(data, 0, IFLA_VLAN_ID)) : undefined,
    vrfTable: kind === 'vrf' ? numberOf(findAttribute(data, 0, IFLA_VRF_TABLE)) : undefined,
    vlanFiltering: kind === 'bridge' && flagOf(data, IFLA_BR_VLAN_FILTERING, false),
    hasXdp: flagOf(xdp, IFLA_XDP_ATTACHED, false),
  };
}

function bridgePort(data: Uint8Array): BridgePort {
  const state = findAttribute(data, 0, IFLA_BRPORT_STATE);
  const number = octetOf(state) ?? 0;
  return {
    state: bridgePortStates()[number] ?? 'disabled',
    learning: flagOf(data, IFLA_BRPORT_LEARNING, true),
    unicastFlood: flagOf(data, IFLA_BRPORT_UNICAST_FLOOD, true),
    multicastFlood: flagOf(data, IFLA_BRPORT_MCAST_FLOOD, true),
    broadcastFlood: flagOf(data, IFLA_BRPORT_BCAST_FLOOD, true),
    neighbourSuppression: flagOf(data, IFLA_BRPORT_NEIGH_SUPPRESS, false),
    isolated: flagOf(data, IFLA_BRPORT_ISOLATED, false),
    locked: flagOf(data, IFLA_BRPORT_LOCKED, false),
  };
}

function textOf(value: Uint8Array | undefined): string {
  return value ? readCString(value) : '';
}

/** @param value an attribute of 32 bits */
function numberOf(value: Uint8Array | undefined): number {
  return value && value.length >= 4 ? readU32(value) : 0;
}

/** @param value an attribute of 16 bits */
function shortOf(value: Uint8Array | undefined): number {
  return value && value.length >= 2 ? getU16(value, 0) : 0;
}

function octetOf(value: Uint8Array | undefined): number | undefined {
  if (!value || value.length === 0) return undefined;
  return octetAt(value, 0);
}

/** An attribute of one octet. */
function flagOf(attributes: Uint8Array, type: number, without: boolean): boolean {
  const value = findAttribute(attributes, 0, type);
  const octet = octetOf(value);
  return octet === undefined ? without : octet !== 0;
}

function attributeOf(bytes: Uint8Array, type: number): Uint8Array | undefined {
  return findAttribute(bytes, IFINFOMSG_LENGTH, type);
}
