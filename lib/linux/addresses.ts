/** The addresses of the host's interfaces, by rtnetlink. */
import {
  AF_INET,
  AF_INET6,
  decodeInterfaceAddress,
  encodeAddressFilter,
  encodeInterfaceAddress,
  type HeldAddress,
  holdsAddress,
  type InterfaceAddress,
  wordsOf,
} from '../wire/ifaddrmsg.ts';
import { decodeLink, encodeLinkRequest } from '../wire/ifinfomsg.ts';
import type { Family, IpAddress } from '../wire/ip-address.ts';
import { NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '../wire/netlink.ts';
import { ipAddressFromBytes } from './ip-text.ts';
import { AddressTable } from './kernel.ts';
import { linkName } from './link-name.ts';
import { RTM_GETLINK } from './links.ts';
import { Dump, type NetlinkSocket, type Select } from './netlink-socket.ts';
import { allowing, unlessRefused } from './system-error.ts';

export const RTM_NEWADDR = 20;
export const RTM_DELADDR = 21;
const RTM_GETADDR = 22;

const FIND_ATTEMPTS = 4;

export function addressFamily(family: Family): number {
  return family === 'inet' ? AF_INET : AF_INET6;
}

export class Addresses extends AddressTable {
  readonly #netlink: NetlinkSocket;

  constructor(netlink: NetlinkSocket) {
    super();
    this.#netlink = netlink;
  }

  /**
   * Every entry that holds `ip` as its own (IFA_LOCAL), on one interface or on any. While other
   * addresses keep changing, some of them: what was seen was there, but only a list that was read
   * in peace can say that there is none.
   */
  find(ip: IpAddress, index = 0): HeldAddress[] {
    for (let attempt = 0; attempt < FIND_ATTEMPTS; attempt++) {
      const found = this.#findOnce(ip, index);
      if (found.complete || found.entries.length > 0) return found.entries;
    }
    // One interface's addresses mostly fit into one datagram, which nothing can come between.
    const indexes = index === 0 ? this.#linkIndexes() : [index];
    return indexes.flatMap((one) => this.#findOn(ip, one));
  }

  #findOnce(ip: IpAddress, index: number): Dump<HeldAddress> {
    const filter = encodeAddressFilter(addressFamily(ip.family), index);
    const select = selectHeld(ip, index);
    return (
      unlessRefused(NO_LINK, () =>
        this.#netlink.dumpOnce('RTM_GETADDR', RTM_GETADDR, filter, select),
      ) ?? new Dump<HeldAddress>([], true)
    );
  }

  #findOn(ip: IpAddress, index: number): HeldAddress[] {
    return this.#dumpLink(ip.family, index, selectHeld(ip, index));
  }

  /** An interface that is gone has no addresses. */
  #dumpLink(family: Family, index: number, select: Select<HeldAddress>): HeldAddress[] {
    const filter = encodeAddressFilter(addressFamily(family), index);
    const dump = () => this.#netlink.dump('RTM_GETADDR', RTM_GETADDR, filter, select);
    return unlessRefused(NO_LINK, dump) ?? [];
  }

  #linkIndexes(): number[] {
    const all = encodeLinkRequest();
    return this.#netlink.dumpOnce(
      'RTM_GETLINK',
      RTM_GETLINK,
      all,
      ({ payload }) => decodeLink(payload).index,
    ).entries;
  }

  /** Every address of one interface, in the kernel's order. */
  onLink(family: Family, index: number): HeldAddress[] {
    return this.#dumpLink(family, index, ({ payload }) => {
      const entry = decodeInterfaceAddress(payload);
      return entry?.index === index ? entry : undefined;
    });
  }

  /** Equivalent to `ip address add`. Throws SystemError, EEXIST among others. */
  add(entry: InterfaceAddress): void {
    this.#put(entry, NLM_F_CREATE | NLM_F_EXCL, encodeInterfaceAddress(entry));
  }

  /** Equivalent to `ip address change`: what can be changed of an address that stays where it is. */
  change(entry: InterfaceAddress): void {
    this.#put(entry, NLM_F_REPLACE, encodeInterfaceAddress(entry));
  }

  /** Equivalent to `ip address delete`. An address that is not there is no error. */
  remove(entry: HeldAddress): void {
    const { family, prefixLength, scope, index, local, address, label } = entry;
    const message = { family, prefixLength, scope, index, local, address, label, flags: 0 };
    allowing(GONE, () =>
      this.#netlink.request(
        () => `RTM_DELADDR ${describe(entry)}`,
        RTM_DELADDR,
        0,
        encodeInterfaceAddress(message),
      ),
    );
  }

  /** Puts an address back with all that the kernel had said of it. One that is there is no error. */
  restore(entry: HeldAddress): void {
    allowing(THERE, () => this.#put(entry, NLM_F_CREATE | NLM_F_EXCL, entry.message));
  }

  #put(entry: InterfaceAddress, flags: number, message: Uint8Array): void {
    this.#netlink.request(() => `RTM_NEWADDR ${describe(entry)}`, RTM_NEWADDR, flags, message);
  }
}

const NO_LINK = ['ENODEV'];
const GONE = ['EADDRNOTAVAIL', 'ENODEV'];
const THERE = ['EEXIST'];

function describe(entry: InterfaceAddress): string {
  return `${ipAddressFromBytes(entry.local).text}/${entry.prefixLength} on ${linkName(entry.index)}`;
}

function selectHeld(ip: IpAddress, index: number): Select<HeldAddress> {
  const wanted = wordsOf(ip.bytes);
  return (message) => {
    if (!holdsAddress(message.words, message.start, message.end, wanted)) return undefined;
    const entry = decodeInterfaceAddress(message.payload);
    // A kernel older than 4.20 ignores the filter.
    return index === 0 || entry?.index === index ? entry : undefined;
  };
}
