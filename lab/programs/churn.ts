/**
 * Adds and removes an address on lo as fast as it can, so that dumps of others are interrupted.
 * usage: churn ADDRESS; ends with its standard input.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { Addresses } from '../../lib/linux/addresses.ts';
import { parseIpAddress } from '../../lib/linux/ip-text.ts';
import { NetlinkSocket } from '../../lib/linux/netlink-socket.ts';
import { sayLine } from './lines.ts';

const LOOPBACK = 1;
/** How often it does so before it looks at its standard input. */
const AT_A_STRETCH = 500;
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
sayLine('ready');
while (!ended) {
  for (let i = 0; i < AT_A_STRETCH; i++) {
    addresses.add(entry);
    addresses.remove({ ...entry, message: new Uint8Array(0) });
  }
  await turn();
}
process.exit();
