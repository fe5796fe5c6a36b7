/**
 * When the kernel reported a new address, on the clock of a capture's time stamps.
 *
 * A listener that sleeps is woken up too late by as much as what is to be measured here. This one
 * does not sleep: it asks its rtnetlink socket over and over, so that the report came between two
 * times that it read itself from CLOCK_REALTIME. Both are kept: their distance is the error.
 */
import { RTM_NEWADDR } from '../../lib/kernel/addresses.ts';
import { libc } from '../../lib/kernel/libc.ts';
import { NetlinkSocket } from '../../lib/kernel/netlink-socket.ts';
import { holdsAddress, wordsOf } from '../../lib/wire/ifaddrmsg.ts';
import type { Moment } from './protocol.ts';

const RTMGRP_IPV4_IFADDR = 0x10;
const CLOCK_REALTIME = 0;

/** Milliseconds since the epoch; a double holds them to a quarter of a microsecond. */
function realTime(timespec: Uint32Array): number {
  libc.clock_gettime(CLOCK_REALTIME, timespec);
  // tv_sec 8, tv_nsec 8: the seconds fit into 32 bits until 2106.
  return (timespec[0] ?? 0) * 1000 + (timespec[2] ?? 0) / 1e6;
}

/** @param begin makes the address appear; called when the listener is there */
export function momentOfAddress(ip: string, patience: number, begin: () => void): Moment {
  const wanted = wordsOf(Uint8Array.from(ip.split('.').map(Number)));
  const timespec = new Uint32Array(4);
  const socket = new NetlinkSocket(RTMGRP_IPV4_IFADDR);
  try {
    begin();
    const end = realTime(timespec) + patience;
    let notBefore = 0;
    let notAfter: number | undefined;
    for (;;) {
      const asked = realTime(timespec);
      socket.drain(({ type, words, start, end: after }) => {
        const now = realTime(timespec);
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
