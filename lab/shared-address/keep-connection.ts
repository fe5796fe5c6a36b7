/**
 * Client with one TCP connection: sends requests on it until the end of standard input. Prints the
 * answers as JSON.
 * usage: keep-connection ADDRESS PORT CLIENT
 */
import { writeSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WAIT_LIMIT_MS } from '../time-limits.ts';

export interface ConnectionReport {
  readonly asked: number;
  /** Name of the answering host, for each answer. */
  readonly answers: readonly string[];
  readonly ended: boolean;
}

const REQUEST_INTERVAL_MS = 10;
/** Requests after the end of standard input. */
const LAST_REQUESTS = 5;
const [address = '', port = '0', client = ''] = process.argv.slice(2);
const answers: string[] = [];
let ended = false;
const connection = connect({ host: address, port: Number(port), localAddress: client });
connection.on('data', (answer) => answers.push(...String(answer)));
for (const event of ['error', 'end', 'close']) connection.on(event, () => (ended = true));
await new Promise((resolve) => connection.once('connect', resolve));
writeSync(2, 'connected\n');
let left = Number.POSITIVE_INFINITY;
process.stdin.resume().on('end', () => (left = LAST_REQUESTS));
let asked = 0;
for (; left > 0 && !ended; left--, asked++) {
  connection.write('?\n');
  await sleep(REQUEST_INTERVAL_MS);
}
// Waits for the retransmissions of TCP.
for (
  const until = Date.now() + WAIT_LIMIT_MS;
  answers.length < asked && !ended && Date.now() < until;
) {
  await sleep(REQUEST_INTERVAL_MS);
}
const report: ConnectionReport = { asked, answers, ended };
writeSync(1, JSON.stringify(report));
process.exit(0);
