/** The link-layer multicast memberships of interfaces for shared addresses. */
import type { ActionContext } from '../ocf/action-context.ts';
import { messageOf } from '../ocf/refusal.ts';
import { parseHardwareAddress } from '../wire/hardware-address.ts';
import type { Family } from '../wire/ip-address.ts';
import type { Firewall, Rule } from './firewall/rule.ts';
import type { SharedAddress } from './shared-address.ts';

const FAMILIES: readonly Family[] = ['inet', 'inet6'];

export interface Membership {
  /** Interface name. */
  readonly nic: string;
  /** As `03:00:5e:00:00:01`. */
  readonly mac: string;
}

export function membershipsOf(rules: readonly Rule[]): Membership[] {
  return rules
    .filter(({ nic, mac }) => nic !== '' && mac !== '')
    .map(({ nic, mac }) => ({ nic, mac }));
}

/**
 * Leaves the memberships that no other shared address uses. Must be called before the rules are removed: the rules
 * contain the hardware addresses. Logs a failure, and returns false: the rules must stay, by which the next stop finds
 * the memberships. An unused membership has no effect.
 */
export function leaveMemberships(
  { request, log }: ActionContext,
  shared: SharedAddress,
  firewalls: readonly Firewall[],
  memberships: readonly Membership[],
): boolean {
  try {
    const rules = firewalls.flatMap((firewall) =>
      FAMILIES.flatMap((family) => [...firewall.readAll(family)]),
    );
    const ofOthers = membershipsOf(rules.filter(({ ip }) => ip !== request.ip.text));
    for (const { nic, mac } of memberships) {
      const isUsed = ofOthers.some((used) => used.nic === nic && used.mac === mac);
      if (!isUsed) shared.memberships.leave(nic, parseHardwareAddress(mac));
    }
    return true;
  } catch (error) {
    log.warn(`the interface still receives frames for the shared address: ${messageOf(error)}`);
    return false;
  }
}
