/**
 * The addresses of the fake host. Follows __inet_insert_ifa() and __inet_del_ifa() of net/ipv4/devinet.c, and
 * inet6_addr_add() and addrconf_dad_work() of net/ipv6/addrconf.c.
 */

import type { AddressTable } from '../../../lib/linux/kernel.ts';
import {
  decodeInterfaceAddress,
  encodeInterfaceAddress,
  type HeldAddress,
  IFA_F_DADFAILED,
  IFA_F_NODAD,
  IFA_F_PERMANENT,
  IFA_F_SECONDARY,
  IFA_F_TENTATIVE,
  INFINITY_LIFE_TIME,
  type InterfaceAddress,
} from '../../../lib/wire/ifaddrmsg.ts';
import {
  type Family,
  type IpAddress,
  sameBytes,
  samePrefix,
} from '../../../lib/wire/ip-address.ts';
import { AF_INET6 } from '../../../lib/wire/socket.ts';
import { systemError } from './system-error.ts';
import type { Timeline } from './timeline.ts';

export interface AddressListener {
  added(entry: InterfaceAddress): void;
  changed(before: InterfaceAddress, entry: InterfaceAddress): void;
  /** Called after the entry is removed from the list. */
  removed(entry: InterfaceAddress): void;
}

export class FakeAddresses implements AddressTable {
  /** net.ipv4.conf.*.promote_secondaries. */
  promoteSecondaries = false;
  /** Milliseconds that duplicate address detection takes. */
  detectionTime = 1000;
  /** Whether another node answers duplicate address detection. */
  isTaken = false;
  /** Number of changes that were notified. */
  changes = 0;
  readonly #listener: AddressListener;
  readonly #timeline: Timeline;
  #entries: InterfaceAddress[] = [];

  constructor(listener: AddressListener, timeline: Timeline) {
    this.#listener = listener;
    this.#timeline = timeline;
  }

  find(ip: IpAddress, index = 0): HeldAddress[] {
    return this.#entries
      .filter((entry) => sameBytes(entry.local, ip.bytes) && (!index || entry.index === index))
      .map(held);
  }

  onLink(family: Family, index: number): HeldAddress[] {
    return this.on(index)
      .filter((entry) => isIpv6(entry) === (family === 'inet6'))
      .map(held);
  }

  on(index: number): InterfaceAddress[] {
    return this.#entries.filter((entry) => entry.index === index);
  }

  all(): readonly InterfaceAddress[] {
    return this.#entries;
  }

  add(requested: InterfaceAddress): void {
    if (isIpv6(requested)) {
      this.#addIpv6(requested);
      return;
    }
    const siblings = this.on(requested.index).filter((other) => sameNetwork(other, requested));
    if (siblings.some((other) => sameBytes(other.local, requested.local))) {
      throw systemError('RTM_NEWADDR', 'EEXIST');
    }
    const secondary = siblings.length > 0;
    const flags = (requested.flags & ~IFA_F_SECONDARY) | (secondary ? IFA_F_SECONDARY : 0);
    this.#insert({ ...requested, flags });
  }

  change(requested: InterfaceAddress): void {
    const at = this.#entries.findIndex((other) => sameEntry(other, requested));
    const before = this.#entries[at];
    if (!before) throw systemError('RTM_NEWADDR', 'ENOENT');
    const entry = withLifetimeFlag(requested);
    this.#entries[at] = entry;
    this.changes++;
    this.#listener.changed(before, entry);
  }

  remove(entry: HeldAddress): void {
    const found = this.#entries.find((other) => sameEntry(other, entry));
    // As in lib/linux: removing an address that does not exist is no error.
    if (!found) return;
    if (isIpv6(found)) {
      this.#drop(found);
      return;
    }
    const siblings = this.on(found.index).filter(
      (other) => other.flags & IFA_F_SECONDARY && sameNetwork(other, found),
    );
    const isSecondary = (found.flags & IFA_F_SECONDARY) !== 0;
    if (!isSecondary && !this.promoteSecondaries) {
      for (const sibling of siblings) this.#drop(sibling);
    }
    this.#drop(found);
    const [heir] = siblings;
    if (isSecondary || !this.promoteSecondaries || !heir) return;
    this.#entries = this.#entries.filter((other) => other !== heir);
    this.#insert({ ...heir, flags: heir.flags & ~IFA_F_SECONDARY });
  }

  #addIpv6(requested: InterfaceAddress): void {
    if (this.on(requested.index).some((other) => sameBytes(other.local, requested.local))) {
      throw systemError('RTM_NEWADDR', 'EEXIST');
    }
    if (requested.flags & IFA_F_NODAD) {
      this.#insert(requested);
      return;
    }
    const tentative = this.#insert({ ...requested, flags: requested.flags | IFA_F_TENTATIVE });
    if (this.detectionTime === Number.POSITIVE_INFINITY) return;
    this.#timeline.at(this.#timeline.elapsed + this.detectionTime, () => {
      const at = this.#entries.indexOf(tentative);
      if (at < 0) return;
      const flags = this.isTaken ? tentative.flags | IFA_F_DADFAILED : requested.flags;
      this.#entries[at] = withLifetimeFlag({ ...requested, flags });
      this.changes++;
    });
  }

  restore(entry: HeldAddress): void {
    const reported = decodeInterfaceAddress(entry.message);
    if (!reported) throw systemError('RTM_NEWADDR', 'EINVAL');
    const { message: _, ...requested } = reported;
    if (this.#entries.some((other) => sameEntry(other, requested))) return;
    this.add(requested);
  }

  /** Inserts a primary address after the other primary ones, a secondary one at the end. */
  #insert(requested: InterfaceAddress): InterfaceAddress {
    const entry = withLifetimeFlag(requested);
    const isPrimaryOf = (other: InterfaceAddress) =>
      other.index === entry.index && !(other.flags & IFA_F_SECONDARY);
    const behind = this.#entries.findLastIndex(isPrimaryOf);
    const at = entry.flags & IFA_F_SECONDARY ? this.#entries.length : behind + 1;
    this.#entries.splice(at, 0, entry);
    this.changes++;
    this.#listener.added(entry);
    return entry;
  }

  #drop(entry: InterfaceAddress): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.changes++;
    this.#listener.removed(entry);
  }
}

/** The kernel sets IFA_F_PERMANENT by the valid lifetime. */
function withLifetimeFlag(entry: InterfaceAddress): InterfaceAddress {
  const isPermanent = (entry.validLifetime ?? INFINITY_LIFE_TIME) === INFINITY_LIFE_TIME;
  return {
    ...entry,
    flags: (entry.flags & ~IFA_F_PERMANENT) | (isPermanent ? IFA_F_PERMANENT : 0),
  };
}

function isIpv6({ family }: InterfaceAddress): boolean {
  return family === AF_INET6;
}

function held(entry: InterfaceAddress): HeldAddress {
  return { ...entry, message: encodeInterfaceAddress(entry) };
}

function sameNetwork(a: InterfaceAddress, b: InterfaceAddress): boolean {
  return a.prefixLength === b.prefixLength && samePrefix(a.address, b.address, a.prefixLength);
}

function sameEntry(a: InterfaceAddress, b: InterfaceAddress): boolean {
  return (
    a.index === b.index && a.label === b.label && sameNetwork(a, b) && sameBytes(a.local, b.local)
  );
}
