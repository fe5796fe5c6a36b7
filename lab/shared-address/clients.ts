/**
 * Clients of a shared address, each with an address of its own on this host. Prints the answers to each as
 * JSON: see Answers.
 *
 * To detect a missing answer, or the absence of a second one, without a fixed waiting time, the same client
 * then sends two requests to each host's own address. A host handles requests in order: if it has answered
 * these but not the first one, it will not answer the first one.
 * usage: clients QUESTION, as JSON; ICMP echo needs net.ipv4.ping_group_range
 */
import { createSocket } from 'node:dgram';
import { writeSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WAIT_LIMIT_MS } from '../time-limits.ts';
import type { Answers, Question } from './cluster.ts';
import { EchoSocket } from './echo-socket.ts';

const POLL_INTERVAL_MS = 5;
/** Interval of requests to a host's own address: a datagram may be lost. */
const RETRY_INTERVAL_MS = 200;
/** Time limit for the other protocols after the first answer: TCP retransmits after 1, 3 and 7 seconds. */
const COMPLETION_TIMEOUT_MS = 15_000;
/** Minimum number of attempts of a client without an answer: neighbour resolution takes time. */
const MIN_ATTEMPTS = 3;

type ClientAnswers = Answers[string];
const NO_ANSWERS: ClientAnswers = { udp: [], tcp: [], icmp: 0 };

const question: Question = JSON.parse(process.argv[2] ?? '{}');
const { address, port, clients, ownAddresses, unanswered = Number.POSITIVE_INFINITY } = question;
const end = performance.now() + WAIT_LIMIT_MS;

function udpSocket(client: string) {
  return createSocket(client.includes(':') ? 'udp6' : 'udp4');
}

/** Sends a request to each host's own address, and waits for all answers. */
async function waitForHosts(client: string): Promise<void> {
  const socket = udpSocket(client);
  const missing = new Set(ownAddresses);
  socket.on('message', (_, { address: from }) => missing.delete(from));
  await new Promise<void>((resolve) => socket.bind(0, client, resolve));
  for (let sentAt = Number.NEGATIVE_INFINITY; missing.size > 0; await sleep(POLL_INTERVAL_MS)) {
    const now = performance.now();
    if (now > end) throw new Error(`no answer to ${client} from ${[...missing].join(', ')}`);
    if (now - sentAt < RETRY_INTERVAL_MS) continue;
    sentAt = now;
    for (const ownAddress of missing) socket.send('?', port, ownAddress);
  }
  socket.close();
}

/** Sends one request by each protocol. Not repeated after an answer, so that a second answer is detected. */
async function attempt(client: string): Promise<ClientAnswers> {
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
  echo.sendRequest(address);

  await waitForHosts(client);
  const completion = Math.min(end, performance.now() + COMPLETION_TIMEOUT_MS);
  const isBegun = () => udp.length > 0 || tcp.length > 0 || echo.answers() > 0;
  const isComplete = () => udp.length > 0 && tcp.length > 0 && echo.answers() > 0;
  while (isBegun() && !isComplete() && performance.now() < completion)
    await sleep(POLL_INTERVAL_MS);
  await waitForHosts(client);
  socket.close();
  connection.destroy();
  return { udp, tcp, icmp: echo.close() };
}

/** Also true after a second answer, which is an error to be reported. */
const isAnswered = ({ udp, tcp, icmp }: ClientAnswers) =>
  (udp.length > 0 && tcp.length > 0 && icmp > 0) || udp.length > 1 || icmp > 1;

const answers: Record<string, ClientAnswers> = {};
for (let attempts = 0; ; attempts++) {
  const left = clients.filter((client) => !isAnswered(answers[client] ?? NO_ANSWERS));
  const isEnough = attempts >= MIN_ATTEMPTS && left.length <= unanswered;
  if (left.length === 0 || isEnough || performance.now() > end) break;
  await Promise.all(
    left.map(async (client) => {
      answers[client] = await attempt(client);
    }),
  );
}
writeSync(1, JSON.stringify(answers satisfies Answers));
process.exit(0);
