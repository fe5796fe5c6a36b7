/** What a host has to enforce for a shared address, from the parameters and the address's place. */

import type { ActionContext } from '../actions/context.ts';
import { failure, type Outcome } from '../actions/outcome.ts';
import { planStart, type StartPlan } from '../actions/start-plan.ts';
import { ipAddressFromBytes } from '../linux/ip-text.ts';
import { OCF_ERR_CONFIGURED, OCF_ERR_INSTALLED } from '../ocf/exit-status.ts';
import { quotedText } from '../ocf/quote.ts';
import { hasNeighbours } from '../vip/neighbours.ts';
import { ARPHRD_ETHER } from '../wire/arp.ts';
import { consistsOf, isAnyOf, isDigit, isLetter } from '../wire/characters.ts';
import { formatHardwareAddress } from '../wire/hardware-address.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import { deriveHardwareAddress, deriveSeed } from './derivation.ts';
import type { Firewalls } from './firewall/find.ts';
import type { Firewall, Share } from './firewall/rule.ts';
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
  const plan = planStart(context);
  if (plan.kind === 'refuse') return plan.outcome;
  if (!chosen) return withoutFirewall(context);
  const { link, prefixLength, broadcast } = placeOf(plan);
  const holder = hardwareAddressFor(context, { prefixLength, broadcast });
  const share = shareOn(context, shared, link, holder, [shared.bucket]);
  const problem = unfitLink(link) ?? unfitTool(context, chosen, share);
  if (problem) return problem;
  const isThereAlready = plan.kind === 'there-already';
  return { link, isThereAlready, holder, firewall: chosen, share };
}

interface Place {
  readonly link: Link;
  readonly prefixLength: number;
  readonly broadcast: Uint8Array | undefined;
}

function placeOf(plan: Exclude<StartPlan, { kind: 'refuse' }>): Place {
  if (plan.kind === 'add') {
    const { link, prefixLength, broadcast } = plan.placement;
    return { link, prefixLength, broadcast };
  }
  const { link, entry } = plan.holding;
  return { link, prefixLength: entry.prefixLength, broadcast: entry.broadcast };
}

/** The one that is given, or that IPaddr2 would derive. */
export function hardwareAddressFor(
  { request }: ActionContext,
  place: { readonly prefixLength: number; readonly broadcast?: Uint8Array | undefined },
): Uint8Array {
  const { ip, broadcast: rule, cluster } = request;
  // IPaddr2 takes the parameter as it is written.
  const written = { 'set-host-bits': '+', 'clear-host-bits': '-' } as const;
  const actual = place.broadcast && ipAddressFromBytes(place.broadcast).text;
  const broadcast = typeof rule === 'string' ? written[rule] : actual;
  return cluster.hardwareAddress ?? deriveHardwareAddress(ip.text, place.prefixLength, broadcast);
}

export function shareOn(
  { request }: ActionContext,
  { total }: Shared,
  link: Link,
  holder: Uint8Array,
  buckets: readonly number[],
): Share {
  const { ip, cluster } = request;
  return {
    ip,
    nic: link.name,
    hash: { total, seed: cluster.seed ?? deriveSeed(ip.text), buckets },
    mac: formatHardwareAddress(holder),
    ownMac: formatHardwareAddress(link.address),
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
function isPlain(code: number): boolean {
  return isLetter(code) || isDigit(code) || isAnyOf(code, '_.@-');
}

function unfitLink(link: Link): Outcome | undefined {
  const isEthernet = link.hardwareType === ARPHRD_ETHER && hasNeighbours(link);
  if (!isEthernet) {
    const why = 'is no Ethernet with neighbours, over which alone an address can be shared';
    return failure(OCF_ERR_INSTALLED, `interface ${link.name} ${why}; set nic to one that is`);
  }
  if (link.name !== '' && consistsOf(link.name, isPlain)) return undefined;
  const why = 'has a name that means something else in a firewall rule; rename it';
  return failure(OCF_ERR_INSTALLED, `interface ${quotedText(link.name)} ${why}`);
}

function unfitTool(
  { request }: ActionContext,
  firewall: Firewall,
  share: Share,
): Outcome | undefined {
  const why = firewall.unfit(share);
  if (why === undefined) return undefined;
  const isDemanded = request.cluster.firewall === firewall.name;
  const status = isDemanded ? OCF_ERR_CONFIGURED : OCF_ERR_INSTALLED;
  return failure(status, `${share.ip.text}: ${why}`);
}
