/**
 * A client that keeps one connection, and asks over it until its standard input ends. Prints what it
 * was told.
 * usage: talker ADDRESS PORT CLIENT
 */
import { writeSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE } from '../patience.ts';

export interface Talk {
  readonly asked: number;
  /** Names, each once for each answer. */
  readonly answers: readonly string[];
  readonly ended: boolean;
}

const PAUSE = 10;
/** How often it asks after the end of its standard input. */
const LAST_QUESTIONS = 5;
const [address = '', port = '0', client = ''] = process.argv.slice(2);
const answers: string[] = [];
let ended = false;
const connection = connect({ host: address, port: Number(port), localAddress: client });
connection.on('data', (answer) => answers.push(...String(answer)));
for (const event of ['error', 'end', 'close']) connection.on(event, () => (ended = true));
await new Promise((resolve) => connection.once('connect', resolve));
writeSync(2, 'connected\n');
let left = Number.POSITIVE_INFINITY;
process.stdin.resume().on('end', () => (left = LAST_QUESTIONS));
let asked = 0;
for (; left > 0 && !ended; left--, asked++) {
  connection.write('?\n');
  await sleep(PAUSE);
}
// TCP sends again what was lost, in its own time.
for (
  const until = Date.now() + PATIENCE;
  answers.length < asked && !ended && Date.now() < until;
) {
  await sleep(PAUSE);
}
const talk: Talk = { asked, answers, ended };
writeSync(1, JSON.stringify(talk));
process.exit(0);
