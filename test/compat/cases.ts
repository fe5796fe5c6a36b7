/** All cases, by theme. */
import type { Case } from './case.ts';
import { ACTION } from './cases/action.ts';
import { ADDRESS } from './cases/address.ts';
import { ANNOUNCEMENT } from './cases/announcement.ts';
import { BROADCAST } from './cases/broadcast.ts';
import { CLONE } from './cases/clone.ts';
import { EXISTING } from './cases/existing.ts';
import { IPV6_ADDRESS } from './cases/ipv6-address.ts';
import { IPV6_DETECTION } from './cases/ipv6-detection.ts';
import { IPV6_LABEL } from './cases/ipv6-label.ts';
import { IPV6_LIFETIME } from './cases/ipv6-lifetime.ts';
import { IPV6_OTHER } from './cases/ipv6-other.ts';
import { IPV6_PLACEMENT } from './cases/ipv6-placement.ts';
import { LABEL } from './cases/label.ts';
import { LINK } from './cases/link.ts';
import { LVS_SUPPORT } from './cases/lvs.ts';
import { NAMESPACE } from './cases/namespace.ts';
import { NETMASK } from './cases/netmask.ts';
import { NIC } from './cases/nic.ts';
import { PLACEMENT } from './cases/placement.ts';
import { SENDER } from './cases/sender.ts';
import { SHARED_ADDRESS } from './cases/shared.ts';
import { SWITCHES } from './cases/switches.ts';

export const CASES: Readonly<Record<string, readonly Case[]>> = {
  action: ACTION,
  ip: ADDRESS,
  cidr_netmask: NETMASK,
  broadcast: BROADCAST,
  iflabel: LABEL,
  nic: NIC,
  'routes and placement': PLACEMENT,
  'an address that is there': EXISTING,
  arp_: ANNOUNCEMENT,
  'arp_sender and send_arp_opts': SENDER,
  switches: SWITCHES,
  lvs_support: LVS_SUPPORT,
  clones: CLONE,
  'clones that share an address': SHARED_ADDRESS,
  'the link': LINK,
  network_namespace: NAMESPACE,
  'IPv6: ip': IPV6_ADDRESS,
  'IPv6: placement': IPV6_PLACEMENT,
  'IPv6: duplicate address detection': IPV6_DETECTION,
  'IPv6: lifetime': IPV6_LIFETIME,
  'IPv6: address label': IPV6_LABEL,
  'IPv6: all the rest': IPV6_OTHER,
};

/** All cases with their keys in the records. */
export const ALL_CASES = Object.entries(CASES).flatMap(([theme, cases]) =>
  cases.map((oneCase) => ({ id: caseId(theme, oneCase), oneCase })),
);

export function caseId(theme: string, { name }: Case): string {
  return `${theme}: ${name}`;
}
