/** The rules of a shared address, independent of the syntax of a tool. */
import type { Family, IpAddress } from '../../wire/ip-address.ts';

/** The purpose of a rule. Not every tool and not every address family needs all of them. */
export type Role =
  /** Accepts the packets of this host's buckets. */
  | 'share'
  /** Drops all other packets for the address. */
  | 'rest'
  /**
   * Drops multicast frames to the address on other interfaces: they also arrive on the interface of the
   * address.
   */
  | 'elsewhere'
  /** Like share and rest, for ICMP errors: their source address may be a router's, not the client's. */
  | 'error-share'
  | 'error-rest'
  /** Accepts Neighbor Discovery for the address on all hosts. */
  | 'neighbours'
  /** Jumps from iptables' built-in chain to floatip's chain. */
  | 'jump'
  /** Writes the shared hardware address into ARP packets that have the address as their sender. */
  | 'sender'
  /** Like sender, for Neighbor Advertisements of the address and Neighbor Solicitations from it. */
  | 'advertisement'
  | 'solicitation';

export interface Rule {
  /** The address, as text. */
  readonly ip: string;
  readonly role: Role;
  /** Name of the interface. */
  readonly nic: string;
  /** The shared hardware address, as `03:00:5e:00:00:01`. */
  readonly mac: string;
  /** The interface's own hardware address, if the rule matches it. */
  readonly ownMac?: string | undefined;
  /** Present if the rule selects clients by their address. */
  readonly hash?: Hash | undefined;
}

export interface Hash {
  /** Number of buckets. */
  readonly total: number;
  readonly seed: number;
  /** The buckets that match, from 1, in ascending order. */
  readonly buckets: readonly number[];
}

/** The part of an address's clients that this host answers. */
export interface Share {
  readonly ip: IpAddress;
  readonly nic: string;
  readonly hash: Hash;
  readonly mac: string;
  readonly ownMac: string;
  /** Whether rules write the shared hardware address into the kernel's ARP and Neighbor Discovery packets. */
  readonly mangles: boolean;
}

/** A firewall tool. */
export abstract class Firewall {
  readonly name: 'nft' | 'iptables';

  constructor(name: 'nft' | 'iptables') {
    this.name = name;
  }

  /** Why the tool cannot enforce `share` on any host; undefined if it can. */
  abstract unfit(share: Share): string | undefined;
  /** The rules that enforce `share`, in order. */
  abstract rulesFor(share: Share): readonly Rule[];
  /** Reads the existing rules of the address. */
  abstract read(ip: IpAddress): readonly Rule[];
  /** Reads the existing rules of all addresses of the family. */
  abstract readAll(family: Family): readonly Rule[];
  /** Replaces all rules of the address. */
  abstract replace(ip: IpAddress, rules: readonly Rule[]): void;
}

/** The first word of a rule's comment: `floatip IP ROLE MAC`, or `floatip IP ROLE MAC OWN_MAC`. */
const OWNER = 'floatip';

export function commentOf({ ip, role, mac, ownMac }: Rule): string {
  const words = [OWNER, ip, role, mac];
  if (ownMac !== undefined) words.push(ownMac);
  return words.join(' ');
}

/** The contents of a rule's comment. */
export interface RuleComment {
  readonly ip: string;
  readonly role: Role;
  readonly mac: string;
  readonly ownMac: string | undefined;
}

/** Parses the comment of a rule; undefined if floatip did not make the rule. */
export function readComment(comment: string): RuleComment | undefined {
  const words = comment.split(' ');
  const ip = words[1];
  const role = words[2];
  if (words[0] !== OWNER || ip === undefined || role === undefined) return undefined;
  // A rule made by hand may have an unknown role: it is read and removed like other rules, and never written.
  return { ip, role: role as Role, mac: words[3] ?? '', ownMac: words[4] };
}

/** Whether two rules are the same except for their buckets. */
export function differInBucketsOnly(one: Rule, other: Rule): boolean {
  return (
    one.nic === other.nic &&
    commentOf(one) === commentOf(other) &&
    one.hash?.total === other.hash?.total &&
    one.hash?.seed === other.hash?.seed
  );
}
