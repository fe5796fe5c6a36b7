/** Says what becomes of an address and of its link, by the kernel's own notifications. */
import { decodeInterfaceAddress, holdsAddress, wordsOf } from '../wire/ifaddrmsg.ts';
import { linkIndexOf } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { type Addresses, RTM_DELADDR } from './addresses.ts';
import type { Clock } from './clock.ts';
import { type AddressEvent, AddressWatch } from './kernel.ts';
import { RTM_NEWLINK, RTMGRP_LINK } from './links.ts';
import { NetlinkSocket } from './netlink-socket.ts';

const RTMGRP_IPV4_IFADDR = 0x10;
const RTMGRP_IPV6_IFADDR = 0x100;

export class NotifiedAddressWatch extends AddressWatch {
  readonly #ip: IpAddress;
  readonly #words: Uint32Array;
  readonly #index: number;
  readonly #addresses: Addresses;
  readonly #clock: Clock;
  readonly #notifications: NetlinkSocket;
  #wasRemoved = false;
  #linkChanged = false;

  /** Removals from now on count, also when the address comes back at once. */
  constructor(ip: IpAddress, index: number, addresses: Addresses, clock: Clock) {
    super();
    this.#ip = ip;
    this.#words = wordsOf(ip.bytes);
    this.#index = index;
    this.#addresses = addresses;
    this.#clock = clock;
    const group = ip.family === 'inet' ? RTMGRP_IPV4_IFADDR : RTMGRP_IPV6_IFADDR;
    this.#notifications = new NetlinkSocket(RTMGRP_LINK | group);
  }

  /** Asks the kernel for the address itself, whatever the notifications said so far. */
  isHeld(): boolean {
    return this.#addresses.find(this.#ip, this.#index).length > 0;
  }

  /**
   * Waits for a change until `deadline` (clock.now(); one in the past asks about now): `removed` if the
   * address was since the last call, even if it is back by now; else `link-changed` if anything of
   * its link was. Each is told once.
   */
  nextEvent(deadline: number): AddressEvent | undefined {
    for (;;) {
      this.#readNotifications();
      if (this.#wasRemoved) {
        this.#wasRemoved = false;
        return 'removed';
      }
      if (this.#linkChanged) {
        this.#linkChanged = false;
        return 'link-changed';
      }
      if (this.#clock.now() >= deadline) return undefined;
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

  #readNotifications(): void {
    const complete = this.#notifications.drain((message) => {
      const { type, words, start, end, payload } = message;
      if (type === RTM_NEWLINK) {
        if (linkIndexOf(payload) === this.#index) this.#linkChanged = true;
      } else if (type === RTM_DELADDR && holdsAddress(words, start, end, this.#words)) {
        if (decodeInterfaceAddress(payload)?.index === this.#index) this.#wasRemoved = true;
      }
    });
    if (complete) return;
    this.#linkChanged = true;
    if (!this.isHeld()) this.#wasRemoved = true;
  }
}
