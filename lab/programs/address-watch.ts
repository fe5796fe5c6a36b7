/**
 * Reports the times at which an address is added to and removed from this host.
 * usage: address-watch ADDRESS; runs until it is killed.
 */
import { systemClock } from '../../lib/linux/clock.ts';
import { parseIpAddress } from '../../lib/linux/ip-text.ts';
import { NetlinkSocket } from '../../lib/linux/netlink-socket.ts';
import { addressWords, holdsAddress } from '../../lib/wire/ifaddrmsg.ts';
import {
  RTM_DELADDR,
  RTM_NEWADDR,
  RTMGRP_IPV4_IFADDR,
  RTMGRP_IPV6_IFADDR,
} from '../../lib/wire/rtnetlink.ts';
import { realTime } from '../real-time.ts';
import { writeLine } from './lines.ts';

export interface AddressChange {
  readonly kind: 'added' | 'removed';
  /** Time at which this program received the notification: milliseconds of CLOCK_REALTIME. */
  readonly at: number;
}

const ONE_DAY_MS = 86_400_000;

const [address = ''] = process.argv.slice(2);
const ip = parseIpAddress(address);
if (!ip) throw new Error(`${address} is not an address`);
const wanted = addressWords(ip.bytes);
const socket = new NetlinkSocket(ip.family === 'inet' ? RTMGRP_IPV4_IFADDR : RTMGRP_IPV6_IFADDR);
writeLine('ready');
for (;;) {
  if (!socket.wait(systemClock.now() + ONE_DAY_MS, systemClock)) continue;
  const at = realTime();
  socket.drain(({ type, words, start, end }) => {
    if (type !== RTM_NEWADDR && type !== RTM_DELADDR) return;
    if (!holdsAddress(words, start, end, wanted)) return;
    const kind = type === RTM_NEWADDR ? 'added' : 'removed';
    writeLine({ kind, at } satisfies AddressChange);
  });
}
