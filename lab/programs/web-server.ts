/**
 * Web server that returns its host name and the requested path.
 * usage: web-server PORT ADDRESS...; ends at SIGTERM.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { writeLine } from './lines.ts';

export interface Page {
  readonly by: string;
  readonly path: string;
}

const [port = '', ...addresses] = process.argv.slice(2);

// Bound to the addresses, so that it ends with an error if the host does not have them.
for (const address of addresses) {
  const server = createServer(({ url = '' }, response) => {
    response.end(JSON.stringify({ by: hostname(), path: url } satisfies Page));
  });
  await once(server.listen(Number(port), address), 'listening');
}
writeLine('ready');
