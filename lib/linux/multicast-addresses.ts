/** Link-layer multicast addresses that an interface receives in addition to those of its IP groups. */
import { toHex } from '../wire/hex.ts';
import { IFNAMSIZ } from '../wire/ifinfomsg.ts';
import { AF_INET, SOCK_CLOEXEC, SOCK_DGRAM } from '../wire/socket.ts';
import { encodeUtf8 } from '../wire/utf8.ts';
import { readFile } from './files.ts';
import { check, ignoreErrno } from './system-error.ts';

/** linux/sockios.h */
const SIOCADDMULTI = 0x8931;
const SIOCDELMULTI = 0x8932;

/** No such address, no such interface, or an interface without multicast filter (lo). */
const NOT_JOINED = ['ENOENT', 'ENODEV', 'EINVAL'];

/** In octets; enough for thousands of interfaces. */
const MAX_LIST_LENGTH = 1024 * 1024;

export abstract class MulticastMemberships {
  /** @throws SystemError */
  abstract join(linkName: string, address: Uint8Array): void;
  /** Idempotent. */
  abstract leave(linkName: string, address: Uint8Array): void;
  abstract has(linkName: string, address: Uint8Array): boolean;
}

export class HostMemberships extends MulticastMemberships {
  /**
   * Equivalent to `ip maddress add`. Idempotent: the kernel counts one such membership.
   * @throws SystemError
   */
  join(linkName: string, address: Uint8Array): void {
    this.#change('SIOCADDMULTI', SIOCADDMULTI, linkName, address);
  }

  /** Equivalent to `ip maddress delete`. Idempotent. */
  leave(linkName: string, address: Uint8Array): void {
    ignoreErrno(NOT_JOINED, () => this.#change('SIOCDELMULTI', SIOCDELMULTI, linkName, address));
  }

  /** Reads /proc/net/dev_mcast, whose fields are index, name, users, global users, address. */
  has(linkName: string, address: Uint8Array): boolean {
    const text = readFile('/proc/net/dev_mcast', MAX_LIST_LENGTH);
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
  bytes.set(encodeUtf8(linkName).subarray(0, IFNAMSIZ - 1), 0);
  bytes.set(address.subarray(0, 14), IFNAMSIZ + 2);
  return bytes;
}
