/** Says whether an address stays, by the kernel's own notifications. */
import { decodeInterfaceAddress, holdsAddress, wordsOf } from '../wire/ifaddrmsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { type Addresses, RTM_DELADDR } from './addresses.ts';
import type { Clock } from './clock.ts';
import { NetlinkSocket } from './netlink-socket.ts';

const RTMGRP_IPV4_IFADDR = 0x10;
const RTMGRP_IPV6_IFADDR = 0x100;

export class AddressWatch {
  readonly #ip: IpAddress;
  readonly #words: Uint32Array;
  readonly #index: number;
  readonly #addresses: Addresses;
  readonly #clock: Clock;
  readonly #notifications: NetlinkSocket;

  /** Removals from now on count, also when the address comes back at once. */
  constructor(ip: IpAddress, index: number, addresses: Addresses, clock: Clock) {
    this.#ip = ip;
    this.#words = wordsOf(ip.bytes);
    this.#index = index;
    this.#addresses = addresses;
    this.#clock = clock;
    this.#notifications = new NetlinkSocket(
      ip.family === 'inet' ? RTMGRP_IPV4_IFADDR : RTMGRP_IPV6_IFADDR,
    );
  }

  /** Asks the kernel for the address itself, whatever the notifications said so far. */
  isHeld(): boolean {
    return this.#addresses.find(this.#ip, this.#index).length > 0;
  }

  /**
   * Waits until `deadline` (clock.now(); one in the past asks about now). False, at once, if the
   * address was removed since the last call, even if it is back by now.
   */
  staysUntil(deadline: number): boolean {
    for (;;) {
      if (this.#wasRemoved()) return false;
      if (this.#clock.now() >= deadline) return true;
      this.#notifications.wait(deadline, this.#clock);
    }
  }

  /**
   * Waits until the kernel says something of any address of the family; false when `deadline`
   * (clock.now()) comes first.
   */
  waitForChange(deadline: number): boolean {
    if (!this.#notifications.wait(deadline, this.#clock)) return false;
    this.#notifications.drain(() => {});
    return true;
  }

  close(): void {
    this.#notifications.close();
  }

  #wasRemoved(): boolean {
    let removed = false;
    const complete = this.#notifications.drain((message) => {
      const { type, words, start, end, payload } = message;
      if (type !== RTM_DELADDR || !holdsAddress(words, start, end, this.#words)) return;
      if (decodeInterfaceAddress(payload)?.index === this.#index) removed = true;
    });
    return removed || (!complete && !this.isHeld());
  }
}
