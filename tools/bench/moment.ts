/**
 * When the kernel reported a new address, on the clock of a capture's time stamps.
 *
 * A listener that sleeps is woken up too late by as much as what is to be measured here. This one
 * does not sleep: it asks its rtnetlink socket over and over, so that the report came between two
 * times that it read itself from CLOCK_REALTIME. Both are kept: their distance is the error.
 */

import { realTime } from '../../lab/real-time.ts';
import { NetlinkSocket } from '../../lib/linux/netlink-socket.ts';
import { addressWords, holdsAddress } from '../../lib/wire/ifaddrmsg.ts';
import { RTM_NEWADDR, RTMGRP_IPV4_IFADDR } from '../../lib/wire/rtnetlink.ts';
import type { Moment } from './protocol.ts';

/** @param begin makes the address appear; called when the listener is there */
export function momentOfAddress(ip: string, patience: number, begin: () => void): Moment {
  const wanted = addressWords(Uint8Array.from(ip.split('.').map(Number)));
  const socket = new NetlinkSocket(RTMGRP_IPV4_IFADDR);
  try {
    // The process may be faster than the first look.
    let notBefore = realTime();
    begin();
    const end = realTime() + patience;
    let notAfter: number | undefined;
    for (;;) {
      const asked = realTime();
      socket.drain(({ type, words, start, end: after }) => {
        const now = realTime();
        if (type === RTM_NEWADDR && holdsAddress(words, start, after, wanted)) notAfter ??= now;
      });
      if (notAfter !== undefined) return { notBefore, notAfter };
      if (asked > end) throw new Error(`no RTM_NEWADDR of ${ip} within ${patience} ms`);
      notBefore = asked;
    }
  } finally {
    socket.close();
  }
}
