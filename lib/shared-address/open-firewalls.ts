import type { ActionContext } from '../actions/context.ts';
import { failure, type Outcome } from '../actions/outcome.ts';
import type { Lock } from '../linux/kernel.ts';
import { OCF_ERR_INSTALLED } from '../ocf/exit-status.ts';
import { quoted } from '../ocf/quote.ts';
import { type Firewalls, lacks } from './firewall/find.ts';
import type { Shared } from './shared.ts';

/** A tool that is called in the last moment gets so much time, in milliseconds. */
const LEAST_TIME = 1000;

/** @param locks what must stay locked until a tool has come to its end */
export function openFirewalls(
  context: ActionContext,
  { path, findFirewalls }: Shared,
  locks: readonly (Lock | undefined)[] = [],
): Firewalls {
  const { kernel, deadline } = context;
  return findFirewalls(firewallRequest(context), {
    path,
    timeout: Math.max(LEAST_TIME, Math.floor(deadline - kernel.clock.now())),
    locks: locks.map((lock) => lock?.fd ?? -1).filter((fd) => fd >= 0),
  });
}

function firewallRequest({ request: { cluster } }: ActionContext) {
  const { firewall: choice, table, chain, mangles } = cluster;
  return { choice, table, chain, mangles };
}

/** What this host lacks. */
export function withoutFirewall(context: ActionContext): Outcome {
  const wanted = firewallRequest(context);
  const name = quoted('clusterip_firewall', wanted.choice);
  return failure(OCF_ERR_INSTALLED, `${name}: hosts cannot share the address: ${lacks(wanted)}`);
}
