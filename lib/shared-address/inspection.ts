/** A look at this host's part of a shared address that is up. Changes nothing. */

import type { ActionContext } from '../actions/context.ts';
import type { Holding } from '../vip/observation.ts';
import { parseHardwareAddress } from '../wire/hardware-address.ts';
import { openFirewalls } from './open-firewalls.ts';
import { shareOn } from './plan.ts';
import { areOfOthers, bucketsOf, faultIn, rulesInForce } from './rules-in-force.ts';
import type { Shared } from './shared.ts';

export type Inspection =
  | {
      readonly kind: 'served';
      readonly tool: string;
      readonly buckets: readonly number[];
      readonly mac: string;
    }
  /** Rules for other buckets only. */
  | { readonly kind: 'other-buckets'; readonly tool: string; readonly buckets: readonly number[] }
  /** Nothing keeps this host from answering every client. */
  | { readonly kind: 'no-rules' }
  | { readonly kind: 'faulty'; readonly fault: string };

export function inspectShare(
  context: ActionContext,
  shared: Shared,
  { link }: Holding,
): Inspection {
  const { request } = context;
  const inForce = rulesInForce(openFirewalls(context, shared).all, request.ip);
  if (!inForce) return { kind: 'no-rules' };
  const tool = inForce.firewall.name;
  const buckets = bucketsOf(inForce.rules);
  if (areOfOthers(buckets, shared.bucket)) {
    return { kind: 'other-buckets', tool, buckets };
  }

  // Where no hardware address is given, any will do that all rules agree upon.
  const found = inForce.rules.find(({ role }) => role === 'share')?.mac ?? '';
  const holder = request.cluster.hardwareAddress ?? parseHardwareAddress(found);
  const share = shareOn(context, shared, link, holder, buckets);
  const fault = faultIn(inForce, share);
  if (fault !== undefined) return { kind: 'faulty', fault };
  if (!shared.memberships.has(link.name, holder)) {
    return { kind: 'faulty', fault: `${link.name} does not let frames to ${share.mac} through` };
  }
  return { kind: 'served', tool, buckets, mac: share.mac };
}

/** What an instance lacks; undefined where it is served. */
export function describeLack(
  { bucket, total }: Shared,
  inspection: Inspection,
): string | undefined {
  switch (inspection.kind) {
    case 'served':
      return undefined;
    case 'other-buckets': {
      const there = `there: ${inspection.buckets.join(', ') || 'none'}`;
      const where = `from the rules of ${inspection.tool} (${there})`;
      return `bucket ${bucket} of ${total} is missing ${where}; its clients get no answer`;
    }
    case 'no-rules':
      return (
        'there are no rules for it, so that this host answers every client; ' +
        'stop and start it, and see what removed them (a firewall that was reloaded?)'
      );
    case 'faulty':
      return `${inspection.fault}; stop and start it`;
  }
}
