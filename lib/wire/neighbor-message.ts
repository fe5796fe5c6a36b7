/** The common layout of Neighbor Solicitations and Neighbor Advertisements (RFC 4861 sections 4.3 and 4.4). */
import { ARPHRD_INFINIBAND } from './arp.ts';
import { IPPROTO_ICMPV6, upperLayerChecksum } from './ipv6.ts';
import { MalformedMessage, octetAt, putNetworkU16, putOctet } from './octets.ts';

/** Octets before the options. */
export const ND_FIXED_LENGTH = 24;
/** The unit of an option's length, in octets. */
export const ND_OPTION_UNIT = 8;

const NO_OPTIONS = new Uint8Array(0);

/** The hardware type of the link, and the addresses of the IPv6 header. */
export interface Addressing {
  readonly hardwareType: number;
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
}

export interface NeighborMessage {
  /** ICMPv6 type. */
  readonly type: number;
  /** The octet after the checksum. */
  readonly flags: number;
  readonly target: Uint8Array;
  /** The type of the option with the link-layer address. */
  readonly option: number;
}

/**
 * Encodes the message with its checksum.
 * @param address undefined for no option
 * @param others more options, encoded
 */
export function encodeNeighborMessage(
  { type, flags, target, option }: NeighborMessage,
  address: Uint8Array | undefined,
  { hardwareType, source, destination }: Addressing,
  others: Uint8Array = NO_OPTIONS,
): Uint8Array {
  const at = ND_FIXED_LENGTH + 2 + paddingOf(hardwareType);
  const length = address
    ? ND_FIXED_LENGTH +
      Math.ceil((at - ND_FIXED_LENGTH + address.length) / ND_OPTION_UNIT) * ND_OPTION_UNIT
    : ND_FIXED_LENGTH;
  const bytes = new Uint8Array(length + others.length);
  putOctet(bytes, 0, type);
  putOctet(bytes, 4, flags);
  bytes.set(target, 8);
  if (address) {
    putOctet(bytes, ND_FIXED_LENGTH, option);
    putOctet(bytes, ND_FIXED_LENGTH + 1, (length - ND_FIXED_LENGTH) / ND_OPTION_UNIT);
    bytes.set(address, at);
  }
  bytes.set(others, length);
  const packet = { nextHeader: IPPROTO_ICMPV6, source, destination, payload: bytes };
  putNetworkU16(bytes, 2, upperLayerChecksum(packet));
  return bytes;
}

/**
 * Checks what stands before the options.
 * @param name of the message
 * @param type ICMPv6 type
 * @throws MalformedMessage
 */
export function checkNeighborMessage(bytes: Uint8Array, name: string, type: number): void {
  if (bytes.length < ND_FIXED_LENGTH) {
    throw new MalformedMessage(`${name} of ${bytes.length} octets, ${ND_FIXED_LENGTH} needed`);
  }
  const found = octetAt(bytes, 0);
  const code = octetAt(bytes, 1);
  if (found !== type || code !== 0) {
    throw new MalformedMessage(`ICMPv6 type ${found} code ${code}, not type ${type} code 0`);
  }
}

/** Octets between the header of the option and the address. */
export function paddingOf(hardwareType: number): number {
  return hardwareType === ARPHRD_INFINIBAND ? 2 : 0;
}

/** The first option of a type in a message, with its header; undefined without one. @throws MalformedMessage */
export function findOption(bytes: Uint8Array, type: number): Uint8Array | undefined {
  for (let at = ND_FIXED_LENGTH; at < bytes.length; ) {
    const length = octetAt(bytes, at + 1) * ND_OPTION_UNIT;
    const left = bytes.length - at;
    if (length === 0 || length > left) {
      throw new MalformedMessage(`option of ${length} octets, but ${left} octets left`);
    }
    if (octetAt(bytes, at) === type) return bytes.subarray(at, at + length);
    at += length;
  }
  return undefined;
}
