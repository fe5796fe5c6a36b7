/**
 * Replaces the log daemon: binds a datagram socket and prints the messages, up to the first one that
 * contains TEXT.
 * usage: log-socket /dev/log TEXT
 */
import { writeSync } from 'node:fs';
import { systemClock } from '../lib/linux/clock.ts';
import { waitReadable } from '../lib/linux/poll.ts';
import { check } from '../lib/linux/system-error.ts';
import { encodeSockaddrUn } from '../lib/wire/sockaddr.ts';
import { AF_UNIX, SOCK_DGRAM } from '../lib/wire/socket.ts';
import { WAIT_LIMIT_MS } from './time-limits.ts';

const [path = '', last = ''] = process.argv.slice(2);

const fd = check('socket', sys_socket(AF_UNIX, SOCK_DGRAM, 0));
const address = encodeSockaddrUn(path);
check('bind', sys_bind(fd, address));
const buffer = new Uint8Array(4096);
const deadline = systemClock.now() + WAIT_LIMIT_MS;
let message = '';
while (!message.includes(last) && waitReadable(fd, deadline, systemClock)) {
  const length = check('read', sys_read(fd, buffer));
  message = new TextDecoder().decode(buffer.subarray(0, length));
  writeSync(1, `${message}\n`);
}
