/**
 * The IPv4 addresses of the fake host, after __inet_insert_ifa() and __inet_del_ifa() of
 * net/ipv4/devinet.c.
 */

import type { AddressTable } from '../../../lib/vip/kernel.ts';
import {
  decodeInterfaceAddress,
  encodeInterfaceAddress,
  type HeldAddress,
  IFA_F_SECONDARY,
  type InterfaceAddress,
} from '../../../lib/wire/ifaddrmsg.ts';
import {
  type Family,
  type IpAddress,
  sameBytes,
  samePrefix,
} from '../../../lib/wire/ip-address.ts';
import { systemError } from './system-error.ts';

export interface AddressListener {
  added(entry: InterfaceAddress): void;
  /** Called when the entry is off the list already. */
  removed(entry: InterfaceAddress): void;
}

export class FakeAddresses implements AddressTable {
  /** net.ipv4.conf.*.promote_secondaries. */
  promoteSecondaries = false;
  readonly #listener: AddressListener;
  #entries: InterfaceAddress[] = [];

  constructor(listener: AddressListener) {
    this.#listener = listener;
  }

  find(ip: IpAddress, index = 0): HeldAddress[] {
    return this.#entries
      .filter((entry) => sameBytes(entry.local, ip.bytes) && (!index || entry.index === index))
      .map(held);
  }

  onLink(family: Family, index: number): HeldAddress[] {
    return family === 'inet' ? this.on(index).map(held) : [];
  }

  on(index: number): InterfaceAddress[] {
    return this.#entries.filter((entry) => entry.index === index);
  }

  all(): readonly InterfaceAddress[] {
    return this.#entries;
  }

  add(asked: InterfaceAddress): void {
    const siblings = this.on(asked.index).filter((other) => sameNetwork(other, asked));
    if (siblings.some((other) => sameBytes(other.local, asked.local))) {
      throw systemError('RTM_NEWADDR', 'EEXIST');
    }
    const secondary = siblings.length > 0;
    const flags = (asked.flags & ~IFA_F_SECONDARY) | (secondary ? IFA_F_SECONDARY : 0);
    this.#insert({ ...asked, flags });
  }

  remove(entry: HeldAddress): void {
    const found = this.#entries.find((other) => sameEntry(other, entry));
    // As lib/kernel has it: one that is not there is no error.
    if (!found) return;
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

  restore(entry: HeldAddress): void {
    const reported = decodeInterfaceAddress(entry.message);
    if (!reported) throw systemError('RTM_NEWADDR', 'EINVAL');
    const { message: _, ...asked } = reported;
    if (this.#entries.some((other) => sameEntry(other, asked))) return;
    this.add(asked);
  }

  /** A new primary address goes behind the other primary ones, a secondary one to the end. */
  #insert(entry: InterfaceAddress): void {
    const isPrimaryOf = (other: InterfaceAddress) =>
      other.index === entry.index && !(other.flags & IFA_F_SECONDARY);
    const behind = this.#entries.findLastIndex(isPrimaryOf);
    const at = entry.flags & IFA_F_SECONDARY ? this.#entries.length : behind + 1;
    this.#entries.splice(at, 0, entry);
    this.#listener.added(entry);
  }

  #drop(entry: InterfaceAddress): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#listener.removed(entry);
  }
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
