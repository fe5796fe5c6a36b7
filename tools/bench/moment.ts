/**
 * The time of the kernel's notification of a new address, by the clock of a capture's time stamps.
 *
 * A listener that sleeps is woken up late, by about the delay that is measured here. This one polls its rtnetlink
 * socket without sleeping: the notification came between two times that it read from CLOCK_REALTIME. Both are
 * returned; their difference is the error.
 */

import { realTime } from '../../lab/real-time.ts';
import { NetlinkSocket } from '../../lib/linux/netlink-socket.ts';
import { addressWords, holdsAddress } from '../../lib/wire/ifaddrmsg.ts';
import { RTM_NEWADDR, RTMGRP_IPV4_IFADDR } from '../../lib/wire/rtnetlink.ts';
import type { Moment } from './protocol.ts';

/** @param begin starts the program that adds the address; called when the listener is ready */
export function momentOfAddress(ip: string, timeoutMs: number, begin: () => void): Moment {
  const wanted = addressWords(Uint8Array.from(ip.split('.').map(Number)));
  const socket = new NetlinkSocket(RTMGRP_IPV4_IFADDR);
  try {
    // The address may be added before the first poll.
    let notBefore = realTime();
    begin();
    const end = realTime() + timeoutMs;
    let notAfter: number | undefined;
    for (;;) {
      const asked = realTime();
      socket.drain(({ type, words, start, end: after }) => {
        const now = realTime();
        if (type === RTM_NEWADDR && holdsAddress(words, start, after, wanted)) notAfter ??= now;
      });
      if (notAfter !== undefined) return { notBefore, notAfter };
      if (asked > end) throw new Error(`no RTM_NEWADDR of ${ip} within ${timeoutMs} ms`);
      notBefore = asked;
    }
  } finally {
    socket.close();
  }
}
