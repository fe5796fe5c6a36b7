import { NetlinkCursor } from '../../../lib/wire/netlink.ts';
import { ReceiveBuffer } from '../../../lib/wire/receive-buffer.ts';

/** A cursor over a received datagram, padded to units of 32 bits. */
export function received(datagram: Uint8Array): NetlinkCursor {
  const buffer = new ReceiveBuffer((datagram.length + 3) & ~3);
  buffer.octets.set(datagram);
  return new NetlinkCursor(buffer, datagram.length);
}
