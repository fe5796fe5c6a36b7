/** Which multicast frames the interfaces let through to the host. */

import type { ActionContext } from '../actions/context.ts';
import { parseHardwareAddress } from '../wire/hardware-address.ts';
import type { Family } from '../wire/ip-address.ts';
import type { Firewall, Rule } from './firewall/rule.ts';
import type { Shared } from './shared.ts';

const FAMILIES: readonly Family[] = ['inet', 'inet6'];

/** What frames are addressed to, and where they arrive. */
export interface Membership {
  readonly nic: string;
  readonly mac: string;
}

export function membershipsOf(rules: readonly Rule[]): Membership[] {
  return rules
    .filter(({ nic, mac }) => nic !== '' && mac !== '')
    .map(({ nic, mac }) => ({ nic, mac }));
}

/**
 * Leaves those that no other shared address is at. To be done while the rules are there, which say what
 * there is to leave. What cannot be left does no harm.
 */
export function leaveMemberships(
  { request, log }: ActionContext,
  shared: Shared,
  firewalls: readonly Firewall[],
  memberships: readonly Membership[],
): void {
  try {
    const rules = firewalls.flatMap((firewall) =>
      FAMILIES.flatMap((family) => [...firewall.readAll(family)]),
    );
    const ofOthers = membershipsOf(rules.filter(({ ip }) => ip !== request.ip.text));
    for (const { nic, mac } of memberships) {
      const isUsed = ofOthers.some((used) => used.nic === nic && used.mac === mac);
      if (!isUsed) shared.memberships.leave(nic, parseHardwareAddress(mac));
    }
  } catch (error) {
    log.warn(`the interface goes on listening: ${(error as Error).message}`);
  }
}
