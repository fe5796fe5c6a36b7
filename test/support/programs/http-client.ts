/**
 * A user of a web server on the virtual address: reads page after page, each by a connection of its
 * own, and reports whose it was.
 * usage: http-client ADDRESS PORT MILLISECONDS; ends with its standard input.
 */
import { isIPv6 } from 'node:net';
import { systemClock } from '../../../lib/kernel/clock.ts';
import type { Answer } from './client.ts';
import { sayLine } from './lines.ts';
import type { Page } from './web-server.ts';

/**
 * Milliseconds until the reader of a page that does not come asks again, as people do: each time in
 * vain he waits twice as long, so that a slow machine is given its time.
 */
const PATIENCE = 1000;

const [address = '', port = '', interval = ''] = process.argv.slice(2);
const site = `http://${isIPv6(address) ? `[${address}]` : address}:${port}`;

async function read(number: number, patience: number): Promise<void> {
  const askedAt = systemClock.now();
  const path = `/${number}`;
  const options = { keepalive: false, signal: AbortSignal.timeout(patience) };
  const page = (await (await fetch(`${site}${path}`, options)).json()) as Page;
  if (page.path !== path) throw new Error(`asked for ${path}, got ${page.path}`);
  const at = systemClock.now();
  sayLine({ kind: 'answer', number, by: page.by, askedAt, at } satisfies Answer);
}

process.stdin.resume().on('end', () => process.exit());
sayLine('ready');
for (let number = 0, patience = PATIENCE; ; number++) {
  try {
    await read(number, patience);
    patience = PATIENCE;
  } catch (error) {
    // A page that did not come is not reported, and that is what counts.
    if ((error as Error).name === 'TimeoutError') patience *= 2;
  }
  await Bun.sleep(Number(interval));
}
