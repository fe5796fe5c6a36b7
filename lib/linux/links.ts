/** Reads and changes network interfaces through rtnetlink. */
import { readCString } from '../wire/c-string.ts';
import {
  decodeLink,
  encodeLinkRequest,
  encodeLinkUp,
  IFNAMSIZ,
  type Link,
  type LinkSelector,
} from '../wire/ifinfomsg.ts';
import { RTM_GETLINK, RTM_NEWLINK, RTMGRP_LINK } from '../wire/rtnetlink.ts';
import type { Clock } from './clock.ts';
import { LinkTable, LinkWatch } from './kernel.ts';
import { NetlinkSocket } from './netlink-socket.ts';
import { ignoreErrno } from './system-error.ts';

/** EINVAL and ERANGE: the name is invalid. */
const NO_MATCHING_LINK = ['ENODEV', 'EINVAL', 'ERANGE', 'ENXIO'];

export class Links extends LinkTable {
  readonly #netlink: NetlinkSocket;
  readonly #clock: Clock;

  constructor(netlink: NetlinkSocket, clock: Clock) {
    super();
    this.#netlink = netlink;
    this.#clock = clock;
  }

  /** Equivalent to `ip link show NAME`; the name may be an alternative name. */
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

  /** Equivalent to `ip link set NIC up` or `down`. */
  setUp(index: number, up: boolean): void {
    this.#netlink.request(
      () => `RTM_NEWLINK ${up ? 'up' : 'down'} of ${linkName(index)}`,
      RTM_NEWLINK,
      0,
      encodeLinkUp(index, up),
    );
  }

  /** Receives notifications of every change of every link, from now on. */
  watch(): LinkWatch {
    return new NotifiedLinkWatch(this.#clock);
  }

  #get(selector: LinkSelector): Link | undefined {
    let link: Link | undefined;
    ignoreErrno(NO_MATCHING_LINK, () =>
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

  /** Waits for a change of any link; false if `deadline` (clock.now()) comes first. */
  waitForChange(deadline: number): boolean {
    if (!this.#notifications.wait(deadline, this.#clock)) return false;
    this.#notifications.drain(() => {});
    return true;
  }

  close(): void {
    this.#notifications.close();
  }
}

/** The name of an interface for a message; `interface 7` if it does not exist. */
export function linkName(index: number): string {
  const name = new Uint8Array(IFNAMSIZ);
  return sys_if_indextoname(index, name) === 0 ? readCString(name) : `interface ${index}`;
}
