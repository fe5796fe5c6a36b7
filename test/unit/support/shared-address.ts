/** Actions on a shared address, on a fake host. */
import type { AddressAction } from '../../../build/names.ts';
import type { MulticastMemberships } from '../../../lib/linux/multicast-addresses.ts';
import { SHARED_ACTION_FUNCTIONS } from '../../../lib/main/actions.ts';
import type { ActionContext } from '../../../lib/ocf/action-context.ts';
import type { Rule } from '../../../lib/shared-address/firewall/rule.ts';
import type { SharedAddress } from '../../../lib/shared-address/shared-address.ts';
import { stopAllBuckets } from '../../../lib/shared-address/stop.ts';
import { type Action, type ActionRun, type Parameters, run } from './actions.ts';
import { fakeFirewalls, type ToolName } from './fake-firewall.ts';
import { FakeHost } from './fake-host.ts';
import { FakeKernel } from './fake-kernel.ts';

export const VIP = '10.0.0.10';
/** echo 10.0.0.10 24 | md5sum, with the second digit made odd: there is no broadcast address. */
export const MAC = '41:6f:63:22:7b:ca';
export const PARAMETERS = { ip: VIP, arp_count: 1 };

/** clone-max. */
export const TOTAL = 3;

/** The parameters of an instance, counted from 0. */
export function instanceParameters(instance: number, parameters: Parameters): Parameters {
  return { CRM_meta_clone: instance, CRM_meta_clone_max: TOTAL, ...parameters };
}

/** @param tools the firewall tools of the host, the preferred one first */
export function sharedAction(
  host: FakeHost,
  name: AddressAction | 'stopAllBuckets',
  instance: number,
  tools?: readonly ToolName[],
): Action {
  return (context: ActionContext) => {
    const shared = sharedOn(host, context, instance, tools);
    return name === 'stopAllBuckets'
      ? stopAllBuckets(context, shared)
      : SHARED_ACTION_FUNCTIONS[name](context, shared);
  };
}

/** The SharedAddress of an instance, with the fake firewall and multicast memberships of the host. */
export function sharedOn(
  host: FakeHost,
  { kernel }: ActionContext,
  instance: number,
  tools?: readonly ToolName[],
): SharedAddress {
  if (!(kernel instanceof FakeKernel)) throw new Error('not a fake kernel');
  const { call } = kernel.runtime;
  const key = (linkName: string, octets: Uint8Array) => `${linkName} ${octets.toHex()}`;
  const memberships: MulticastMemberships = {
    join: (linkName, octets) =>
      call('multicast.join', () => void host.memberships.add(key(linkName, octets))),
    leave: (linkName, octets) =>
      call('multicast.leave', () => void host.memberships.delete(key(linkName, octets))),
    has: (linkName, octets) =>
      call('multicast.has', () => host.memberships.has(key(linkName, octets))),
  };
  const findFirewalls = () => fakeFirewalls(host, kernel.runtime, tools);
  return { bucket: instance + 1, total: TOTAL, path: '', findFirewalls, memberships };
}

/** A host with a network in which the address can be shared. */
export function newSharedHost(): FakeHost {
  const host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
  return host;
}

export type SharedRun = readonly [
  action: AddressAction | 'stopAllBuckets',
  /** Counted from 0. */
  instance: number,
  options?: Parameters & { readonly interval?: number },
];

/** Runs an action on the shared address. */
export function runShared(
  host: FakeHost,
  ...[action, instance, { interval, ...parameters } = {}]: SharedRun
): ActionRun {
  const given = instanceParameters(instance, { ...PARAMETERS, ...parameters });
  const options = interval === undefined ? {} : { interval };
  return run(host, sharedAction(host, action, instance), given, options);
}

export function rulesOfTool(host: FakeHost, tool: ToolName = 'nft'): readonly Rule[] {
  return host.rules.get(tool) ?? [];
}

/** The buckets that the host answers, counted from 1. */
export function bucketsOfNft(host: FakeHost): readonly number[] {
  return rulesOfTool(host).find(({ role }) => role === 'share')?.hash?.buckets ?? [];
}

/** Returns undefined to remove the rule. */
export type RuleChange = (rule: Rule) => Rule | undefined;

/** Changes the rules of nft with the role. */
export function changeRules(host: FakeHost, role: Rule['role'], changed: RuleChange): void {
  const rules = rulesOfTool(host).flatMap((rule) =>
    rule.role === role ? (changed(rule) ?? []) : rule,
  );
  host.rules.set('nft', rules);
}
