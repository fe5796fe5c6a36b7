/** The locks and marks in the state directory, by name. */
import type { Clock } from './clock.ts';
import { listDirectory, unlinkIfThere } from './files.ts';
import { type Lock, Locks, Marks, type Victims } from './kernel.ts';
import { acquireLock, isLockHeld, killHolder, NoLock } from './lock.ts';
import {
  createStateFile,
  isStateFile,
  openStateFile,
  prepareStateDirectory,
} from './state-file.ts';
import { SystemError, undefinedOnErrno } from './system-error.ts';

/** The file system is read-only, full or broken, writing is not permitted, or the path is invalid. */
const UNWRITABLE = [
  ...['EROFS', 'ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EIO'],
  ...['ENOTDIR', 'ENOENT', 'ELOOP', 'ENAMETOOLONG', 'EILSEQ'],
];

function isUnwritable(error: unknown): error is SystemError {
  return error instanceof SystemError && UNWRITABLE.includes(error.code);
}

export class StateDirectory extends Locks {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #onUnwritable: (error: SystemError) => void;
  #prepared = false;

  /** @param onUnwritable called at most once, with the reason why there can be no lock files */
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
   * Waits for the lock until `deadline` (clock.now()). Undefined if it is still held then. If its file cannot be
   * created, returns a lock that excludes no other process: the address matters more.
   * @param killAfter clock.now() after which the advertised holder is killed
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
      // Other users cannot add or remove an address: nothing speaks for them to go on without a lock.
      if (!isUnwritable(error) || sys_geteuid() !== 0) throw error;
      this.#onUnwritable(error);
      return new NoLock();
    }
  }

  /** Whether a process has the lock now. */
  isHeld(name: string): boolean {
    return isLockHeld(`${this.#path}/${name}`);
  }

  /** The names of the files in the directory. */
  names(): string[] {
    return listDirectory(this.#path);
  }

  /** Creates a mark: an empty file, for later processes until the next boot. False if it exists. */
  set(name: string): boolean {
    this.#prepare();
    const path = `${this.#path}/${name}`;
    const made = createStateFile(path);
    sys_close(made ?? openStateFile(path));
    return made !== undefined;
  }

  /** The marks whose names begin with `prefix`, without files of other users. None if they cannot be read. */
  marks(prefix: string): string[] {
    const names = undefinedOnErrno(UNWRITABLE, () => this.names()) ?? [];
    return names.filter((name) => name.startsWith(prefix) && isStateFile(`${this.#path}/${name}`));
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
