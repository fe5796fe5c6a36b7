/** The address as start adds it. */
import type { VipRequest } from '../../ocf/request.ts';
import { isLoopbackAddress } from '../../vip/observation.ts';
import type { Placement } from '../../vip/placement.ts';
import {
  AF_INET,
  IFA_F_NOPREFIXROUTE,
  type InterfaceAddress,
  RT_SCOPE_HOST,
  RT_SCOPE_UNIVERSE,
} from '../../wire/ifaddrmsg.ts';

export function newAddress(
  request: VipRequest,
  { link, prefixLength, broadcast }: Extract<Placement, { kind: 'placed' }>,
  label: string | undefined,
): InterfaceAddress {
  return {
    family: AF_INET,
    prefixLength,
    flags: request.noPrefixRoute ? IFA_F_NOPREFIXROUTE : 0,
    scope: isLoopbackAddress(request.ip) ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE,
    index: link.index,
    local: request.ip.bytes,
    address: request.ip.bytes,
    broadcast,
    // Without a label the kernel takes the interface's name, as for every address.
    label: label ?? link.name,
    protocol: request.protocol,
  };
}
