/** The address as start adds it. */

import type { Kernel } from '../linux/kernel.ts';
import type { VipRequest } from '../ocf/request.ts';
import type { Candidate, Placement } from '../vip/placement.ts';
import { hasForeignPrefixRoute } from '../vip/prefix-route.ts';
import {
  IFA_F_NODAD,
  IFA_F_NOPREFIXROUTE,
  INFINITY_LIFE_TIME,
  type InterfaceAddress,
  RT_SCOPE_HOST,
  RT_SCOPE_LINK,
  RT_SCOPE_UNIVERSE,
} from '../wire/ifaddrmsg.ts';
import { type IpAddress, isLinkLocal, isLoopbackAddress } from '../wire/ip-address.ts';
import { AF_INET, AF_INET6 } from '../wire/socket.ts';

export function newAddress(
  kernel: Kernel,
  request: VipRequest,
  placement: Extract<Placement, { kind: 'placed' }>,
  label: string | undefined,
): InterfaceAddress {
  const { ip } = request;
  const { link, prefixLength } = placement;
  const entry = {
    prefixLength,
    scope: scopeOf(ip),
    index: link.index,
    local: ip.bytes,
    address: ip.bytes,
  };
  const flags = request.noPrefixRoute ? IFA_F_NOPREFIXROUTE : 0;
  if (ip.family === 'inet') {
    const { broadcast } = placement;
    // Without a label the kernel takes the interface's name, as for every address.
    return { ...entry, family: AF_INET, flags, broadcast, label: label ?? link.name };
  }
  const { skipDetection, preferredLifetime } = request;
  const added = {
    ...entry,
    family: AF_INET6,
    flags: flags | (skipDetection ? IFA_F_NODAD : 0),
    routeMetric: routeMetric(placement.route),
    preferredLifetime: preferredLifetime === INFINITY_LIFE_TIME ? undefined : preferredLifetime,
  };
  if (!hasForeignPrefixRoute(kernel, added)) return added;
  return { ...added, flags: added.flags | IFA_F_NOPREFIXROUTE };
}

function scopeOf(ip: IpAddress): number {
  if (isLoopbackAddress(ip)) return RT_SCOPE_HOST;
  return isLinkLocal(ip) ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
}

/**
 * The route of the address is to be as good as that of the interface's own, which then is the same
 * one. A route that was added by hand must not be: the kernel would remove it along with the address.
 */
function routeMetric(route: Candidate | undefined): number | undefined {
  return route?.ofAddress ? route.metric || undefined : undefined;
}
