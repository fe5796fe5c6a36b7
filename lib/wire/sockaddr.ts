/** Socket addresses. */
import { cString } from './c-string.ts';
import {
  getNetworkU16,
  getS32,
  getU32,
  MalformedMessage,
  octetAt,
  putNetworkU16,
  putOctet,
  putU16,
  putU32,
} from './octets.ts';
import { AF_NETLINK, AF_PACKET, AF_UNIX } from './socket.ts';

/**
 * struct sockaddr_nl (linux/netlink.h), host byte order:
 *
 *   0  nl_family  2
 *   2  padding    2
 *   4  nl_pid     4   port id; 0: the kernel
 *   8  nl_groups  4
 */
export const SOCKADDR_NL_LENGTH = 12;

export interface NetlinkAddress {
  readonly portId: number;
  readonly groups: number;
}

export function encodeSockaddrNl(address: NetlinkAddress): Uint8Array {
  const bytes = new Uint8Array(SOCKADDR_NL_LENGTH);
  putU16(bytes, 0, AF_NETLINK);
  putU32(bytes, 4, address.portId);
  putU32(bytes, 8, address.groups);
  return bytes;
}

export function decodeSockaddrNl(bytes: Uint8Array): NetlinkAddress {
  return { portId: getU32(bytes, 4), groups: getU32(bytes, 8) };
}

/**
 * struct sockaddr_ll (linux/if_packet.h):
 *
 *   0  sll_family    2   host byte order
 *   2  sll_protocol  2   network byte order
 *   4  sll_ifindex   4   host byte order
 *   8  sll_hatype    2
 *  10  sll_pkttype   1
 *  11  sll_halen     1
 *  12  sll_addr      8, or sll_halen if that is more (InfiniBand: 20)
 */
const SLL_ADDR = 12;

export interface LinkLayerAddress {
  /** EtherType; a socket bound to 0 receives nothing. */
  readonly protocol: number;
  readonly index: number;
  readonly address: Uint8Array;
}

export function encodeSockaddrLl(address: LinkLayerAddress): Uint8Array {
  const bytes = new Uint8Array(SLL_ADDR + Math.max(8, address.address.length));
  putU16(bytes, 0, AF_PACKET);
  putNetworkU16(bytes, 2, address.protocol);
  putU32(bytes, 4, address.index);
  putOctet(bytes, 11, address.address.length);
  bytes.set(address.address, SLL_ADDR);
  return bytes;
}

export function decodeSockaddrLl(bytes: Uint8Array): LinkLayerAddress {
  const length = octetAt(bytes, 11);
  if (bytes.length < SLL_ADDR + length) {
    throw new MalformedMessage(`sockaddr_ll of ${bytes.length} octets with sll_halen ${length}`);
  }
  return {
    protocol: getNetworkU16(bytes, 2),
    index: getS32(bytes, 4),
    address: bytes.subarray(SLL_ADDR, SLL_ADDR + length),
  };
}

/** struct sockaddr_un: sun_family 2 (host byte order), sun_path with its NUL. */
export function encodeSockaddrUn(path: string): Uint8Array {
  const text = cString(path);
  const bytes = new Uint8Array(2 + text.length);
  putU16(bytes, 0, AF_UNIX);
  bytes.set(text, 2);
  return bytes;
}
