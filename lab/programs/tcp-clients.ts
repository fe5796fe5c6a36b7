/**
 * Clients with idle TCP connections: reports each connection that ends.
 * usage: tcp-clients ADDRESS PORT COUNT [LOCAL-ADDRESS]; is ready when all are connected. Ends at the end of standard
 * input.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { monotonicTime } from '../monotonic-time.ts';
import { writeLine } from './lines.ts';

/** A connection has ended. */
export interface Ended {
  /** Error code; `end` if the peer has closed the connection. */
  readonly code: string;
  /** In milliseconds of CLOCK_MONOTONIC. */
  readonly at: number;
}

// An error without a stack costs less: the times are of many errors at once.
Error.stackTraceLimit = 0;

const [host = '', port = '', count = '', localAddress] = process.argv.slice(2);

/** Kept, so that no connection is closed. */
const sockets: Socket[] = [];
/** Not reported yet: the time of the next one must not depend on the output. */
const ended: Ended[] = [];

function report(code: string): void {
  if (ended.length === 0) setImmediate(() => ended.splice(0).forEach(writeLine));
  ended.push({ code, at: monotonicTime() });
}

for (let i = 0; i < Number(count); i++) {
  const socket = connect({ host, port: Number(port), ...(localAddress && { localAddress }) });
  await once(socket, 'connect');
  socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => report(code));
  socket.on('end', () => report('end'));
  socket.resume();
  sockets.push(socket);
}
writeLine('ready');
process.stdin.resume().on('end', () => process.exit());
