/** Plans what start of a shared address does. Changes nothing. */
import { OCF_ERR_CONFIGURED, OCF_ERR_INSTALLED } from '../../ocf-metadata/exit-status.ts';
import { planStart, type StartPlan } from '../actions/plan-start.ts';
import { ipAddressFromBytes } from '../linux/ip-text.ts';
import type { ActionContext } from '../ocf/action-context.ts';
import { quotedText } from '../ocf/quote.ts';
import { Refusal } from '../ocf/refusal.ts';
import { hasNeighbours } from '../vip/link/link-health.ts';
import { ARPHRD_ETHER } from '../wire/arp.ts';
import { consistsOf, isAnyOf, isDigit, isLetter } from '../wire/characters.ts';
import { formatHardwareAddress } from '../wire/hardware-address.ts';
import type { Link } from '../wire/ifinfomsg.ts';
import { deriveHardwareAddress, deriveSeed } from './derivation.ts';
import type { Firewalls } from './firewall/find.ts';
import type { Firewall, Share } from './firewall/rule.ts';
import { type SharedAddress, withoutFirewall } from './shared-address.ts';

export interface SharePlan {
  readonly link: Link;
  readonly prefixLength: number;
  readonly isAssigned: boolean;
  /** The hardware address of the shared address, the same on all hosts. */
  readonly mac: Uint8Array;
  readonly firewall: Firewall;
  /** The share with the bucket of this instance only. */
  readonly share: Share;
}

/** @throws Refusal if start would fail */
export function planShare(
  context: ActionContext,
  shared: SharedAddress,
  { chosen }: Firewalls,
): SharePlan {
  const plan = planStart(context);
  if (!chosen) throw withoutFirewall(context);
  const { link, prefixLength, broadcast } = placeOf(plan);
  const mac = sharedMac(context, prefixLength, broadcast);
  const share = shareOn(context, shared, link, mac, [shared.bucket]);
  refuseLink(link);
  refuseTool(context, chosen, share);
  return { link, prefixLength, isAssigned: plan.kind === 'adopt', mac, firewall: chosen, share };
}

interface SharePlace {
  readonly link: Link;
  readonly prefixLength: number;
  readonly broadcast: Uint8Array | undefined;
}

function placeOf(plan: StartPlan): SharePlace {
  if (plan.kind === 'add') {
    const { link, prefixLength, broadcast } = plan.placement;
    return { link, prefixLength, broadcast };
  }
  const { prefixLength, broadcast } = plan.assigned.entry;
  return { link: plan.link, prefixLength, broadcast };
}

/** The parameter mac, or the address that IPaddr2 derives. */
export function sharedMac(
  { request }: ActionContext,
  prefixLength: number,
  broadcast: Uint8Array | undefined,
): Uint8Array {
  const { ip, broadcast: rule } = request;
  // IPaddr2 derives the hardware address from the parameter broadcast as written.
  const written = { 'set-host-bits': '+', 'clear-host-bits': '-' } as const;
  const actual = broadcast && ipAddressFromBytes(broadcast).text;
  const text = typeof rule === 'string' ? written[rule] : actual;
  return request.sharedMac ?? deriveHardwareAddress(ip.text, prefixLength, text);
}

/** The share of the clients that the rules enforce on a link. */
export function shareOn(
  { request }: ActionContext,
  { total }: SharedAddress,
  link: Link,
  mac: Uint8Array,
  buckets: readonly number[],
): Share {
  const { ip, hashSeed } = request;
  return {
    ip,
    nic: link.name,
    hash: { total, seed: hashSeed ?? deriveSeed(ip.text), buckets },
    mac: formatHardwareAddress(mac),
    ownMac: formatHardwareAddress(link.address),
    mangles: request.boolean('clusterip_mac_mangle'),
  };
}

/** Returns the context for announcing the shared hardware address instead of the link's own. */
export function withAnnouncedMac(context: ActionContext, mac: Uint8Array): ActionContext {
  return { ...context, announcedMac: mac };
}

function refuseLink(link: Link): void {
  if (link.hardwareType !== ARPHRD_ETHER || !hasNeighbours(link)) {
    const reason = `interface ${link.name} is not an Ethernet interface with neighbours`;
    throw new Refusal(OCF_ERR_INSTALLED, `${reason}; a shared address needs one: set nic`);
  }
  if (consistsOf(link.name, isLiteral)) return;
  const reason = 'has a name that firewall rules cannot contain; rename it';
  throw new Refusal(OCF_ERR_INSTALLED, `interface ${quotedText(link.name)} ${reason}`);
}

/** Excludes wildcards of firewall rules, such as `+` and `*`. */
function isLiteral(code: number): boolean {
  return isLetter(code) || isDigit(code) || isAnyOf(code, '_.@-');
}

function refuseTool({ request }: ActionContext, firewall: Firewall, share: Share): void {
  const reason = firewall.unfit(share);
  if (reason === undefined) return;
  const isDemanded = request.firewall() === firewall.name;
  const status = isDemanded ? OCF_ERR_CONFIGURED : OCF_ERR_INSTALLED;
  throw new Refusal(status, `${share.ip.text}: ${reason}`);
}
