/** Link-layer multicast addresses that an interface receives, beyond those of its IP groups. */
import { toHex } from '../wire/hex.ts';
import { readFile } from './files.ts';
import { allowing, check } from './system-error.ts';

const AF_INET = 2;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const SIOCADDMULTI = 0x8931;
const SIOCDELMULTI = 0x8932;

/** What the kernel answers where the address, or the interface, is not there, or the interface lets through all there is (lo). */
const NOTHING_TO_LEAVE = ['ENOENT', 'ENODEV', 'EINVAL'];

/** Octets; as many as a host with thousands of interfaces has. */
const LONGEST_LIST = 1024 * 1024;

export abstract class MulticastMemberships {
  /** @throws SystemError */
  abstract join(linkName: string, address: Uint8Array): void;
  /** An address that is not there is no error. */
  abstract leave(linkName: string, address: Uint8Array): void;
  abstract has(linkName: string, address: Uint8Array): boolean;
}

export class HostMemberships extends MulticastMemberships {
  /**
   * Equivalent to `ip maddress add`. The kernel counts one membership of this kind, however often it is
   * asked for. @throws SystemError
   */
  join(linkName: string, address: Uint8Array): void {
    this.#change('SIOCADDMULTI', SIOCADDMULTI, linkName, address);
  }

  /** Equivalent to `ip maddress delete`. An address that is not there is no error. */
  leave(linkName: string, address: Uint8Array): void {
    allowing(NOTHING_TO_LEAVE, () => this.#change('SIOCDELMULTI', SIOCDELMULTI, linkName, address));
  }

  /** Whether the interface receives it, by /proc/net/dev_mcast: index, name, users, global, address. */
  has(linkName: string, address: Uint8Array): boolean {
    const text = readFile('/proc/net/dev_mcast', LONGEST_LIST);
    const wanted = toHex(address);
    return text.split('\n').some((line) => {
      const fields = line.split(' ').filter((field) => field !== '');
      return fields.at(1) === linkName && fields.at(4) === wanted;
    });
  }

  #change(operation: string, request: number, linkName: string, address: Uint8Array): void {
    const fd = check('socket AF_INET', sys_socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    try {
      const what = `${operation} ${toHex(address)} on ${linkName}`;
      check(what, sys_ioctl(fd, request, encodeIfreq(linkName, address)));
    } finally {
      sys_close(fd);
    }
  }
}

/** struct ifreq (linux/if.h): ifr_name 16, ifr_hwaddr with sa_family 2 (AF_UNSPEC) and sa_data 14. */
function encodeIfreq(linkName: string, address: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(40);
  bytes.set(new TextEncoder().encode(linkName).subarray(0, 15), 0);
  bytes.set(address.subarray(0, 14), 18);
  return bytes;
}
