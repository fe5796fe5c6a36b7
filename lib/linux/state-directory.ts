/** The locks and the marks of one directory, by name. */
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

/** A file system that is read-only or full, that something forbids us to write to, or a path to nowhere or that is none. */
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

  /** @param onUnwritable told, once, why there can be no locks */
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
   * Waits for the lock until `deadline` (clock.now()); undefined when that comes first. Where its file
   * cannot be made, a lock that keeps nobody out: that is no reason to be without the address.
   * @param killAfter clock.now() from which on the advertised holder is killed
   * @param victims which holder that may be
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
      // Other users need no lock: they change nothing.
      if (!isUnwritable(error) || sys_geteuid() !== 0) throw error;
      this.#onUnwritable(error);
      return new NoLock();
    }
  }

  /** Whether somebody has the lock at this moment. */
  isHeld(name: string): boolean {
    return isLockHeld(`${this.#path}/${name}`);
  }

  /** The names of the files that are there. */
  names(): string[] {
    return listDirectory(this.#path);
  }

  /** Leaves a mark: an empty file that says something to a later process, until the next boot. False where it is there. */
  set(name: string): boolean {
    this.#prepare();
    const path = `${this.#path}/${name}`;
    const made = createStateFile(path);
    sys_close(made ?? openStateFile(path));
    return made !== undefined;
  }

  /** The marks whose names begin with `prefix`; not what another user has put there. None where they cannot be read. */
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
