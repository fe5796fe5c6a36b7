/**
 * Adds and removes an address on lo as fast as possible, so that dumps of addresses are interrupted.
 * usage: churn ADDRESS; ends at the end of standard input.
 */
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { Addresses } from '../../lib/linux/addresses.ts';
import { parseIpAddress } from '../../lib/linux/ip-text.ts';
import { NetlinkSocket } from '../../lib/linux/netlink-socket.ts';
import { writeLine } from './lines.ts';

const LOOPBACK = 1;
/** Rounds between two looks at standard input. */
const BATCH = 500;
const [text = ''] = process.argv.slice(2);
const ip = parseIpAddress(text);
if (!ip) throw new Error('usage: churn ADDRESS');
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
let ended = false;
process.stdin.resume().on('end', () => {
  ended = true;
});
writeLine('ready');
while (!ended) {
  for (let i = 0; i < BATCH; i++) {
    addresses.add(entry);
    addresses.remove({ ...entry, message: new Uint8Array(0) });
  }
  await yieldToEvents();
}
process.exit();
