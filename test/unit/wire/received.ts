import { NetlinkCursor } from '../../../lib/wire/netlink.ts';
import { ReceiveBuffer } from '../../../lib/wire/receive-buffer.ts';

/** A cursor over octets, as if they had been received; what does not fill 32 bits is padded. */
export function received(datagram: Uint8Array): NetlinkCursor {
  const buffer = new ReceiveBuffer((datagram.length + 3) & ~3);
  buffer.octets.set(datagram);
  return new NetlinkCursor(buffer, datagram.length);
}
