/**
 * A process that is measured: posix_spawn(3) and wait4(2). Node.js does not report the CPU time of a child, and
 * reports its end late, in its event loop.
 */
import { getRawPointer } from 'node:ffi';
import { libc } from './libc.ts';
import type { Command, Run } from './protocol.ts';
import { waitFor } from './wait.ts';

/** Octets of glibc's types on 64-bit machines. */
const FILE_ACTIONS_LENGTH = 80;
const ATTRIBUTES_LENGTH = 336;
const SIGSET_LENGTH = 128;

const POSIX_SPAWN_SETSIGDEF = 0x04;
const O_RDWR = 2;

const fileActions = new Uint8Array(FILE_ACTIONS_LENGTH);
libc.posix_spawn_file_actions_init(fileActions);
for (const fd of [0, 1, 2]) {
  libc.posix_spawn_file_actions_addopen(fileActions, fd, '/dev/null', O_RDWR, 0);
}

// Node.js ignores SIGPIPE, and exec(2) preserves ignored signals.
const attributes = new Uint8Array(ATTRIBUTES_LENGTH);
libc.posix_spawnattr_init(attributes);
libc.posix_spawnattr_setsigdefault(attributes, new Uint8Array(SIGSET_LENGTH).fill(0xff));
libc.posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF);

export class Child {
  readonly #begin: number;
  readonly #pid: number;

  constructor({ argv: [path = '', ...args], environment }: Command) {
    const argv = new StringArray([path, ...args]);
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    const envp = new StringArray(variables);
    const executable = Buffer.from(`${path}\0`);
    const pid = new Int32Array(1);
    this.#begin = performance.now();
    const error = libc.posix_spawn(
      pid,
      executable,
      fileActions,
      attributes,
      argv.pointers,
      envp.pointers,
    );
    if (error !== 0) throw new Error(`posix_spawn ${path}: errno ${error}`);
    this.#pid = pid[0] ?? 0;
  }

  /** Waits until the process has ended. */
  end(): Run {
    const { status, cpu, faults } = waitFor(this.#pid);
    return { status, cpu, faults, wall: performance.now() - this.#begin };
  }

  kill(signal: NodeJS.Signals): void {
    process.kill(this.#pid, signal);
  }
}

/** C strings, and their addresses, terminated by a null pointer. */
class StringArray {
  readonly #text: Buffer;
  readonly pointers: BigUint64Array;

  constructor(texts: readonly string[]) {
    this.#text = Buffer.from(texts.map((text) => `${text}\0`).join(''));
    this.pointers = new BigUint64Array(texts.length + 1);
    let at = getRawPointer(this.#text);
    for (const [index, text] of texts.entries()) {
      this.pointers[index] = at;
      at += BigInt(Buffer.byteLength(text) + 1);
    }
  }
}
