/**
 * Neighbor Solicitation (ICMPv6, RFC 4861 section 4.3), big endian:
 *
 *   0  type      1   135
 *   1  code      1   0
 *   2  checksum  2
 *   4  reserved  4
 *   8  target   16
 *  24  options: the Source Link-Layer Address (type 1), in the layout of neighbor-advertisement.ts
 */
import { type Addressing, encodeNeighborMessage } from './neighbor-message.ts';

export const ND_NEIGHBOR_SOLICIT = 135;
const ND_OPT_SOURCE_LL_ADDR = 1;

/** Encodes the message with its checksum, which includes the addresses of the IPv6 header. */
export function encodeNeighborSolicitation(
  target: Uint8Array,
  sourceLinkLayerAddress: Uint8Array,
  addressing: Addressing,
): Uint8Array {
  const message = { type: ND_NEIGHBOR_SOLICIT, flags: 0, target, option: ND_OPT_SOURCE_LL_ADDR };
  return encodeNeighborMessage(message, sourceLinkLayerAddress, addressing);
}
