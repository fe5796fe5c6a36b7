/** The lock files and mark files in the state directory (HA_RSCTMP). */
import type { Clock } from './clock.ts';
import { listDirectory, unlinkIfThere } from './files.ts';
import { type Lock, Locks, Marks, type Victims } from './kernel.ts';
import { acquireLock, isLockHeld, killHolder, NoLock } from './lock.ts';
import {
  createStateFile,
  isStateFile,
  openStateFile,
  openToRead,
  prepareStateDirectory,
} from './state-file.ts';
import { SystemError } from './system-error.ts';

/** The file system is read-only, full or broken, writing is not permitted, or the path is invalid. */
const UNWRITABLE = [
  ...['EROFS', 'ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EIO'],
  ...['ENOTDIR', 'ENOENT', 'ELOOP', 'ENAMETOOLONG', 'EILSEQ'],
];

/** The wait for a record: a change takes microseconds, unless its process is stopped. */
const RECORD_WAIT_MS = 20;

function isUnwritable(error: unknown): error is SystemError {
  return error instanceof SystemError && UNWRITABLE.includes(error.code);
}

export class StateDirectory extends Locks {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #onUnwritable: (error: SystemError) => void;
  #prepared = false;

  /** @param onUnwritable called at most once, with the reason why files cannot be created, or the directory read */
  constructor(path: string, clock: Clock, onUnwritable: (error: SystemError) => void) {
    super();
    this.#path = path;
    this.#clock = clock;
    let isTold = false;
    this.#onUnwritable = (error) => {
      if (!isTold) onUnwritable(error);
      isTold = true;
    };
  }

  /**
   * Waits for the lock until `deadline` (clock.now()). Undefined if another process still holds it. If its file
   * cannot be created, returns a lock that does not exclude other processes: the action can go on.
   * @param killAfter clock.now() after which a holder that advertises itself is killed
   * @param victims which holder may be killed
   */
  acquire(
    name: string,
    deadline: number,
    killAfter = Number.POSITIVE_INFINITY,
    victims: Victims = 'any',
  ): Lock | undefined {
    try {
      this.#prepare();
      return acquireLock(`${this.#path}/${name}`, deadline, this.#clock, (fd) => {
        if (this.#clock.now() >= killAfter) killHolder(fd, victims);
      });
    } catch (error) {
      // Only root goes on without a lock: other users cannot change addresses.
      if (!isUnwritable(error) || sys_geteuid() !== 0) throw error;
      this.#onUnwritable(error);
      return new NoLock();
    }
  }

  /** Whether a process holds the lock. */
  isHeld(name: string): boolean {
    return isLockHeld(`${this.#path}/${name}`);
  }

  /** The names of the files in the directory. */
  names(): string[] {
    return listDirectory(this.#path);
  }

  /** Creates a mark, an empty file that exists until the next boot. Returns false if it already exists. */
  set(name: string): boolean {
    this.#prepare();
    const path = `${this.#path}/${name}`;
    const made = createStateFile(path);
    sys_close(made ?? openStateFile(path));
    return made !== undefined;
  }

  /** Opens a state file; undefined if it does not exist, is not ours, or cannot be read. The caller closes it. */
  openToRead(name: string): number | undefined {
    return openToRead(`${this.#path}/${name}`);
  }

  /** Creates a state file if it does not exist, and locks it; undefined if it is unwritable, or locked for long. */
  lockRecord(name: string): Lock | undefined {
    try {
      this.#prepare();
      const deadline = this.#clock.now() + RECORD_WAIT_MS;
      return acquireLock(`${this.#path}/${name}`, deadline, this.#clock);
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      return undefined;
    }
  }

  /** The names of the marks that begin with `prefix`, without files of other users; none, and a warning, if unreadable. */
  marks(prefix: string): string[] {
    return this.namesFrom(prefix).filter((name) => isStateFile(`${this.#path}/${name}`));
  }

  /** The names of the files that begin with `prefix`, also of files of other users; none, and a warning, if unreadable. */
  namesFrom(prefix: string): string[] {
    try {
      return this.names().filter((name) => name.startsWith(prefix));
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      this.#onUnwritable(error);
      return [];
    }
  }

  clear(name: string): void {
    unlinkIfThere(`${this.#path}/${name}`);
  }

  #prepare(): void {
    if (this.#prepared) return;
    prepareStateDirectory(this.#path);
    this.#prepared = true;
  }
}

/** The marks of a state directory. */
export class StateMarks extends Marks {
  readonly #directory: StateDirectory;

  constructor(directory: StateDirectory) {
    super();
    this.#directory = directory;
  }

  set(name: string): boolean {
    return this.#directory.set(name);
  }

  names(prefix: string): string[] {
    return this.#directory.marks(prefix);
  }

  clear(name: string): void {
    this.#directory.clear(name);
  }
}
