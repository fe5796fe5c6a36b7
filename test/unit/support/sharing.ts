/** Actions on a shared address over a fake host. */
import { sharedActions } from '../../../lib/actions/cluster/actions.ts';
import type { Means } from '../../../lib/actions/cluster/shared.ts';
import type { AddressAction } from '../../../lib/actions/dispatch/run.ts';
import { partsForSharing } from '../../../lib/actions/dispatch/shared-actions.ts';
import type { ActionContext } from '../../../lib/actions/shared/context.ts';
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
    const memberships: Means['memberships'] = {
      join: (...one) => call('multicast.join', () => void host.memberships.add(key(...one))),
      leave: (...one) => call('multicast.leave', () => void host.memberships.delete(key(...one))),
      has: (...one) => call('multicast.has', () => host.memberships.has(key(...one))),
    };
    const findFirewalls = () => fakeFirewalls(host, kernel.runtime, tools);
    const clone = { parts: partsForSharing(), bucket: instance + 1, total: TOTAL, path: '' };
    return sharedActions(clone, { findFirewalls, memberships })[name](context);
  };
}
