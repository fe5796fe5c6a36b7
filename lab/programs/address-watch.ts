/**
 * Reports when the kernel adds and removes an IPv4 address on this host.
 * usage: address-watch ADDRESS; ends with whoever started it, or with the host.
 */
import { systemClock } from '../../lib/linux/clock.ts';
import { NetlinkSocket } from '../../lib/linux/netlink-socket.ts';
import { addressWords, holdsAddress } from '../../lib/wire/ifaddrmsg.ts';
import { RTM_DELADDR, RTM_NEWADDR, RTMGRP_IPV4_IFADDR } from '../../lib/wire/rtnetlink.ts';
import { realTime } from '../real-time.ts';
import { sayLine } from './lines.ts';

export interface AddressChange {
  readonly kind: 'added' | 'removed';
  /** Milliseconds of CLOCK_REALTIME at which this program heard of it. */
  readonly at: number;
}

const A_DAY = 86_400_000;

const [address = ''] = process.argv.slice(2);
const wanted = addressWords(Uint8Array.from(address.split('.').map(Number)));
const socket = new NetlinkSocket(RTMGRP_IPV4_IFADDR);
sayLine('ready');
for (;;) {
  if (!socket.wait(systemClock.now() + A_DAY, systemClock)) continue;
  const at = realTime();
  socket.drain(({ type, words, start, end }) => {
    if (type !== RTM_NEWADDR && type !== RTM_DELADDR) return;
    if (!holdsAddress(words, start, end, wanted)) return;
    const kind = type === RTM_NEWADDR ? 'added' : 'removed';
    sayLine({ kind, at } satisfies AddressChange);
  });
}
