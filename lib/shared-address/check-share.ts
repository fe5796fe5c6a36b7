/** Checks whether this host answers the bucket of this instance, if the address is up. Changes nothing. */
import type { ActionContext } from '../ocf/action-context.ts';
import type { AssignedAddress } from '../vip/address/assigned-address.ts';
import { parseHardwareAddress } from '../wire/hardware-address.ts';
import { shareOn } from './plan.ts';
import { areOfOthers, bucketsOf, diffRules, rulesInForce } from './rules-in-force.ts';
import { openFirewalls, type SharedAddress } from './shared-address.ts';

export type ShareState =
  | {
      readonly kind: 'served';
      readonly tool: string;
      readonly buckets: readonly number[];
      readonly mac: Uint8Array;
    }
  | NotServed;

/** `fault` is one line for an administrator. */
export interface NotServed {
  /** `other-buckets`: there are rules, but not for the bucket of this instance. */
  readonly kind: 'other-buckets' | 'no-rules' | 'faulty';
  readonly fault: string;
}

export function checkShare(
  context: ActionContext,
  shared: SharedAddress,
  { link }: AssignedAddress,
): ShareState {
  const { request } = context;
  const { bucket, total } = shared;
  const inForce = rulesInForce(openFirewalls(context, shared).all, request.ip);
  if (!inForce) {
    const fault =
      'there are no rules for it, so this host answers every client; ' +
      'stop and start it, and check what removed them (a firewall reload?)';
    return { kind: 'no-rules', fault };
  }
  const tool = inForce.firewall.name;
  const buckets = bucketsOf(inForce.rules);
  if (areOfOthers(buckets, bucket)) {
    const where = `in the rules of ${tool} (found: ${buckets.join(', ')})`;
    const fault = `bucket ${bucket} of ${total} is missing ${where}; its clients get no answer`;
    return { kind: 'other-buckets', fault };
  }
  // Without the parameter mac, accepts any hardware address that is the same in all rules.
  const found = inForce.rules.find(({ role }) => role === 'share')?.mac ?? '';
  const mac = request.sharedMac ?? parseHardwareAddress(found);
  const share = shareOn(context, shared, link, mac, buckets);
  const difference = diffRules(inForce, share);
  if (difference !== undefined) return faulty(difference);
  if (!shared.memberships.has(link.name, mac)) {
    return faulty(`${link.name} does not receive frames for ${share.mac}`);
  }
  return { kind: 'served', tool, buckets, mac };
}

function faulty(fault: string): NotServed {
  return { kind: 'faulty', fault: `${fault}; stop and start it` };
}
