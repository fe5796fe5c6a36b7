/**
 * A user of the virtual address: sends a numbered datagram every few milliseconds, and reports each
 * answer with its time.
 * usage: client ADDRESS PORT MILLISECONDS; ends with its standard input.
 */
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicTime } from '../monotonic-time.ts';
import { sayLine } from './lines.ts';

export interface Answer {
  readonly kind: 'answer';
  readonly number: number;
  /** The host that the answer names. */
  readonly by: string;
  /** When the question was sent, in milliseconds of CLOCK_MONOTONIC. */
  readonly askedAt: number;
  readonly at: number;
}

/** The last line. */
export interface Total {
  readonly kind: 'total';
  /** Datagrams sent. */
  readonly asked: number;
  /** Milliseconds from the first of them to the last. */
  readonly duration: number;
  /** Datagrams that came from another address than the virtual one. */
  readonly strangers: number;
}

export type ClientMessage = Answer | Total;

/** How long the last question gets for its answer, in milliseconds. */
const LAST_WAIT = 5000;

const [address = '', port = '', interval = ''] = process.argv.slice(2);

/** When each question was sent, by its number. */
const askedAt: number[] = [];
let strangers = 0;
/** Says that the last question has its answer. */
let answered = Promise.withResolvers<void>();

const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
socket.on('message', (bytes, from) => {
  const at = monotonicTime();
  if (from.address !== address) {
    strangers++;
    return;
  }
  const { number, by } = JSON.parse(bytes.toString());
  sayLine({ kind: 'answer', number, by, askedAt: askedAt[number] ?? at, at } satisfies Answer);
  if (number === askedAt.length - 1) answered.resolve();
});

function ask(): void {
  answered = Promise.withResolvers<void>();
  const number = askedAt.push(monotonicTime()) - 1;
  // What cannot be sent is not answered, and that is what counts.
  socket.send(String(number), Number(port), address, () => {});
}

socket.bind(0, () => {
  sayLine('ready');
  const timer = setInterval(ask, Number(interval));
  process.stdin.resume().on('end', async () => {
    clearInterval(timer);
    await Promise.race([answered.promise, sleep(LAST_WAIT)]);
    const duration = (askedAt.at(-1) ?? 0) - (askedAt[0] ?? 0);
    sayLine({ kind: 'total', asked: askedAt.length, duration, strangers } satisfies Total);
    process.exit();
  });
});
