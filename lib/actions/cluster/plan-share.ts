/** What a host has to enforce for a shared address, from the parameters and the address's place. */
import type { Firewalls } from '../../kernel/firewall/find.ts';
import type { Firewall, Share } from '../../kernel/firewall/rule.ts';
import { deriveHardwareAddress, deriveSeed } from '../../vip/cluster/derivation.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import type { ActionContext } from '../shared/context.ts';
import type { Outcome } from '../shared/outcome.ts';
import type { StartPlan } from '../shared/start-plan.ts';
import { withoutFirewall } from './open-firewalls.ts';
import type { Shared } from './shared.ts';

export interface SharePlan {
  readonly link: Link;
  readonly isThereAlready: boolean;
  /** The hardware address that all hosts listen to. */
  readonly holder: Uint8Array;
  readonly firewall: Firewall;
  /** With the bucket of this instance alone. */
  readonly share: Share;
}

/** What start is to make, or why it cannot. Changes nothing. */
export function planShare(
  context: ActionContext,
  shared: Shared,
  { chosen }: Firewalls,
): SharePlan | Outcome {
  const plan = shared.parts.planStart(context);
  if (plan.kind === 'refuse') return plan.outcome;
  if (!chosen) return withoutFirewall(context, shared);
  const { link, prefixLength, broadcast } = placeOf(plan);
  const holder = hardwareAddressFor(context, shared, { prefixLength, broadcast });
  const share = shareOn(context, shared, link, holder, [shared.bucket]);
  const problem = unfitLink(link, shared) ?? unfitTool(context, shared, chosen, share);
  if (problem) return problem;
  const isThereAlready = plan.kind === 'there-already';
  return { link, isThereAlready, holder, firewall: chosen, share };
}

function placeOf(plan: Exclude<StartPlan, { kind: 'refuse' }>) {
  if (plan.kind === 'add') return plan.placement;
  const { link, entry } = plan.holding;
  return { link, prefixLength: entry.prefixLength, broadcast: entry.broadcast };
}

/** The one that is given, or that IPaddr2 would derive. */
export function hardwareAddressFor(
  { request }: ActionContext,
  { parts }: Shared,
  place: { readonly prefixLength: number; readonly broadcast?: Uint8Array | undefined },
): Uint8Array {
  const { ip, broadcast: rule, cluster } = request;
  // IPaddr2 takes the parameter as it is written.
  const written = { 'set-host-bits': '+', 'clear-host-bits': '-' } as const;
  const actual = place.broadcast && parts.ipAddressFromBytes(place.broadcast).text;
  const broadcast = typeof rule === 'string' ? written[rule] : actual;
  return cluster.hardwareAddress ?? deriveHardwareAddress(ip.text, place.prefixLength, broadcast);
}

export function shareOn(
  { request }: ActionContext,
  { parts, total }: Shared,
  link: Link,
  holder: Uint8Array,
  buckets: readonly number[],
): Share {
  const { ip, cluster } = request;
  return {
    ip,
    nic: link.name,
    hash: { total, seed: cluster.seed ?? deriveSeed(ip.text), buckets },
    mac: parts.formatHardwareAddress(holder),
    ownMac: parts.formatHardwareAddress(link.address),
    mangles: cluster.mangles,
  };
}

/** As one of several hosts that have the address at the same time: detection would find the others. */
export function asHolder(context: ActionContext, holder: Uint8Array): ActionContext {
  const { request } = context;
  const skipDetection = request.ip.family === 'inet6';
  return { ...context, holder, request: { ...request, skipDetection } };
}

/** Names that mean the same to every tool: in a rule, `+` and `*` are wildcards. */
const PLAIN_NAME = /^[A-Za-z0-9_.@-]+$/;

function unfitLink(link: Link, { parts }: Shared): Outcome | undefined {
  const { failure, OCF_ERR_INSTALLED } = parts;
  const isEthernet = link.hardwareType === parts.ARPHRD_ETHER && parts.hasNeighbours(link);
  if (!isEthernet) {
    const why = 'is no Ethernet with neighbours, over which alone an address can be shared';
    return failure(OCF_ERR_INSTALLED, `interface ${link.name} ${why}; set nic to one that is`);
  }
  if (PLAIN_NAME.test(link.name)) return undefined;
  const why = 'has a name that means something else in a firewall rule; rename it';
  return failure(OCF_ERR_INSTALLED, `interface ${parts.quotedText(link.name)} ${why}`);
}

function unfitTool(
  { request }: ActionContext,
  { parts }: Shared,
  firewall: Firewall,
  share: Share,
): Outcome | undefined {
  const why = firewall.unfit(share);
  if (why === undefined) return undefined;
  const isDemanded = request.cluster.firewall === firewall.name;
  const status = isDemanded ? parts.OCF_ERR_CONFIGURED : parts.OCF_ERR_INSTALLED;
  return parts.failure(status, `${share.ip.text}: ${why}`);
}
