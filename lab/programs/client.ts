/**
 * Client of the virtual address: sends a numbered datagram every few milliseconds, and reports each
 * answer with its time.
 * usage: client ADDRESS PORT MILLISECONDS; ends at the end of standard input.
 */
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicTime } from '../monotonic-time.ts';
import { writeLine } from './lines.ts';

export interface Answer {
  readonly kind: 'answer';
  readonly number: number;
  /** Name of the host that answered. */
  readonly by: string;
  /** Time of the request, in milliseconds of CLOCK_MONOTONIC. */
  readonly askedAt: number;
  readonly at: number;
}

/** Last line of the output. */
export interface Total {
  readonly kind: 'total';
  /** Datagrams sent. */
  readonly asked: number;
  /** Milliseconds from the first of them to the last. */
  readonly duration: number;
  /** Datagrams received from another address than the virtual one. */
  readonly foreign: number;
}

export type ClientMessage = Answer | Total;

/** Time limit for the answer to the last request. */
const LAST_ANSWER_TIMEOUT_MS = 5000;

const [address = '', port = '', interval = ''] = process.argv.slice(2);

/** Times of the requests, by number. */
const askedAt: number[] = [];
let foreign = 0;
/** Resolves when the last request is answered. */
let answered = Promise.withResolvers<void>();

const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
socket.on('message', (bytes, from) => {
  const at = monotonicTime();
  if (from.address !== address) {
    foreign++;
    return;
  }
  const { number, by } = JSON.parse(bytes.toString());
  writeLine({ kind: 'answer', number, by, askedAt: askedAt[number] ?? at, at } satisfies Answer);
  if (number === askedAt.length - 1) answered.resolve();
});

function ask(): void {
  answered = Promise.withResolvers<void>();
  const number = askedAt.push(monotonicTime()) - 1;
  // A datagram that cannot be sent counts as unanswered.
  socket.send(String(number), Number(port), address, () => {});
}

socket.bind(0, () => {
  writeLine('ready');
  const timer = setInterval(ask, Number(interval));
  process.stdin.resume().on('end', async () => {
    clearInterval(timer);
    await Promise.race([answered.promise, sleep(LAST_ANSWER_TIMEOUT_MS)]);
    const duration = (askedAt.at(-1) ?? 0) - (askedAt[0] ?? 0);
    writeLine({
      kind: 'total',
      asked: askedAt.length,
      duration,
      foreign,
    } satisfies Total);
    process.exit();
  });
});
