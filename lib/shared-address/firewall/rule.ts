/** The rules of a shared address, in words that no tool's syntax shows through. */
import type { Family, IpAddress } from '../../wire/ip-address.ts';

/** What a rule is there for. Not every tool and not every family needs all of them. */
export type Role =
  /** Takes the packets of this host's buckets. */
  | 'share'
  /** Drops all other packets for the address. */
  | 'rest'
  /** Drops what comes to the shared hardware address on another interface: it comes on the right one, too. */
  | 'elsewhere'
  /** The same two for ICMP errors, which routers send about somebody else's packet. */
  | 'error-share'
  | 'error-rest'
  /** Lets all hosts see Neighbour Discovery for the address. */
  | 'neighbours'
  /** Leads from the tool's own chain to ours. */
  | 'jump'
  /** Writes the shared hardware address into ARP packets that have the address as their sender. */
  | 'sender'
  /** The same for Neighbour Advertisements of the address, and for Solicitations from it. */
  | 'advertisement'
  | 'solicitation';

export interface Rule {
  /** The address that it is for, as text. */
  readonly ip: string;
  readonly role: Role;
  /** Name of the interface. */
  readonly nic: string;
  /** The shared hardware address, as `03:00:5e:00:00:01`. */
  readonly mac: string;
  /** The interface's own, where the rule is made for it. */
  readonly ownMac?: string | undefined;
  /** Where the rule decides by the client's address. */
  readonly hash?: Hash | undefined;
}

export interface Hash {
  /** Number of buckets. */
  readonly total: number;
  readonly seed: number;
  /** Those that match, in ascending order, the first is 1. */
  readonly buckets: readonly number[];
}

/** What is to be enforced for an address. */
export interface Share {
  readonly ip: IpAddress;
  readonly nic: string;
  readonly hash: Hash;
  readonly mac: string;
  readonly ownMac: string;
  /** Whether neighbours that ask the kernel for the address are to be told the shared hardware address. */
  readonly mangles: boolean;
}

/** One of the tools that rules are made with. */
export abstract class Firewall {
  readonly name: 'nft' | 'iptables';

  constructor(name: 'nft' | 'iptables') {
    this.name = name;
  }

  /** Why it cannot do this, in words, whatever the host. */
  abstract unfit(share: Share): string | undefined;
  /** The rules that enforce `share`, in their order. */
  abstract rulesFor(share: Share): readonly Rule[];
  /** The rules of the address that are in force. */
  abstract read(ip: IpAddress): readonly Rule[];
  /** The rules of all addresses of the family that are in force. */
  abstract readAll(family: Family): readonly Rule[];
  /** Takes away whatever rules there are of the address, and puts these in their place. */
  abstract replace(ip: IpAddress, rules: readonly Rule[]): void;
}

/** How a rule is recognised: `floatip 192.0.2.10 share 03:…`, and the interface's own address where it matters. */
const OWNER = 'floatip';

export function commentOf({ ip, role, mac, ownMac }: Rule): string {
  const words = [OWNER, ip, role, mac];
  if (ownMac !== undefined) words.push(ownMac);
  return words.join(' ');
}

/** What the comment of a rule says of it. */
export interface Remark {
  readonly ip: string;
  readonly role: Role;
  readonly mac: string;
  readonly ownMac: string | undefined;
}

/** Undefined where the rule is not of our making. */
export function readComment(comment: string): Remark | undefined {
  const words = comment.split(' ');
  const ip = words[1];
  const role = words[2];
  if (words[0] !== OWNER || ip === undefined || role === undefined) return undefined;
  // By hand it could be any word: such a rule is read and removed like the others, and never written.
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
