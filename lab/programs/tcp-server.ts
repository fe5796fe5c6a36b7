/**
 * TCP server that only keeps its connections, and reports each that ends, as tcp-clients does.
 * usage: tcp-server PORT ADDRESS...; `::` also accepts IPv4. Ends at the end of standard input.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { monotonicTime } from '../monotonic-time.ts';
import { writeLine } from './lines.ts';
import type { Ended } from './tcp-clients.ts';

/** More connections may wait than the program accepts at a time. */
const BACKLOG = 4096;

const [port = '', ...addresses] = process.argv.slice(2);

for (const host of addresses) {
  const server = createServer((socket) => {
    const report = (code: string) => writeLine({ code, at: monotonicTime() } satisfies Ended);
    socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => report(code));
    socket.on('end', () => report('end'));
    socket.resume();
  });
  server.listen({ host, port: Number(port), backlog: BACKLOG });
  await once(server, 'listening');
}
writeLine('ready');
process.stdin.resume().on('end', () => process.exit());
