/** Reads the neighbour tables through rtnetlink. */
import type { IpAddress } from '../wire/ip-address.ts';
import { encodeNeighbourRequest, neighbourHardwareAddress } from '../wire/ndmsg.ts';
import { RTM_GETNEIGH } from '../wire/rtnetlink.ts';
import { addressFamily } from './addresses.ts';
import { NeighbourTable } from './kernel.ts';
import type { NetlinkSocket } from './netlink-socket.ts';
import { ignoreErrno } from './system-error.ts';

/** There is no entry, or the kernel is older than 5.0 and has no request for one entry. */
const NO_ENTRY = ['ENOENT', 'ENODEV', 'EINVAL', 'EOPNOTSUPP'];

export class Neighbours extends NeighbourTable {
  readonly #netlink: NetlinkSocket;

  constructor(netlink: NetlinkSocket) {
    super();
    this.#netlink = netlink;
  }

  /** The hardware address of a neighbour on an interface; undefined if the kernel does not know it. */
  hardwareAddress(ip: IpAddress, index: number): Uint8Array | undefined {
    let address: Uint8Array | undefined;
    const request = encodeNeighbourRequest(addressFamily(ip.family), index, ip.bytes);
    ignoreErrno(NO_ENTRY, () =>
      this.#netlink.request('RTM_GETNEIGH', RTM_GETNEIGH, 0, request, ({ payload }) => {
        address = neighbourHardwareAddress(payload);
      }),
    );
    return address;
  }
}
