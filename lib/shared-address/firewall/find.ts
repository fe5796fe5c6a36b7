/** Finds the firewall tools of this host. */
import type { ClusteripFirewall } from '../../../build/names.ts';
import { type Surroundings, Tool } from '../../linux/tool.ts';
import { FirewallIgnoringErrors } from './ignoring-errors.ts';
import { IptablesFirewall } from './iptables.ts';
import { NftFirewall } from './nft.ts';
import type { Firewall } from './rule.ts';

export interface FirewallRequest {
  readonly choice: ClusteripFirewall;
  /** nft's table; iptables uses mangle. */
  readonly table: string;
  readonly chain: string;
  /** Whether ARP packets are rewritten: iptables then needs arptables. */
  readonly mangles: boolean;
}

export interface Firewalls {
  /** The tool that makes the rules; undefined if the host has none. */
  readonly chosen: Firewall | undefined;
  /** All tools that may have made rules, the chosen one first. */
  readonly all: readonly Firewall[];
}

export type FindFirewalls = typeof findFirewalls;

export function findFirewalls(request: FirewallRequest, surroundings: Surroundings): Firewalls {
  const { choice, mangles } = request;
  const nft = findNft(request, surroundings);
  const iptables = findIptables(request, surroundings);
  const canMangle = !mangles || Tool.find('arptables', surroundings) !== undefined;
  const chosen = choose(choice, nft, canMangle ? iptables : undefined);
  const all: Firewall[] = [];
  if (chosen) all.push(chosen);
  for (const one of [nft, iptables]) {
    if (one && one.name !== chosen?.name) all.push(new FirewallIgnoringErrors(one));
  }
  return { chosen, all };
}

function choose(
  choice: ClusteripFirewall,
  nft: Firewall | undefined,
  iptables: Firewall | undefined,
): Firewall | undefined {
  switch (choice) {
    case 'nft':
      return nft;
    case 'iptables':
      return iptables;
    case 'auto':
      return nft ?? iptables;
  }
}

/** Names the missing tools and the packages that contain them. */
export function missingTools({ choice, mangles }: FirewallRequest): string {
  const iptables = `iptables${mangles ? ' with arptables' : ''}`;
  switch (choice) {
    case 'nft':
      return 'nft is not in PATH; install nftables';
    case 'iptables':
      return `${iptables} is not in PATH; install iptables`;
    case 'auto':
      return `neither nft nor ${iptables} is in PATH; install nftables or iptables`;
  }
}

function findNft(
  { table, chain }: FirewallRequest,
  surroundings: Surroundings,
): Firewall | undefined {
  const tool = Tool.find('nft', surroundings);
  return tool === undefined ? undefined : new NftFirewall(tool, table, chain);
}

function findIptables(
  { chain }: FirewallRequest,
  surroundings: Surroundings,
): Firewall | undefined {
  const iptables = Tool.find('iptables', surroundings);
  const restore = Tool.find('iptables-restore', surroundings);
  const arptables = Tool.find('arptables', surroundings);
  if (!iptables || !restore) return undefined;
  return new IptablesFirewall({ iptables, restore, arptables }, chain);
}
