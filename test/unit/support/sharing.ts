/** Actions on a shared address over a fake host. */

import type { AddressAction } from '../../../lib/actions/address-action.ts';
import type { ActionContext } from '../../../lib/actions/context.ts';
import type { MulticastMemberships } from '../../../lib/linux/multicast-addresses.ts';
import { sharedActionsOver } from '../../../lib/shared-address/actions.ts';
import type { Action, Parameters } from './actions.ts';
import { fakeFirewalls, type ToolName } from './fake-firewall.ts';
import type { FakeHost } from './fake-host.ts';
import { FakeKernel } from './fake-kernel.ts';

export const TOTAL = 3;

/** What the cluster manager says to an instance, counted from 0. */
export function instanceParameters(instance: number, parameters: Parameters): Parameters {
  return { CRM_meta_clone: instance, CRM_meta_clone_max: TOTAL, ...parameters };
}

/** @param tools those that the host has, the preferred one first */
export function sharedAction(
  host: FakeHost,
  name: AddressAction | 'stopEverything',
  instance: number,
  tools?: readonly ToolName[],
): Action {
  return (context: ActionContext) => {
    const { kernel } = context;
    if (!(kernel instanceof FakeKernel)) throw new Error('not over a fake kernel');
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
    const { actions, stopEverything } = sharedActionsOver({
      bucket: instance + 1,
      total: TOTAL,
      path: '',
      findFirewalls,
      memberships,
    });
    return name === 'stopEverything' ? stopEverything(context) : actions[name](context);
  };
}
