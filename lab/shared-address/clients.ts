/**
 * Clients of a shared address, each with an address of its own on this host. Prints what they got, as
 * JSON: see Answers.
 *
 * That nobody answers, or nobody a second time, shows without waiting for a time: each host that could
 * is asked something else by the same client, on an address of its own, twice. It does one thing after
 * the other, so what it has not answered before that it does not answer.
 * usage: clients QUESTION, as JSON; icmp needs net.ipv4.ping_group_range
 */
import { createSocket } from 'node:dgram';
import { writeSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE } from '../patience.ts';
import type { Answers, Question } from './cluster.ts';
import { EchoSocket } from './echo-socket.ts';

/** Milliseconds from one look to the next. */
const PAUSE = 5;
/** Milliseconds until a host is asked again: UDP may lose a question. */
const ASK_AGAIN = 200;
/** Milliseconds for those who were answered in one way to be answered in the others as well: TCP tries again after 1, 3 and 7 seconds. */
const COMPLETION = 15_000;
/** How often at least those ask who get no answer: a neighbour that has to be found first takes a moment. */
const ATTEMPTS = 3;

type Got = Answers[string];
const NOTHING: Got = { udp: [], tcp: [], icmp: 0 };

const question: Question = JSON.parse(process.argv[2] ?? '{}');
const { address, port, clients, witnesses, silent } = question;
const end = performance.now() + PATIENCE;

function udpSocket(client: string) {
  return createSocket(client.includes(':') ? 'udp6' : 'udp4');
}

/** Asks each of the hosts that could have answered, and waits until it has answered that. */
async function hearWitnesses(client: string): Promise<void> {
  const socket = udpSocket(client);
  const missing = new Set(witnesses);
  socket.on('message', (_, { address: from }) => missing.delete(from));
  await new Promise<void>((resolve) => socket.bind(0, client, resolve));
  for (let asked = Number.NEGATIVE_INFINITY; missing.size > 0; await sleep(PAUSE)) {
    const now = performance.now();
    if (now > end) throw new Error(`${client} has no answer from ${[...missing]}`);
    if (now - asked < ASK_AGAIN) continue;
    asked = now;
    for (const witness of missing) socket.send('?', port, witness);
  }
  socket.close();
}

/** Asks once in each way. Never asked again is who has an answer: a second one to the same question shows. */
async function attempt(client: string): Promise<Got> {
  const [udp, tcp]: [string[], string[]] = [[], []];
  const socket = udpSocket(client);
  socket.on('message', (answer) => udp.push(String(answer)));
  await new Promise<void>((resolve) => socket.bind(0, client, resolve));
  const connection = connect({ host: address, port, localAddress: client });
  connection.on('connect', () => connection.write('?\n'));
  connection.on('data', (answer) => tcp.push(String(answer)));
  connection.on('error', () => {});
  const echo = new EchoSocket(client);
  socket.send('?', port, address);
  echo.ask(address);

  await hearWitnesses(client);
  const completion = Math.min(end, performance.now() + COMPLETION);
  const isBegun = () => udp.length > 0 || tcp.length > 0 || echo.answers() > 0;
  const isComplete = () => udp.length > 0 && tcp.length > 0 && echo.answers() > 0;
  while (isBegun() && !isComplete() && performance.now() < completion) await sleep(PAUSE);
  await hearWitnesses(client);
  socket.close();
  connection.destroy();
  return { udp, tcp, icmp: echo.close() };
}

/** Once too often is not to be asked again either: it is what is looked for. */
const isAnswered = ({ udp, tcp, icmp }: Got) =>
  (udp.length > 0 && tcp.length > 0 && icmp > 0) || udp.length > 1 || icmp > 1;

const answers: Record<string, Got> = {};
for (let attempts = 0; ; attempts++) {
  const asking = clients.filter((client) => !isAnswered(answers[client] ?? NOTHING));
  const isEnough = attempts >= ATTEMPTS && (silent === undefined || asking.length <= silent);
  if (asking.length === 0 || isEnough || performance.now() > end) break;
  await Promise.all(
    asking.map(async (client) => {
      answers[client] = await attempt(client);
    }),
  );
}
writeSync(1, JSON.stringify(answers satisfies Answers));
process.exit(0);
