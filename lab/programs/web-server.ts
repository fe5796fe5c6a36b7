/**
 * A small web server: says the name of its host, and the path that it was asked for.
 * usage: web-server PORT ADDRESS...; ends when it is told to (SIGTERM).
 */
import { createServer } from 'node:http';
import { hostname } from 'node:os';

export interface Page {
  readonly by: string;
  readonly path: string;
}

const [port = '', ...addresses] = process.argv.slice(2);

// Bound to the addresses: without them it is of no use, and ends.
for (const address of addresses) {
  createServer(({ url = '' }, response) => {
    response.end(JSON.stringify({ by: hostname(), path: url } satisfies Page));
  }).listen(Number(port), address);
}
