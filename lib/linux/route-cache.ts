/**
 * What the kernel has learned of single destinations, path MTUs and redirects: an open socket goes by
 * it until it is told otherwise. That of the network namespace that the process is in.
 */
import type { Family } from '../wire/ip-address.ts';
import { encodeRouteCacheFilter, isCached } from '../wire/rtmsg.ts';
import { addressFamily } from './addresses.ts';
import { writeFile } from './files.ts';
import type { NetlinkSocket } from './netlink-socket.ts';
import { GONE, RTM_DELROUTE, RTM_GETROUTE } from './routes.ts';
import { allowing } from './system-error.ts';

/** Equivalent to `ip -4 route flush cache` or `ip -6 route flush cache`. */
export function flushRouteCache(netlink: NetlinkSocket, family: Family): void {
  if (family === 'inet') writeFile('/proc/sys/net/ipv4/route/flush', 0, '-1');
  else forgetExceptions(netlink, family);
}

/** The file of IPv6 only ages them: a path MTU stays until it expires. */
function forgetExceptions(netlink: NetlinkSocket, family: Family): void {
  const filter = encodeRouteCacheFilter(addressFamily(family));
  // What comes while the list is read is new.
  const dump = netlink.dumpOnce('RTM_GETROUTE', RTM_GETROUTE, filter, ({ payload }) =>
    // A kernel that does not know the filter lists the routes themselves.
    isCached(payload) ? payload.slice() : undefined,
  );
  for (const entry of dump.entries) {
    allowing(GONE, () => netlink.request('RTM_DELROUTE', RTM_DELROUTE, 0, entry));
  }
}
