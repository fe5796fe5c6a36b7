/** Prints the demo on the terminal: numbered chapters, commands, observations, verified facts. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { WAIT_LIMIT_MS } from '../../lab/time-limits.ts';
import { STDOUT, writeOut } from '../../lib/linux/output.ts';

const LOOK_INTERVAL_MS = 10;
const WIDTH = 96;

export class Unverified extends Error {
  override readonly name = 'Unverified';
}

export class Narrator {
  #chapters = 0;
  #facts = 0;
  readonly inColour: boolean;
  readonly signal: AbortSignal;

  /** @param signal ends the demo before its next step */
  constructor(inColour: boolean, signal: AbortSignal) {
    this.inColour = inColour;
    this.signal = signal;
  }

  get facts(): number {
    return this.#facts;
  }

  title(text: string): void {
    this.#line(this.#paint(BOLD, text));
  }

  chapter(text: string): void {
    this.signal.throwIfAborted();
    this.#line(`\n${this.#paint(BOLD, `${++this.#chapters}. ${text}`)}`);
  }

  prose(text: string): void {
    for (const line of wrap(text, WIDTH - 3)) this.#line(`   ${line}`);
  }

  /** The equivalent command, with the host in the prompt. */
  command(host: string, text: string): void {
    this.signal.throwIfAborted();
    this.#line(`   ${this.#paint(CYAN, `${host}# ${text}`)}`);
  }

  /** An observation: a row of a table. */
  seen(text: string): void {
    this.#line(`     ${text}`);
  }

  said(text: string): void {
    this.#line(`     ${this.#paint(DIM, text)}`);
  }

  /** @throws Unverified if `seen` is not `expected` */
  verify(fact: string, expected: unknown, seen: unknown): void {
    if (!isDeepStrictEqual(seen, expected)) {
      this.#line(`   ${this.#paint(RED, '✗')} ${fact}`);
      throw new Unverified(
        `"${fact}": expected ${JSON.stringify(expected)}, saw ${JSON.stringify(seen) ?? 'nothing'}`,
      );
    }
    this.#facts++;
    this.#line(`   ${this.#paint(GREEN, '✓')} ${fact}`);
  }

  /** The same, with retries until the timeout of `settle`. */
  async verifySoon<T>(fact: string, expected: T, look: () => T | Promise<T>): Promise<void> {
    this.verify(
      fact,
      expected,
      await this.settle(look, (seen) => isDeepStrictEqual(seen, expected)),
    );
  }

  /** Repeats `look` until `isAsExpected` is true, or WAIT_LIMIT_MS is over; returns the last value. */
  async settle<T>(look: () => T | Promise<T>, isAsExpected: (seen: T) => boolean): Promise<T> {
    const deadline = performance.now() + WAIT_LIMIT_MS;
    for (;;) {
      const seen = await look();
      this.signal.throwIfAborted();
      if (isAsExpected(seen) || performance.now() >= deadline) return seen;
      await sleep(LOOK_INTERVAL_MS);
    }
  }

  failure(text: string): void {
    this.#line(`\n${this.#paint(RED, text)}`);
  }

  success(text: string): void {
    this.#line(`\n${this.#paint(GREEN, text)}`);
  }

  #paint(colour: string, text: string): string {
    return this.inColour ? `\x1b[${colour}m${text}\x1b[0m` : text;
  }

  #line(text: string): void {
    // writeOut ignores a closed pipe (`make demo | head`): the network must still be removed.
    writeOut(STDOUT, `${text}\n`);
  }
}

/** Parameters of SGR (ECMA-48 section 8.3.117). */
const BOLD = '1';
const DIM = '2';
const RED = '31';
const GREEN = '32';
const CYAN = '36';

/** NO_COLOR (https://no-color.org): any value but the empty one. */
export function wantsColour(): boolean {
  return process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
