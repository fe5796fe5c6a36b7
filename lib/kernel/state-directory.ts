/** The locks of one directory, by name. */
import type { Clock } from './clock.ts';
import { listDirectory } from './files.ts';
import { acquireLock, isLockHeld, killHolder, type Lock } from './lock.ts';
import { prepareStateDirectory } from './state-file.ts';

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
   */
  acquire(name: string, deadline: number, killAfter = Number.POSITIVE_INFINITY): Lock | undefined {
    if (!this.#prepared) {
      prepareStateDirectory(this.#path);
      this.#prepared = true;
    }
    return acquireLock(`${this.#path}/${name}`, deadline, this.#clock, (fd) => {
      if (this.#clock.now() >= killAfter) killHolder(fd);
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
}
