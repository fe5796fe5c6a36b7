/**
 * Clients of a shared address, each with an address of its own on this host. Prints what they got, as
 * JSON: see Answers.
 * usage: bun clients.ts ADDRESS PORT CLIENT...
 */
import { createSocket } from 'node:dgram';
import { writeSync } from 'node:fs';
import { connect } from 'node:net';
import type { Answers } from './cluster.ts';

/** Milliseconds that a busy machine may take to answer, and in which a second answer follows the first. */
const PATIENCE = 2500;
const DUPLICATE_WITHIN = 300;

const [address = '', port = '0', ...clients] = process.argv.slice(2);

/** Until there has been time for every answer. */
async function collect(answers: readonly string[]): Promise<void> {
  const until = Date.now() + PATIENCE;
  while (answers.length === 0 && Date.now() < until) await Bun.sleep(10);
  await Bun.sleep(DUPLICATE_WITHIN);
}

async function askByUdp(client: string): Promise<string[]> {
  const answers: string[] = [];
  const socket = createSocket(client.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (answer) => answers.push(String(answer)));
  await new Promise<void>((resolve) => socket.bind(0, client, resolve));
  socket.send('?', Number(port), address);
  await collect(answers);
  socket.close();
  return answers;
}

async function askByTcp(client: string): Promise<string[]> {
  const answers: string[] = [];
  const connection = connect({ host: address, port: Number(port), localAddress: client });
  connection.on('connect', () => connection.write('?\n'));
  connection.on('data', (answer) => answers.push(String(answer)));
  connection.on('error', () => {});
  await collect(answers);
  connection.destroy();
  return answers;
}

/** Of two echo requests, so that a second answer to the first is seen. */
async function ping(client: string): Promise<number> {
  const { stdout } = Bun.spawn(['ping', '-c2', '-i0.3', '-W1', '-I', client, address], {
    stderr: 'ignore',
  });
  const said = await new Response(stdout).text();
  const received = Number(/(\d+) received/.exec(said)?.[1] ?? 0);
  return (received + Number(/\+(\d+) duplicates/.exec(said)?.[1] ?? 0)) / 2;
}

const answers: Answers = Object.fromEntries(
  await Promise.all(
    clients.map(async (client) => {
      const [udp, tcp, icmp] = await Promise.all([
        askByUdp(client),
        askByTcp(client),
        ping(client),
      ]);
      return [client, { udp, tcp, icmp }] as const;
    }),
  ),
);
writeSync(1, JSON.stringify(answers));
process.exit(0);
