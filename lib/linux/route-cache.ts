/** Route exceptions: path MTUs and redirects that the kernel has learned in this network namespace. */
import type { Family } from '../wire/ip-address.ts';
import { encodeRouteCacheFilter, isCached } from '../wire/rtmsg.ts';
import { RTM_DELROUTE, RTM_GETROUTE } from '../wire/rtnetlink.ts';
import { addressFamily } from './addresses.ts';
import { writeFile } from './files.ts';
import type { NetlinkSocket } from './netlink-socket.ts';
import { NO_SUCH_ROUTE } from './routes.ts';
import { ignoreErrno } from './system-error.ts';

/** Equivalent to `ip -4 route flush cache` or `ip -6 route flush cache`. */
export function flushRouteCache(netlink: NetlinkSocket, family: Family): void {
  if (family === 'inet') writeFile('/proc/sys/net/ipv4/route/flush', 0, '-1');
  else deleteExceptions(netlink, family);
}

/** For IPv6: /proc/sys/net/ipv6/route/flush does not delete path MTUs before they expire. */
function deleteExceptions(netlink: NetlinkSocket, family: Family): void {
  const filter = encodeRouteCacheFilter(addressFamily(family));
  // An interrupted dump is sufficient: it lacks only new exceptions.
  const dump = netlink.dumpOnce('RTM_GETROUTE', RTM_GETROUTE, filter, ({ payload }) =>
    // Kernels without the filter also list routes.
    isCached(payload) ? payload.slice() : undefined,
  );
  for (const entry of dump.entries) {
    ignoreErrno(NO_SUCH_ROUTE, () => netlink.request('RTM_DELROUTE', RTM_DELROUTE, 0, entry));
  }
}
