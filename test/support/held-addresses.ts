/**
 * Prints what the kernel of this network namespace holds of an address, as JSON: also what the `ip`
 * of older distributions does not show. usage: bun held-addresses.ts 10.0.0.10
 */
import { writeSync } from 'node:fs';
import { Addresses } from '../../lib/kernel/addresses.ts';
import { parseIpAddress } from '../../lib/kernel/ip-text.ts';
import { NetlinkSocket } from '../../lib/kernel/netlink-socket.ts';

const ip = parseIpAddress(process.argv[2] ?? '');
const held = ip ? new Addresses(new NetlinkSocket()).find(ip) : [];
const fields = held.map(({ prefixLength, flags, protocol }) => ({ prefixLength, flags, protocol }));
writeSync(1, JSON.stringify(fields));
