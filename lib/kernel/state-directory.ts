/** The locks and the marks of one directory, by name. */
import type { Clock } from './clock.ts';
import { listDirectory, unlinkIfThere } from './files.ts';
import { libc } from './libc.ts';
import { acquireLock, isLockHeld, killHolder, type Lock, type Victims } from './lock.ts';
import {
  createStateFile,
  isStateFile,
  openStateFile,
  prepareStateDirectory,
} from './state-file.ts';

export class StateDirectory {
  readonly #path: string;
  readonly #clock: Clock;
  #prepared = false;

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  /**
   * Waits for the lock until `deadline` (clock.now()); undefined when that comes first.
   * @param killAfter clock.now() from which on the advertised holder is killed
   * @param victims which holder that may be
   */
  acquire(
    name: string,
    deadline: number,
    killAfter = Number.POSITIVE_INFINITY,
    victims: Victims = 'any',
  ): Lock | undefined {
    this.#prepare();
    return acquireLock(`${this.#path}/${name}`, deadline, this.#clock, (fd) => {
      if (this.#clock.now() >= killAfter) killHolder(fd, victims);
    });
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
    libc.close(made ?? openStateFile(path));
    return made !== undefined;
  }

  /** The marks whose names begin with `prefix`; not what another user has put there. */
  marks(prefix: string): string[] {
    return this.names().filter(
      (name) => name.startsWith(prefix) && isStateFile(`${this.#path}/${name}`),
    );
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
