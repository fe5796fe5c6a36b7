/** Reads and changes addresses of interfaces through rtnetlink. */
import {
  addressWords,
  decodeInterfaceAddress,
  encodeAddressFilter,
  encodeInterfaceAddress,
  type HeldAddress,
  holdsAddress,
  type InterfaceAddress,
} from '../wire/ifaddrmsg.ts';
import { decodeLink, encodeLinkRequest } from '../wire/ifinfomsg.ts';
import type { Family, IpAddress } from '../wire/ip-address.ts';
import { NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '../wire/netlink.ts';
import { RTM_DELADDR, RTM_GETADDR, RTM_GETLINK, RTM_NEWADDR } from '../wire/rtnetlink.ts';
import { AF_INET, AF_INET6 } from '../wire/socket.ts';
import { ipAddressFromBytes } from './ip-text.ts';
import { AddressTable } from './kernel.ts';
import { linkName } from './links.ts';
import { Dump, type NetlinkSocket, type Select } from './netlink-socket.ts';
import { ignoreErrno, undefinedOnErrno } from './system-error.ts';

const NO_SUCH_LINK = ['ENODEV'];
const NO_SUCH_ADDRESS = ['EADDRNOTAVAIL', 'ENODEV'];

const MAX_FIND_ATTEMPTS = 4;

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
   * Returns the entries with the local address (IFA_LOCAL) `ip`, on one interface or, if `index` is 0, on all.
   * After an interrupted dump (NLM_F_DUMP_INTR) some entries may be missing, but at least one is returned if
   * any exists.
   */
  find(ip: IpAddress, index = 0): HeldAddress[] {
    for (let attempt = 0; attempt < MAX_FIND_ATTEMPTS; attempt++) {
      const found = this.#findOnce(ip, index);
      if (found.complete || found.entries.length > 0) return found.entries;
    }
    // The addresses of one interface mostly fit into one datagram, which is never interrupted.
    const indexes = index === 0 ? this.#linkIndexes() : [index];
    return indexes.flatMap((one) => this.#findOn(ip, one));
  }

  #findOnce(ip: IpAddress, index: number): Dump<HeldAddress> {
    const filter = encodeAddressFilter(addressFamily(ip.family), index);
    const select = selectHeld(ip, index);
    return (
      undefinedOnErrno(NO_SUCH_LINK, () =>
        this.#netlink.dumpOnce('RTM_GETADDR', RTM_GETADDR, filter, select),
      ) ?? new Dump<HeldAddress>([], true)
    );
  }

  #findOn(ip: IpAddress, index: number): HeldAddress[] {
    return this.#dumpLink(ip.family, index, selectHeld(ip, index));
  }

  /** Empty if the interface does not exist. */
  #dumpLink(family: Family, index: number, select: Select<HeldAddress>): HeldAddress[] {
    const filter = encodeAddressFilter(addressFamily(family), index);
    const dump = () => this.#netlink.dump('RTM_GETADDR', RTM_GETADDR, filter, select);
    return undefinedOnErrno(NO_SUCH_LINK, dump) ?? [];
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

  /** Equivalent to `ip address show dev NIC`; in the kernel's order. */
  onLink(family: Family, index: number): HeldAddress[] {
    return this.#dumpLink(family, index, ({ payload }) => {
      const entry = decodeInterfaceAddress(payload);
      return entry?.index === index ? entry : undefined;
    });
  }

  /** Equivalent to `ip address add`. Throws SystemError, with EEXIST if the address exists. */
  add(entry: InterfaceAddress): void {
    this.#put(entry, NLM_F_CREATE | NLM_F_EXCL, encodeInterfaceAddress(entry));
  }

  /** Equivalent to `ip address change`: changes flags, lifetimes and metric. */
  change(entry: InterfaceAddress): void {
    this.#put(entry, NLM_F_REPLACE, encodeInterfaceAddress(entry));
  }

  /** Equivalent to `ip address delete`. Idempotent. */
  remove(entry: HeldAddress): void {
    const { family, prefixLength, scope, index, local, address, label } = entry;
    const message = { family, prefixLength, scope, index, local, address, label, flags: 0 };
    ignoreErrno(NO_SUCH_ADDRESS, () =>
      this.#netlink.request(
        () => `RTM_DELADDR ${describe(entry)}`,
        RTM_DELADDR,
        0,
        encodeInterfaceAddress(message),
      ),
    );
  }

  /** Adds an address again with all attributes that the kernel reported. Idempotent. */
  restore(entry: HeldAddress): void {
    ignoreErrno(['EEXIST'], () => this.#put(entry, NLM_F_CREATE | NLM_F_EXCL, entry.message));
  }

  #put(entry: InterfaceAddress, flags: number, message: Uint8Array): void {
    this.#netlink.request(() => `RTM_NEWADDR ${describe(entry)}`, RTM_NEWADDR, flags, message);
  }
}

function describe(entry: InterfaceAddress): string {
  return `${ipAddressFromBytes(entry.local).text}/${entry.prefixLength} on ${linkName(entry.index)}`;
}

function selectHeld(ip: IpAddress, index: number): Select<HeldAddress> {
  const wanted = addressWords(ip.bytes);
  return (message) => {
    if (!holdsAddress(message.words, message.start, message.end, wanted)) return undefined;
    const entry = decodeInterfaceAddress(message.payload);
    // Kernels before 4.20 ignore the filter.
    return index === 0 || entry?.index === index ? entry : undefined;
  };
}
