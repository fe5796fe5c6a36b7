/** The records in the state directory (HA_RSCTMP): short texts that several processes read and change. */
import { decodeUtf8, encodeUtf8 } from '../wire/utf8.ts';
import { Records } from './kernel.ts';
import type { StateDirectory } from './state-directory.ts';
import { isInterrupted } from './system-error.ts';

/** In octets. A new array costs an instruction for each. */
const USUAL_LENGTH = 256;
const MAX_LENGTH = 4096;
/** Fills the rest of a longer old text: one write replaces all, and a reader never sees a part of both. */
const PADDING = '\n';

export class StateRecords extends Records {
  readonly #directory: StateDirectory;

  constructor(directory: StateDirectory) {
    super();
    this.#directory = directory;
  }

  read(name: string): string | undefined {
    const fd = this.#directory.openToRead(name);
    if (fd === undefined) return undefined;
    try {
      return readText(fd);
    } finally {
      sys_close(fd);
    }
  }

  update(name: string, change: (text: string) => string): boolean {
    const lock = this.#directory.lockRecord(name);
    if (!lock) return false;
    try {
      const before = readText(lock.fd);
      const octets = encodeUtf8(change(before.trimEnd()).padEnd(before.length, PADDING));
      let written = sys_pwrite(lock.fd, octets, 0);
      while (isInterrupted(written)) written = sys_pwrite(lock.fd, octets, 0);
      return written === octets.length;
    } finally {
      // The file stays; closing it releases the lock.
      lock.handOver();
    }
  }

  names(prefix: string): string[] {
    return this.#directory.namesFrom(prefix);
  }

  clear(name: string): void {
    this.#directory.clear(name);
  }
}

/** The text of the file; '' if it cannot be read. @param room in octets; more are read if the text fills it */
function readText(fd: number, room = USUAL_LENGTH): string {
  const octets = new Uint8Array(room);
  let length = sys_pread(fd, octets, 0);
  while (isInterrupted(length)) length = sys_pread(fd, octets, 0);
  if (length === room && room < MAX_LENGTH) return readText(fd, MAX_LENGTH);
  return decodeUtf8(octets.subarray(0, Math.max(0, length)));
}
