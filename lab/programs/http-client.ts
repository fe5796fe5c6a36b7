/**
 * Client of a web server on the virtual address: requests pages one after the other, each on a new
 * connection, and reports which host answered.
 * usage: http-client ADDRESS PORT MILLISECONDS; ends at the end of standard input.
 */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicTime } from '../monotonic-time.ts';
import type { Answer } from './client.ts';
import { writeLine } from './lines.ts';
import type { Page } from './web-server.ts';

/**
 * Timeout of the first request in milliseconds. It doubles after each timeout, so that a slow machine
 * can answer.
 */
const INITIAL_TIMEOUT_MS = 1000;

const [address = '', port = '', interval = ''] = process.argv.slice(2);

async function read(number: number, signal: AbortSignal): Promise<void> {
  const askedAt = monotonicTime();
  const path = `/${number}`;
  const request = get({ host: address, port, path, agent: false, signal });
  const [response]: IncomingMessage[] = await once(request, 'response');
  // Errors from now on are reported by the response.
  request.on('error', () => {});
  if (!response) throw new Error('no response');
  const page = (await json(response)) as Page;
  if (page.path !== path) throw new Error(`requested ${path}, received ${page.path}`);
  const at = monotonicTime();
  writeLine({ kind: 'answer', number, by: page.by, askedAt, at } satisfies Answer);
}

process.stdin.resume().on('end', () => process.exit());
writeLine('ready');
for (let number = 0, timeout = INITIAL_TIMEOUT_MS; ; number++) {
  const signal = AbortSignal.timeout(timeout);
  try {
    await read(number, signal);
    timeout = INITIAL_TIMEOUT_MS;
  } catch {
    // A failed request is not reported: it counts as unanswered.
    if (signal.aborted) timeout *= 2;
  }
  await sleep(Number(interval));
}
