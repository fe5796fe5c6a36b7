/** What the checks look at. Gathered once, before the first check. */
import type { HeldRoute, Kernel } from '../../linux/kernel.ts';
import type { NetworkView } from '../../linux/network-view.ts';
import type { VipRequest } from '../../ocf/request.ts';
import type { FibRule } from '../../wire/fib-rule.ts';
import type { HeldAddress } from '../../wire/ifaddrmsg.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import type { LinkDetails } from '../../wire/link-details.ts';
import type { Neighbour } from '../../wire/ndmsg.ts';
import type { Ruleset } from '../firewall/ruleset.ts';
import type { ListeningPort } from './listening-ports.ts';

export interface Facts {
  readonly kernel: Kernel;
  readonly view: NetworkView;
  readonly request: VipRequest;
  readonly ip: IpAddress;
  /** The address of a client to which the answers must find their way (--from). */
  readonly client: IpAddress | undefined;
  readonly links: readonly LinkDetails[];
  /** The interface that nic names. */
  readonly wanted: LinkDetails | undefined;
  /** Why `wanted` does not exist. */
  readonly missingInterface: string | undefined;
  /** All entries with the address, on any interface. */
  readonly holders: readonly Holder[];
  /** The one that is the virtual IP. */
  readonly holder: Holder | undefined;
  /** The interface where the address is, or should be; undefined if it is not known. */
  readonly place: LinkDetails | undefined;
  /** The prefix length of the address, or that it should have. */
  readonly prefixLength: number;
  /** The addresses of the family on `place`. */
  readonly addresses: readonly HeldAddress[];
  /** The entries of the neighbour table, of all interfaces. */
  readonly neighbours: readonly Neighbour[];
  /** Of all tables. */
  readonly routes: readonly HeldRoute[];
  readonly rules: readonly FibRule[];
  readonly firewall: Ruleset;
  readonly ports: readonly ListeningPort[];
  /** Whether several hosts share the address: their frames and answers are not those of one host. */
  readonly isShared: boolean;
}

export interface Holder {
  readonly entry: HeldAddress;
  readonly on: LinkDetails;
}

/** The link with an index. */
export function linkWith(facts: Facts, index: number): LinkDetails | undefined {
  return facts.links.find(({ link }) => link.index === index);
}

/** `eth0`; `interface 7` if it does not exist. */
export function nameOfLink(facts: Facts, index: number): string {
  return linkWith(facts, index)?.link.name ?? `interface ${index}`;
}

/** The links below a VLAN, macvlan, bond or bridge: what carries its frames. */
export function lowerLinks(facts: Facts, { link, lower, kind }: LinkDetails): LinkDetails[] {
  if (kind === 'bridge' || kind === 'bond' || kind === 'team') {
    return facts.links.filter(({ master }) => master === link.index);
  }
  // The lower link of a veth is its peer.
  if (kind === 'veth' || lower === 0 || link.lower === 0) return [];
  const below = linkWith(facts, lower);
  return below && below.link.index !== link.index ? [below] : [];
}
