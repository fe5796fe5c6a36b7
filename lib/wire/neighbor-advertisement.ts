/**
 * Neighbor Advertisement (ICMPv6, RFC 4861 section 4.4), big endian:
 *
 *   0  type      1   136
 *   1  code      1   0
 *   2  checksum  2
 *   4  flags     4   R (Router), S (Solicited), O (Override), 29 bits reserved
 *   8  target   16
 *  24  options
 *
 * Target Link-Layer Address option (section 4.6.1), padded to a multiple of 8 octets:
 *
 *   0  type     1   2
 *   1  length   1   in units of 8 octets
 *   2  padding      2 octets on InfiniBand (RFC 4391 section 9.3), 0 on Ethernet
 *      address
 */
import {
  type Addressing,
  checkNeighborMessage,
  encodeNeighborMessage,
  findOption,
  ND_FIXED_LENGTH,
  paddingOf,
} from './neighbor-message.ts';
import { octetAt } from './octets.ts';

export const ND_NEIGHBOR_ADVERT = 136;

const FLAG_ROUTER = 0x80;
const FLAG_SOLICITED = 0x40;
const FLAG_OVERRIDE = 0x20;

const ND_OPT_TARGET_LL_ADDR = 2;

export interface NeighborAdvertisement {
  readonly router: boolean;
  readonly solicited: boolean;
  readonly override: boolean;
  readonly target: Uint8Array;
  /** 6 octets on Ethernet, 20 on InfiniBand; undefined without the option. */
  readonly targetLinkLayerAddress: Uint8Array | undefined;
}

/** Encodes the message with its checksum, which includes the addresses of the IPv6 header. */
export function encodeNeighborAdvertisement(
  { router, solicited, override, target, targetLinkLayerAddress }: NeighborAdvertisement,
  addressing: Addressing,
): Uint8Array {
  const flags =
    (router ? FLAG_ROUTER : 0) | (solicited ? FLAG_SOLICITED : 0) | (override ? FLAG_OVERRIDE : 0);
  const message = { type: ND_NEIGHBOR_ADVERT, flags, target, option: ND_OPT_TARGET_LL_ADDR };
  return encodeNeighborMessage(message, targetLinkLayerAddress, addressing);
}

/** Skips all options except the Target Link-Layer Address. */
export function decodeNeighborAdvertisement(
  bytes: Uint8Array,
  hardwareType: number,
): NeighborAdvertisement {
  checkNeighborMessage(bytes, 'Neighbor Advertisement', ND_NEIGHBOR_ADVERT);
  const flags = octetAt(bytes, 4);
  return {
    router: (flags & FLAG_ROUTER) !== 0,
    solicited: (flags & FLAG_SOLICITED) !== 0,
    override: (flags & FLAG_OVERRIDE) !== 0,
    target: bytes.subarray(8, ND_FIXED_LENGTH),
    targetLinkLayerAddress: targetLinkLayerAddressIn(bytes, hardwareType),
  };
}

function targetLinkLayerAddressIn(bytes: Uint8Array, hardwareType: number): Uint8Array | undefined {
  return findOption(bytes, ND_OPT_TARGET_LL_ADDR)?.subarray(2 + paddingOf(hardwareType));
}
