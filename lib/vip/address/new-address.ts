import type { ActionContext } from '../../ocf/action-context.ts';
import {
  IFA_F_NODAD,
  IFA_F_NOPREFIXROUTE,
  INFINITY_LIFE_TIME,
  type InterfaceAddress,
  RT_SCOPE_HOST,
  RT_SCOPE_LINK,
  RT_SCOPE_UNIVERSE,
} from '../../wire/ifaddrmsg.ts';
import { type IpAddress, isLinkLocal, isLoopbackAddress } from '../../wire/ip-address.ts';
import { AF_INET, AF_INET6 } from '../../wire/socket.ts';
import type { Candidate, Placed } from './placement.ts';
import { hasForeignPrefixRoute } from './prefix-route.ts';

/**
 * The entry that start adds.
 * @param isUnique dad=fast: no other host has the address
 */
export function newAddress(
  { kernel, request, announcedMac }: ActionContext,
  placement: Placed,
  label: string | undefined,
  isUnique: boolean,
): InterfaceAddress {
  const { ip } = request;
  const { link, prefixLength } = placement;
  const metric = request.routeMetric();
  const entry = {
    prefixLength,
    scope: scopeOf(ip),
    index: link.index,
    local: ip.bytes,
    address: ip.bytes,
  };
  const flags = request.boolean('noprefixroute') ? IFA_F_NOPREFIXROUTE : 0;
  if (ip.family === 'inet') {
    const { broadcast } = placement;
    // The kernel's default label is the interface's name.
    const added = { ...entry, family: AF_INET, flags, broadcast, label: label ?? link.name };
    return { ...added, routeMetric: metric };
  }
  const preferredLifetime = request.preferredLifetime();
  // Duplicate address detection would find the other hosts of a shared address.
  const skipsDad = isUnique || request.dad() === 'none' || announcedMac !== undefined;
  const added = {
    ...entry,
    family: AF_INET6,
    flags: flags | (skipsDad ? IFA_F_NODAD : 0),
    routeMetric: metric ?? routeMetric(placement.route),
    preferredLifetime: preferredLifetime === INFINITY_LIFE_TIME ? undefined : preferredLifetime,
  };
  // metric asks for a route even if there is one with another metric.
  const which = metric === undefined ? 'of-any-metric' : 'of-same-metric';
  if (!hasForeignPrefixRoute(kernel, added, which)) return added;
  return { ...added, flags: added.flags | IFA_F_NOPREFIXROUTE };
}

function scopeOf(ip: IpAddress): number {
  if (isLoopbackAddress(ip)) return RT_SCOPE_HOST;
  return isLinkLocal(ip) ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
}

/**
 * The metric of the interface's own prefix route, so that both addresses have the same route. Not the metric of
 * a route that was added by hand: the kernel would remove this route with the address.
 */
function routeMetric(route: Candidate | undefined): number | undefined {
  return route?.ofAddress ? route.metric || undefined : undefined;
}
