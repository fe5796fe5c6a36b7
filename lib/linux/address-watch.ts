/** Watches an address and its link with rtnetlink notifications. */
import { addressWords, decodeInterfaceAddress, holdsAddress } from '../wire/ifaddrmsg.ts';
import { linkIndexOf } from '../wire/ifinfomsg.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import {
  RTM_DELADDR,
  RTM_NEWLINK,
  RTMGRP_IPV4_IFADDR,
  RTMGRP_IPV6_IFADDR,
  RTMGRP_LINK,
} from '../wire/rtnetlink.ts';
import type { Addresses } from './addresses.ts';
import type { Clock } from './clock.ts';
import { type AddressEvent, AddressWatch, type PacketReceiver } from './kernel.ts';
import { NetlinkSocket } from './netlink-socket.ts';

export class NotifiedAddressWatch extends AddressWatch {
  readonly #ip: IpAddress;
  readonly #words: Uint32Array;
  readonly #index: number;
  readonly #addresses: Addresses;
  readonly #clock: Clock;
  readonly #notifications: NetlinkSocket;
  #wasRemoved = false;
  #linkChanged = false;

  /** Reports every removal from now on, even if the address is added again at once. */
  constructor(ip: IpAddress, index: number, addresses: Addresses, clock: Clock) {
    super();
    this.#ip = ip;
    this.#words = addressWords(ip.bytes);
    this.#index = index;
    this.#addresses = addresses;
    this.#clock = clock;
    const group = ip.family === 'inet' ? RTMGRP_IPV4_IFADDR : RTMGRP_IPV6_IFADDR;
    this.#notifications = new NetlinkSocket(RTMGRP_LINK | group);
  }

  /** Queries the kernel, regardless of the notifications so far. */
  isHeld(): boolean {
    return this.#addresses.find(this.#ip, this.#index).length > 0;
  }

  /**
   * Waits for a change until `deadline` (clock.now()), which may be past. Returns `removed` if the address was
   * removed since the last call, even if it was added again; otherwise `link-changed` if its link changed.
   * Reports each change once. With a receiver, also waits for its packets, and returns `packet`.
   */
  nextEvent(deadline: number, receiver?: PacketReceiver): AddressEvent | undefined {
    const others = receiver ? [receiver.fd] : [];
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
      if (this.#notifications.isOtherReadable(others, deadline, this.#clock)) return 'packet';
    }
  }

  /**
   * Waits for a notification of any address of the family, or of any link; false if `deadline` (clock.now())
   * comes first.
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
    // The kernel dropped notifications: the link may have changed.
    this.#linkChanged = true;
    if (!this.isHeld()) this.#wasRemoved = true;
  }
}
