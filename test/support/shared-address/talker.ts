/**
 * A client that keeps one connection, and asks over it as long as it takes. Prints what it was told.
 * usage: bun talker.ts ADDRESS PORT CLIENT MILLISECONDS
 */
import { writeSync } from 'node:fs';
import { connect } from 'node:net';

export interface Talk {
  readonly asked: number;
  /** Names, each once for each answer. */
  readonly answers: readonly string[];
  readonly ended: boolean;
}

const PAUSE = 50;
const PATIENCE = 60_000;
const [address = '', port = '0', client = '', milliseconds = '0'] = process.argv.slice(2);
const answers: string[] = [];
let ended = false;
const connection = connect({ host: address, port: Number(port), localAddress: client });
connection.on('data', (answer) => answers.push(...String(answer)));
for (const event of ['error', 'end', 'close']) connection.on(event, () => (ended = true));
await new Promise((resolve) => connection.once('connect', resolve));
writeSync(2, 'connected\n');
let asked = 0;
for (const until = Date.now() + Number(milliseconds); Date.now() < until; asked++) {
  connection.write('?\n');
  await Bun.sleep(PAUSE);
}
// TCP sends again what was lost, in its own time.
for (
  const until = Date.now() + PATIENCE;
  answers.length < asked && !ended && Date.now() < until;
) {
  await Bun.sleep(PAUSE);
}
const talk: Talk = { asked, answers, ended };
writeSync(1, JSON.stringify(talk));
process.exit(0);
