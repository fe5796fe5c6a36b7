/**
 * Address labels of RFC 6724's policy table (struct ifaddrlblmsg, linux/if_addrlabel.h), host byte
 * order:
 *
 *   0  ifal_family     1
 *   1  reserved        1
 *   2  ifal_prefixlen  1
 *   3  ifal_flags      1
 *   4  ifal_index      4   0: on whatever interface
 *   8  ifal_seq        4
 *  12  attributes
 */
import { getU32, putU32 } from './host-order.ts';
import { AF_INET6 } from './ifaddrmsg.ts';
import { MalformedMessage } from './malformed.ts';
import { encodeAttributes, readAttributes, readU32, u32Value } from './rtattr.ts';

const IFADDRLBLMSG_LENGTH = 12;

const IFAL_ADDRESS = 1;
const IFAL_LABEL = 2;

export interface AddressLabel {
  readonly prefix: Uint8Array;
  readonly prefixLength: number;
  readonly index: number;
  readonly label: number;
}

export function encodeAddressLabel({ prefix, prefixLength, index, label }: AddressLabel) {
  const tail = encodeAttributes([
    { type: IFAL_ADDRESS, value: prefix },
    { type: IFAL_LABEL, value: u32Value(label) },
  ]);
  const bytes = new Uint8Array(IFADDRLBLMSG_LENGTH + tail.length);
  bytes[0] = AF_INET6;
  bytes[2] = prefixLength;
  putU32(bytes, 4, index);
  bytes.set(tail, IFADDRLBLMSG_LENGTH);
  return bytes;
}

/** The fixed part alone: asks for the whole table. */
export function encodeAddressLabelFilter(): Uint8Array {
  const bytes = new Uint8Array(IFADDRLBLMSG_LENGTH);
  bytes[0] = AF_INET6;
  return bytes;
}

export function decodeAddressLabel(bytes: Uint8Array): AddressLabel {
  if (bytes.length < IFADDRLBLMSG_LENGTH) {
    throw new MalformedMessage(
      `ifaddrlblmsg of ${bytes.length} octets, ${IFADDRLBLMSG_LENGTH} needed`,
    );
  }
  const attributes = readAttributes(bytes, IFADDRLBLMSG_LENGTH);
  const label = attributes.get(IFAL_LABEL);
  return {
    prefix: attributes.get(IFAL_ADDRESS)?.slice() ?? new Uint8Array(16),
    prefixLength: bytes[2] ?? 0,
    index: getU32(bytes, 4),
    label: label ? readU32(label) : 0,
  };
}
