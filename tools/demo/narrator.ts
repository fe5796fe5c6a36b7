/** Tells the story on the terminal: numbered chapters, commands, what was seen, facts verified. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { PATIENCE } from '../../lab/patience.ts';
import { STDOUT, writeOut } from '../../lib/linux/output.ts';

const LOOK_INTERVAL = 10;
const WIDTH = 96;

export class Unverified extends Error {
  override readonly name = 'Unverified';
}

export class Narrator {
  #chapters = 0;
  #facts = 0;
  readonly inColour: boolean;
  readonly signal: AbortSignal;

  /** @param signal ends the story between two of its sentences */
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

  /** What a person would type to the same effect, on the host that the prompt names. */
  command(host: string, text: string): void {
    this.signal.throwIfAborted();
    this.#line(`   ${this.#paint(CYAN, `${host}# ${text}`)}`);
  }

  /** What was seen: one row of a table, or a line that a program wrote. */
  seen(text: string): void {
    this.#line(`     ${text}`);
  }

  said(text: string): void {
    this.#line(`     ${this.#paint(DIM, text)}`);
  }

  /** Ends the story unless what was seen is what was expected. */
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

  /** The same for what needs a moment to come true. */
  async verifySoon<T>(fact: string, expected: T, look: () => T | Promise<T>): Promise<void> {
    this.verify(
      fact,
      expected,
      await this.settle(look, (seen) => isDeepStrictEqual(seen, expected)),
    );
  }

  /** What is seen once it is as hoped for, or at the end of our patience. */
  async settle<T>(look: () => T | Promise<T>, asHoped: (seen: T) => boolean): Promise<T> {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const seen = await look();
      this.signal.throwIfAborted();
      if (asHoped(seen) || performance.now() >= deadline) return seen;
      await sleep(LOOK_INTERVAL);
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
    // Goes on when nobody reads any more (`make demo | head`): there is a network to be taken down.
    writeOut(STDOUT, `${text}\n`);
  }
}

/** Parameters of SGR (ECMA-48 section 8.3.117). */
const BOLD = '1';
const DIM = '2';
const RED = '31';
const GREEN = '32';
const CYAN = '36';

/** https://no-color.org: any value but the empty one. */
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
