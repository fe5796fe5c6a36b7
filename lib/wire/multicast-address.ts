/** IPv6 multicast groups and their link-layer addresses. */
import { ARPHRD_INFINIBAND } from './arp.ts';
import { concatenate, octetAt } from './octets.ts';

/** ff02::1, the link-local all-nodes group (RFC 4291 section 2.7.1). */
export const ALL_NODES = new Uint8Array([0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);

/**
 * Ethernet: 33:33 and the last four octets of the group (RFC 2464 section 7). InfiniBand: queue pair number
 * 0xffffff and a GID, which consists of the scope and the partition key of the link's broadcast address and of
 * the last ten octets of the group (RFC 4391 sections 4 and 9.1.2).
 *
 * @param broadcast the link's broadcast address
 */
export function multicastHardwareAddress(
  group: Uint8Array,
  hardwareType: number,
  broadcast: Uint8Array,
): Uint8Array {
  if (hardwareType !== ARPHRD_INFINIBAND) {
    return concatenate(new Uint8Array([0x33, 0x33]), group.subarray(12));
  }
  const scope = 0x10 | (octetAt(broadcast, 5) & 0x0f);
  const head = new Uint8Array([0x00, 0xff, 0xff, 0xff, 0xff, scope, 0x60, 0x1b]);
  return concatenate(concatenate(head, broadcast.subarray(8, 10)), group.subarray(6));
}

/** ff02::1:ffXX:XXXX with the last three octets of the address (RFC 4291 section 2.7.1). */
export function solicitedNodeGroup(address: Uint8Array): Uint8Array {
  const prefix = new Uint8Array([0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff]);
  return concatenate(prefix, address.subarray(13));
}
