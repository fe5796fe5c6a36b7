/** The rules of a shared address, independent of the syntax of a tool. */
import type { Family, IpAddress } from '../../wire/ip-address.ts';

/** The purpose of a rule. Not every tool and not every address family needs all of them. */
export type Role =
  /** Accepts the packets of this host's buckets. */
  | 'share'
  /** Drops all other packets for the address. */
  | 'rest'
  /** Drops packets to the shared hardware address on other interfaces: they also arrive on the right one. */
  | 'elsewhere'
  /** The same two for ICMP errors: their source address may be that of a router, not of the client. */
  | 'error-share'
  | 'error-rest'
  /** Accepts Neighbour Discovery for the address on all hosts. */
  | 'neighbours'
  /** Jumps from a built-in chain to ours. */
  | 'jump'
  /** Writes the shared hardware address into ARP packets that have the address as their sender. */
  | 'sender'
  /** The same for Neighbour Advertisements of the address, and for Solicitations from it. */
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
  /** The interface's own, if the rule matches it. */
  readonly ownMac?: string | undefined;
  /** Present if the rule selects clients by their address. */
  readonly hash?: Hash | undefined;
}

export interface Hash {
  /** Number of buckets. */
  readonly total: number;
  readonly seed: number;
  /** Those that match, in ascending order, counted from 1. */
  readonly buckets: readonly number[];
}

/** The part of an address's clients that this host answers. */
export interface Share {
  readonly ip: IpAddress;
  readonly nic: string;
  readonly hash: Hash;
  readonly mac: string;
  readonly ownMac: string;
  /** Whether the kernel's ARP and Neighbour Discovery packets are to contain the shared hardware address. */
  readonly mangles: boolean;
}

/** A tool that makes rules. */
export abstract class Firewall {
  readonly name: 'nft' | 'iptables';

  constructor(name: 'nft' | 'iptables') {
    this.name = name;
  }

  /** Why the tool cannot enforce `share` on any host; undefined if it can. */
  abstract unfit(share: Share): string | undefined;
  /** The rules that enforce `share`, in their order. */
  abstract rulesFor(share: Share): readonly Rule[];
  /** The rules of the address that are in force. */
  abstract read(ip: IpAddress): readonly Rule[];
  /** The rules of all addresses of the family that are in force. */
  abstract readAll(family: Family): readonly Rule[];
  /** Replaces all rules of the address. */
  abstract replace(ip: IpAddress, rules: readonly Rule[]): void;
}

/** First word of a rule's comment: `floatip 192.0.2.10 share 03:…`, then the interface's own address if it is needed. */
const OWNER = 'floatip';

export function commentOf({ ip, role, mac, ownMac }: Rule): string {
  const words = [OWNER, ip, role, mac];
  if (ownMac !== undefined) words.push(ownMac);
  return words.join(' ');
}

/** The contents of a rule's comment. */
export interface Remark {
  readonly ip: string;
  readonly role: Role;
  readonly mac: string;
  readonly ownMac: string | undefined;
}

/** Undefined if floatip did not make the rule. */
export function readComment(comment: string): Remark | undefined {
  const words = comment.split(' ');
  const ip = words[1];
  const role = words[2];
  if (words[0] !== OWNER || ip === undefined || role === undefined) return undefined;
  // A rule made by hand may have any role: it is read and removed like the others, and never written.
  return { ip, role: role as Role, mac: words[3] ?? '', ownMac: words[4] };
}

/** Whether two rules are the same but for their buckets. */
export function differInBucketsOnly(one: Rule, other: Rule): boolean {
  return (
    one.nic === other.nic &&
    commentOf(one) === commentOf(other) &&
    one.hash?.total === other.hash?.total &&
    one.hash?.seed === other.hash?.seed
  );
}
