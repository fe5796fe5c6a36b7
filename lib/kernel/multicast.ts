/** Link-layer multicast addresses that an interface receives, beyond those of its IP groups. */
import type { check, libc, unlessRefused } from './libc.ts';

/** Handed in, because this is loaded seldom: see lib/cli/agent.ts. */
export interface SystemCalls {
  readonly libc: typeof libc;
  readonly check: typeof check;
  readonly unlessRefused: typeof unlessRefused;
}

const AF_INET = 2;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const SIOCADDMULTI = 0x8931;
const SIOCDELMULTI = 0x8932;

/** What the kernel answers where the address, or the interface, is not there. */
const GONE = ['ENOENT', 'ENODEV'];

export class MulticastMemberships {
  readonly #calls: SystemCalls;

  constructor(calls: SystemCalls) {
    this.#calls = calls;
  }

  /**
   * Equivalent to `ip maddress add`. The kernel counts one membership of this kind, however often it is
   * asked for. @throws SystemError
   */
  join(linkName: string, address: Uint8Array): void {
    this.#change('SIOCADDMULTI', SIOCADDMULTI, linkName, address);
  }

  /** Equivalent to `ip maddress delete`. An address that is not there is no error. */
  leave(linkName: string, address: Uint8Array): void {
    this.#calls.unlessRefused(GONE, () =>
      this.#change('SIOCDELMULTI', SIOCDELMULTI, linkName, address),
    );
  }

  /** Whether the interface receives it, by /proc/net/dev_mcast: index, name, users, global, address. */
  has(linkName: string, address: Uint8Array): boolean {
    const text = process.getBuiltinModule('node:fs').readFileSync('/proc/net/dev_mcast', 'utf8');
    const wanted = address.toHex();
    return text.split('\n').some((line) => {
      const [, name, , , member] = line.trim().split(/\s+/);
      return name === linkName && member === wanted;
    });
  }

  #change(operation: string, request: number, linkName: string, address: Uint8Array): void {
    const { libc, check } = this.#calls;
    const fd = check('socket AF_INET', libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    try {
      const what = `${operation} ${address.toHex()} on ${linkName}`;
      check(what, libc.ioctl(fd, request, encodeIfreq(linkName, address)));
    } finally {
      libc.close(fd);
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
