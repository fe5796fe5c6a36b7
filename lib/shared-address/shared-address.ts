/**
 * An address that the instances of a clone share: each host receives all packets for the address, and answers
 * only the clients of its buckets.
 */
import { OCF_ERR_INSTALLED } from '../../ocf-metadata/exit-status.ts';
import type { Lock } from '../linux/kernel.ts';
import { HostMemberships, type MulticastMemberships } from '../linux/multicast-addresses.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import { sharedClone } from '../ocf/clone.ts';
import { searchPath, type Variables } from '../ocf/environment.ts';
import { quoted } from '../ocf/quote.ts';
import { Refusal } from '../ocf/refusal.ts';
import type { VipRequest } from '../ocf/request.ts';
import {
  type FindFirewalls,
  type FirewallRequest,
  type Firewalls,
  findFirewalls,
  missingTools,
} from './firewall/find.ts';

/** The input of actions on a shared address, in addition to ActionContext. */
export interface SharedAddress {
  /** The bucket of this instance, counted from 1. */
  readonly bucket: number;
  /** The number of buckets. */
  readonly total: number;
  /** PATH, for the firewall's tools. */
  readonly path: string;
  readonly findFirewalls: FindFirewalls;
  readonly memberships: MulticastMemberships;
}

/** The minimum timeout of a tool, even after the action's deadline. */
const MIN_TOOL_TIME_MS = 1000;

export function sharedAddress(variables: Variables): SharedAddress {
  const { bucket, total } = sharedClone(variables);
  const path = searchPath(variables);
  return { bucket, total, path, findFirewalls, memberships: new HostMemberships() };
}

/** @param locks stay held until a running tool has ended, even if this process is killed */
export function openFirewalls(
  { kernel, request, deadline }: ActionContext,
  { path, findFirewalls: find }: SharedAddress,
  locks: readonly (Lock | undefined)[] = [],
): Firewalls {
  return find(firewallRequest(request), {
    path,
    timeout: Math.max(MIN_TOOL_TIME_MS, Math.floor(deadline - kernel.clock.now())),
    locks: locks.map((lock) => lock?.fd ?? -1).filter((fd) => fd >= 0),
  });
}

export function withoutFirewall({ request }: ActionContext): Refusal {
  const name = quoted('clusterip_firewall', request.firewall());
  return new Refusal(
    OCF_ERR_INSTALLED,
    `${name}: cannot share the address: ${missingFirewall(request)}`,
  );
}

/** Names the missing tools. */
export function missingFirewall(request: VipRequest): string {
  return missingTools(firewallRequest(request));
}

function firewallRequest(request: VipRequest): FirewallRequest {
  return {
    choice: request.firewall(),
    table: request.text('clusterip_table'),
    chain: request.text('clusterip_chain'),
    mangles: request.boolean('clusterip_mac_mangle'),
  };
}
