/** The host's interfaces, by rtnetlink. */
import {
  decodeLink,
  encodeLinkRequest,
  encodeLinkUp,
  type Link,
  type LinkSelector,
} from '../wire/ifinfomsg.ts';
import type { Clock } from './clock.ts';
import { LinkTable, LinkWatch } from './kernel.ts';
import { linkName } from './link-name.ts';
import { NetlinkSocket } from './netlink-socket.ts';
import { allowing } from './system-error.ts';

export const RTM_NEWLINK = 16;
export const RTM_GETLINK = 18;
export const RTMGRP_LINK = 0x1;

/** ENODEV: no such interface. EINVAL and ERANGE: no kernel would take it for a name. */
const NO_SUCH_LINK = ['ENODEV', 'EINVAL', 'ERANGE', 'ENXIO'];

export class Links extends LinkTable {
  readonly #netlink: NetlinkSocket;
  readonly #clock: Clock;

  constructor(netlink: NetlinkSocket, clock: Clock) {
    super();
    this.#netlink = netlink;
    this.#clock = clock;
  }

  /** By name or alternative name. */
  byName(name: string): Link | undefined {
    return this.#get({ name });
  }

  byIndex(index: number): Link | undefined {
    return this.#get({ index });
  }

  all(): Link[] {
    return this.#netlink.dump('RTM_GETLINK', RTM_GETLINK, encodeLinkRequest(), ({ payload }) =>
      decodeLink(payload),
    );
  }

  /** Equivalent to `ip link set … up` or `down`. */
  setUp(index: number, up: boolean): void {
    this.#netlink.request(
      () => `RTM_NEWLINK ${up ? 'up' : 'down'} of ${linkName(index)}`,
      RTM_NEWLINK,
      0,
      encodeLinkUp(index, up),
    );
  }

  /** Notifications of any change of any link, from now on. */
  watch(): LinkWatch {
    return new NotifiedLinkWatch(this.#clock);
  }

  #get(selector: LinkSelector): Link | undefined {
    let link: Link | undefined;
    allowing(NO_SUCH_LINK, () =>
      this.#netlink.request(
        'RTM_GETLINK',
        RTM_GETLINK,
        0,
        encodeLinkRequest(selector),
        ({ payload }) => {
          link = decodeLink(payload);
        },
      ),
    );
    return link;
  }
}

export class NotifiedLinkWatch extends LinkWatch {
  readonly #notifications = new NetlinkSocket(RTMGRP_LINK);
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super();
    this.#clock = clock;
  }

  /** Waits until some link changed; false when `deadline` (clock.now()) comes first. */
  waitForChange(deadline: number): boolean {
    if (!this.#notifications.wait(deadline, this.#clock)) return false;
    this.#notifications.drain(() => {});
    return true;
  }

  close(): void {
    this.#notifications.close();
  }
}
