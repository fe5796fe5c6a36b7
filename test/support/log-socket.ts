/**
 * Stands in for the log daemon: binds a datagram socket and prints what comes, until one of the
 * messages has a text in it.
 * usage: bun log-socket.ts /dev/log TEXT
 */
import { writeSync } from 'node:fs';
import { systemClock } from '../../lib/kernel/clock.ts';
import { check, libc } from '../../lib/kernel/libc.ts';
import { waitReadable } from '../../lib/kernel/poll.ts';
import { stringValue } from '../../lib/wire/rtattr.ts';
import { AF_UNIX } from '../../lib/wire/sockaddr.ts';
import { PATIENCE } from './patience.ts';

const SOCK_DGRAM = 2;
const [path = '', last = ''] = process.argv.slice(2);

const fd = check('socket', libc.socket(AF_UNIX, SOCK_DGRAM, 0));
const address = Uint8Array.of(AF_UNIX, 0, ...stringValue(path));
check('bind', libc.bind(fd, address, address.length));
const buffer = new Uint8Array(4096);
const deadline = systemClock.now() + PATIENCE;
let message = '';
while (!message.includes(last) && waitReadable(fd, deadline, systemClock)) {
  const length = check('recvfrom', libc.recvfrom(fd, buffer, buffer.length, 0, null, null));
  message = new TextDecoder().decode(buffer.subarray(0, length));
  writeSync(1, `${message}\n`);
}
