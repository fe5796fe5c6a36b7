/**
 * Neighbor Solicitation (ICMPv6, RFC 4861 section 4.3), big endian:
 *
 *   0  type      1   135
 *   1  code      1   0
 *   2  checksum  2
 *   4  reserved  4
 *   8  target   16
 *  24  options: the Source Link-Layer Address (type 1), in the layout of neighbor-advertisement.ts
 *
 * Nonce option (RFC 3971 section 5.3.2), in the solicitations of duplicate address detection (RFC 7527):
 *
 *   0  type     1   14
 *   1  length   1   1, in units of 8 octets
 *   2  nonce    6
 */
import {
  type Addressing,
  checkNeighborMessage,
  encodeNeighborMessage,
  findOption,
  ND_FIXED_LENGTH,
  ND_OPTION_UNIT,
  paddingOf,
} from './neighbor-message.ts';
import { putOctet } from './octets.ts';

export const ND_NEIGHBOR_SOLICIT = 135;
const ND_OPT_SOURCE_LL_ADDR = 1;
const ND_OPT_NONCE = 14;

export interface NeighborSolicitation {
  readonly target: Uint8Array;
  /** Undefined without the option: the sender has no address yet. */
  readonly sourceLinkLayerAddress: Uint8Array | undefined;
  readonly nonce: Uint8Array | undefined;
}

/**
 * Encodes the message with its checksum, which includes the addresses of the IPv6 header.
 * @param nonce 6 octets; undefined for no option
 */
export function encodeNeighborSolicitation(
  target: Uint8Array,
  sourceLinkLayerAddress: Uint8Array,
  addressing: Addressing,
  nonce?: Uint8Array,
): Uint8Array {
  const message = { type: ND_NEIGHBOR_SOLICIT, flags: 0, target, option: ND_OPT_SOURCE_LL_ADDR };
  const others = nonce ? encodeNonce(nonce) : new Uint8Array(0);
  return encodeNeighborMessage(message, sourceLinkLayerAddress, addressing, others);
}

/** Skips all other options. */
export function decodeNeighborSolicitation(
  bytes: Uint8Array,
  hardwareType: number,
): NeighborSolicitation {
  checkNeighborMessage(bytes, 'Neighbor Solicitation', ND_NEIGHBOR_SOLICIT);
  const source = findOption(bytes, ND_OPT_SOURCE_LL_ADDR);
  return {
    target: bytes.subarray(8, ND_FIXED_LENGTH),
    sourceLinkLayerAddress: source?.subarray(2 + paddingOf(hardwareType)),
    nonce: findOption(bytes, ND_OPT_NONCE)?.subarray(2),
  };
}

function encodeNonce(nonce: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(ND_OPTION_UNIT);
  putOctet(bytes, 0, ND_OPT_NONCE);
  putOctet(bytes, 1, 1);
  bytes.set(nonce, 2);
  return bytes;
}
