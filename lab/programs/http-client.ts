/**
 * A user of a web server on the virtual address: reads page after page, each by a connection of its
 * own, and reports whose it was.
 * usage: http-client ADDRESS PORT MILLISECONDS; ends with its standard input.
 */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicTime } from '../monotonic-time.ts';
import type { Answer } from './client.ts';
import { sayLine } from './lines.ts';
import type { Page } from './web-server.ts';

/**
 * Milliseconds until the reader of a page that does not come asks again, as people do: each time in
 * vain he waits twice as long, so that a slow machine is given its time.
 */
const PATIENCE = 1000;

const [address = '', port = '', interval = ''] = process.argv.slice(2);

async function read(number: number, signal: AbortSignal): Promise<void> {
  const askedAt = monotonicTime();
  const path = `/${number}`;
  const request = get({ host: address, port, path, agent: false, signal });
  const [response]: IncomingMessage[] = await once(request, 'response');
  // What goes wrong from now on is told by the response.
  request.on('error', () => {});
  if (!response) throw new Error('no response');
  const page = (await json(response)) as Page;
  if (page.path !== path) throw new Error(`asked for ${path}, got ${page.path}`);
  const at = monotonicTime();
  sayLine({ kind: 'answer', number, by: page.by, askedAt, at } satisfies Answer);
}

process.stdin.resume().on('end', () => process.exit());
sayLine('ready');
for (let number = 0, patience = PATIENCE; ; number++) {
  const signal = AbortSignal.timeout(patience);
  try {
    await read(number, signal);
    patience = PATIENCE;
  } catch {
    // A page that did not come is not reported, and that is what counts.
    if (signal.aborted) patience *= 2;
  }
  await sleep(Number(interval));
}
