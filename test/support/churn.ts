/**
 * Adds and removes an address on lo as fast as it can, so that dumps of others are interrupted.
 * usage: bun churn.ts ADDRESS MILLISECONDS
 */
import { Addresses } from '../../lib/kernel/addresses.ts';
import { systemClock } from '../../lib/kernel/clock.ts';
import { parseIpAddress } from '../../lib/kernel/ip-text.ts';
import { NetlinkSocket } from '../../lib/kernel/netlink-socket.ts';

const LOOPBACK = 1;
const [text = '', milliseconds = '0'] = process.argv.slice(2);
const ip = parseIpAddress(text);
if (!ip) throw new Error('usage: churn.ts ADDRESS MILLISECONDS');
const addresses = new Addresses(new NetlinkSocket());
const entry = {
  family: 2,
  prefixLength: 32,
  flags: 0,
  scope: 0,
  index: LOOPBACK,
  local: ip.bytes,
  address: ip.bytes,
};
const until = systemClock.now() + Number(milliseconds);
while (systemClock.now() < until) {
  addresses.add(entry);
  addresses.remove({ ...entry, message: new Uint8Array(0) });
}
