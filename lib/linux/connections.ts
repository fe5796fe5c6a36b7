/** Reads and destroys the TCP connections of the network namespace through NETLINK_SOCK_DIAG (sock_diag(7)). */
import {
  type Connection,
  decodeConnection,
  type End,
  encodeConnection,
  encodeConnectionsFilter,
  isConnectionOf,
  SOCK_DESTROY,
  SOCK_DIAG_BY_FAMILY,
} from '../wire/inet-diag.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { AF_INET, AF_INET6 } from '../wire/socket.ts';
import { ConnectionTable } from './kernel.ts';
import { NETLINK_SOCK_DIAG, NetlinkSocket } from './netlink-socket.ts';
import { SystemError } from './system-error.ts';

const DUMP = 'SOCK_DIAG_BY_FAMILY';
const NO_DIAG = 'load the kernel module tcp_diag';
const NO_DESTROY = 'this kernel is built without CONFIG_INET_DIAG_DESTROY';

export class Connections extends ConnectionTable {
  readonly #netlink = new NetlinkSocket(0, NETLINK_SOCK_DIAG);
  #hasDestroyed = false;

  /** The sockets whose local address, or with `any` whose local or remote address, is `ip`. */
  of(ip: IpAddress, end: End): Connection[] {
    const ipv6 = this.#dump(AF_INET6, ip, end);
    return ip.family === 'inet' ? [...this.#dump(AF_INET, ip, end), ...ipv6] : ipv6;
  }

  #dump(family: number, ip: IpAddress, end: End): Connection[] {
    const filter = encodeConnectionsFilter(family, ip, end);
    try {
      return this.#netlink.dump(DUMP, SOCK_DIAG_BY_FAMILY, filter, ({ payload }) => {
        const connection = decodeConnection(payload);
        // Checked again: a connection that is destroyed by mistake is lost.
        return connection && isConnectionOf(connection, ip, end) ? connection : undefined;
      });
    } catch (error) {
      const isUnknown = error instanceof SystemError && error.code === 'ENOENT';
      if (!isUnknown) throw error;
      throw new SystemError(DUMP, error.errno, NO_DIAG);
    }
  }

  /** Equivalent to `ss --kill`: sends a reset to the peer. Returns false if the connection has ended already. */
  destroy(connection: Connection): boolean {
    try {
      this.#netlink.request('SOCK_DESTROY', SOCK_DESTROY, 0, encodeConnection(connection));
      this.#hasDestroyed = true;
      return true;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      // ESTALE: another socket has the id now.
      if (error.code === 'ENOENT' || error.code === 'ESTALE') return false;
      if (error.code !== 'EOPNOTSUPP') throw error;
      // Old kernels refuse a connection that is in TIME_WAIT by now.
      if (this.#hasDestroyed) return false;
      throw new SystemError('SOCK_DESTROY', error.errno, NO_DESTROY);
    }
  }

  close(): void {
    this.#netlink.close();
  }
}
