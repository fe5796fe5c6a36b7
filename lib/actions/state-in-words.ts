/** What is wrong with the address as it is, for a person. */
import { quoted } from '../ocf/quote.ts';
import type { VipRequest } from '../ocf/request.ts';
import type { Holding } from '../vip/observation.ts';

/** Why an address that is there serves nobody. */
export type Unusable = 'tentative' | 'duplicate' | 'link-down' | 'no-carrier';

function whyUnusable(why: Unusable, nic: string): string {
  switch (why) {
    case 'tentative':
      return 'duplicate address detection is still under way';
    case 'duplicate':
      return 'another host on the network has it too (duplicate address detection failed)';
    case 'link-down':
      return `${nic} is down`;
    case 'no-carrier':
      return `${nic} has no carrier`;
  }
}

/** Why an address that is where it should be is of no use. */
export function unusable({ ip }: VipRequest, { link: { name } }: Holding, why: Unusable): string {
  return `${ip.text} is on ${name}, but ${whyUnusable(why, name)}`;
}

/** `192.0.2.10 is not on this host, only on lo, which does not count unless nic names it`. */
export function absence({ ip, nic }: VipRequest, elsewhere: readonly Holding[]): string {
  const absent = `${ip.text} is not on ${nic ?? 'this host'}`;
  if (elsewhere.length === 0) return absent;
  const where = [...new Set(elsewhere.map(({ link }) => link.name))].join(', ');
  return nic === undefined
    ? `${absent}, only on ${where}, which does not count unless nic names it`
    : `${absent}, but on ${where}; nic says where it is looked for`;
}

/** How an address that is there differs from the one asked for: `192.0.2.10 is on eth0 as /24, not /32`. */
export function unlikeWhat(request: VipRequest, { entry, link }: Holding): string {
  const { ip, prefixLength = entry.prefixLength, label } = request;
  const where = `${ip.text} is on ${link.name}`;
  if (prefixLength !== entry.prefixLength) {
    return `${where} as /${entry.prefixLength}, not /${prefixLength}`;
  }
  return `${where} with the label ${entry.label ?? ''}, not ${link.name}:${label ?? ''}`;
}

/** What to do where start does not take over what is there. */
export function remedyFor(request: VipRequest, { entry, link }: Holding): string {
  const { ip, prefixLength = entry.prefixLength } = request;
  const remove = `remove it (ip address delete ${ip.text}/${entry.prefixLength} dev ${link.name})`;
  return prefixLength === entry.prefixLength
    ? `leave iflabel out, or ${remove}`
    : `if it is the host's own, choose another ip; else set cidr_netmask=${entry.prefixLength}, or ${remove}`;
}

/** Why an address that start put there is not where it should be. */
export function strayedBecause({ ip, nic }: VipRequest, { link }: Holding): string {
  const where = `${ip.text} is on ${link.name}, where start put it`;
  return nic === undefined
    ? `${where}, but ${link.name} has no neighbours any more (loopback or NOARP)`
    : `${where}, and ${quoted('nic', nic)} is another interface now`;
}

/** A warning to whoever gives the address of a host to the cluster. */
export function onlyOfNetwork({ ip }: VipRequest, { entry, link }: Holding): string {
  const address = `${ip.text}/${entry.prefixLength}`;
  return (
    `${address} was on ${link.name} before start, and is its only address in that network: ` +
    "if it is the host's own, choose another ip; stop removes it"
  );
}
