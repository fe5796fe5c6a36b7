/**
 * Address labels of the policy table (RFC 6724; struct ifaddrlblmsg, linux/if_addrlabel.h), host byte
 * order:
 *
 *   0  ifal_family     1
 *   1  reserved        1
 *   2  ifal_prefixlen  1
 *   3  ifal_flags      1
 *   4  ifal_index      4   0: any interface
 *   8  ifal_seq        4
 *  12  attributes
 */
import { copyOf, getU32, MalformedMessage, octetAt, putOctet, putU32 } from './octets.ts';
import { encodeAttributes, findAttribute, readU32, u32Value } from './rtattr.ts';
import { AF_INET6 } from './socket.ts';

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
  putOctet(bytes, 0, AF_INET6);
  putOctet(bytes, 2, prefixLength);
  putU32(bytes, 4, index);
  bytes.set(tail, IFADDRLBLMSG_LENGTH);
  return bytes;
}

/** The fixed part only: the request for a dump of the IPv6 table. */
export function encodeAddressLabelFilter(): Uint8Array {
  const bytes = new Uint8Array(IFADDRLBLMSG_LENGTH);
  putOctet(bytes, 0, AF_INET6);
  return bytes;
}

export function decodeAddressLabel(bytes: Uint8Array): AddressLabel {
  if (bytes.length < IFADDRLBLMSG_LENGTH) {
    throw new MalformedMessage(
      `ifaddrlblmsg of ${bytes.length} octets, ${IFADDRLBLMSG_LENGTH} needed`,
    );
  }
  const prefix = findAttribute(bytes, IFADDRLBLMSG_LENGTH, IFAL_ADDRESS);
  const label = findAttribute(bytes, IFADDRLBLMSG_LENGTH, IFAL_LABEL);
  return {
    prefix: prefix ? copyOf(prefix) : new Uint8Array(16),
    prefixLength: octetAt(bytes, 2),
    index: getU32(bytes, 4),
    label: label ? readU32(label) : 0,
  };
}
