/**
 * Neighbours (struct ndmsg, linux/neighbour.h), host byte order:
 *
 *   0  ndm_family   1
 *   1  padding      3
 *   4  ndm_ifindex  4
 *   8  ndm_state    2   NUD_*
 *  10  ndm_flags    1
 *  11  ndm_type     1
 *  12  attributes
 */
import { copyOf, getU16, getU32, MalformedMessage, putOctet, putU32 } from './octets.ts';
import { encodeAttributes, findAttribute } from './rtattr.ts';

const NDMSG_LENGTH = 12;
const NDA_DST = 1;
const NDA_LLADDR = 2;

/** NUD_* */
export const NUD_REACHABLE = 0x02;
export const NUD_FAILED = 0x20;
export const NUD_NOARP = 0x40;
export const NUD_PERMANENT = 0x80;

/** The fixed part and the attributes of an entry of a neighbour table, or of a forwarding table of a bridge. */
export interface Neighbour {
  readonly index: number;
  /** NUD_* */
  readonly state: number;
  /** Network byte order; empty in a forwarding table. */
  readonly address: Uint8Array;
  /** Empty if it is unknown. */
  readonly hardwareAddress: Uint8Array;
}

/** RTM_GETNEIGH for one neighbour of an interface. */
export function encodeNeighbourRequest(
  family: number,
  index: number,
  address: Uint8Array,
): Uint8Array {
  const attributes = encodeAttributes([{ type: NDA_DST, value: address }]);
  const bytes = new Uint8Array(NDMSG_LENGTH + attributes.length);
  putOctet(bytes, 0, family);
  putU32(bytes, 4, index);
  bytes.set(attributes, NDMSG_LENGTH);
  return bytes;
}

/** The hardware address of a neighbour; undefined if the kernel does not know it. */
export function neighbourHardwareAddress(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < NDMSG_LENGTH) {
    throw new MalformedMessage(`ndmsg of ${bytes.length} octets, ${NDMSG_LENGTH} needed`);
  }
  const address = findAttribute(bytes, NDMSG_LENGTH, NDA_LLADDR);
  return address && copyOf(address);
}

/** RTM_GETNEIGH dump. @param family AF_BRIDGE for forwarding tables */
export function encodeNeighbourFilter(family: number): Uint8Array {
  const bytes = new Uint8Array(NDMSG_LENGTH);
  putOctet(bytes, 0, family);
  return bytes;
}

export function decodeNeighbour(bytes: Uint8Array): Neighbour {
  const hardwareAddress = neighbourHardwareAddress(bytes);
  const address = findAttribute(bytes, NDMSG_LENGTH, NDA_DST);
  return {
    index: getU32(bytes, 4),
    state: getU16(bytes, 8),
    address: address ? copyOf(address) : new Uint8Array(0),
    hardwareAddress: hardwareAddress ?? new Uint8Array(0),
  };
}
