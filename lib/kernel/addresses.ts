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
import type { Family, IpAddress } from '../wire/ip-address.ts';
import { NLM_F_CREATE, NLM_F_EXCL } from '../wire/netlink.ts';
import { ipAddressFromBytes } from './ip-text.ts';
import { SystemError } from './libc.ts';
import type { NetlinkSocket } from './netlink-socket.ts';

export const RTM_NEWADDR = 20;
export const RTM_DELADDR = 21;
const RTM_GETADDR = 22;

export function addressFamily(family: Family): number {
  return family === 'inet' ? AF_INET : AF_INET6;
}

export class Addresses {
  readonly #netlink: NetlinkSocket;

  constructor(netlink: NetlinkSocket) {
    this.#netlink = netlink;
  }

  /** Every entry that holds `ip` as its own (IFA_LOCAL), on one interface or on any. */
  find(ip: IpAddress, index = 0): HeldAddress[] {
    const filter = encodeAddressFilter(addressFamily(ip.family), index);
    const wanted = wordsOf(ip.bytes);
    return this.#netlink.dump('RTM_GETADDR', RTM_GETADDR, filter, (message) => {
      if (!holdsAddress(message.words, message.start, message.end, wanted)) return undefined;
      const entry = decodeInterfaceAddress(message.payload.slice());
      // A kernel older than 4.20 ignores the filter.
      return index === 0 || entry?.index === index ? entry : undefined;
    });
  }

  /** Every address of one interface, in the kernel's order. */
  onLink(family: Family, index: number): HeldAddress[] {
    const filter = encodeAddressFilter(addressFamily(family), index);
    return this.#netlink.dump('RTM_GETADDR', RTM_GETADDR, filter, ({ payload }) => {
      const entry = decodeInterfaceAddress(payload.slice());
      return entry?.index === index ? entry : undefined;
    });
  }

  /** Equivalent to `ip address add`. Throws SystemError, EEXIST among others. */
  add(entry: InterfaceAddress): void {
    this.#netlink.request(
      `RTM_NEWADDR ${describe(entry)}`,
      RTM_NEWADDR,
      NLM_F_CREATE | NLM_F_EXCL,
      encodeInterfaceAddress(entry),
    );
  }

  /** Equivalent to `ip address delete`. An address that is not there is no error. */
  remove(entry: HeldAddress): void {
    const { family, prefixLength, scope, index, local, address, label } = entry;
    const message = { family, prefixLength, scope, index, local, address, label, flags: 0 };
    try {
      this.#netlink.request(
        `RTM_DELADDR ${describe(entry)}`,
        RTM_DELADDR,
        0,
        encodeInterfaceAddress(message),
      );
    } catch (error) {
      const gone = error instanceof SystemError && GONE.has(error.code);
      if (!gone) throw error;
    }
  }

  /** Puts an address back with all that the kernel had said of it. One that is there is no error. */
  restore(entry: HeldAddress): void {
    try {
      this.#netlink.request(
        `RTM_NEWADDR ${describe(entry)}`,
        RTM_NEWADDR,
        NLM_F_CREATE | NLM_F_EXCL,
        entry.message,
      );
    } catch (error) {
      if (!(error instanceof SystemError && error.code === 'EEXIST')) throw error;
    }
  }
}

const GONE = new Set(['EADDRNOTAVAIL', 'ENODEV']);

function describe(entry: InterfaceAddress): string {
  return `${ipAddressFromBytes(entry.local).text}/${entry.prefixLength} on interface ${entry.index}`;
}
