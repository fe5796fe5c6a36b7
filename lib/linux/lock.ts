/**
 * Locks that the kernel releases when the process exits, even by SIGKILL.
 *
 * A lock is an flock(2) on a file: child processes inherit it with the descriptor, and it is released when the
 * last of them exits. A holder that may be killed also has a record lock (fcntl(2)) on the file: F_GETLK
 * returns its pid. A pid stored in the file could belong to another process when it is read.
 */
import { getS32, getU16, putU16, putU32 } from '../wire/octets.ts';
import type { Clock } from './clock.ts';
import { EAGAIN } from './errno.ts';
import { O_NONBLOCK, O_RDWR, openFile, unlinkIfThere } from './files.ts';
import { Lock, type Role, type Victims } from './kernel.ts';
import { SIGKILL } from './process.ts';
import { isLinked, openStateFile, READ_ONLY } from './state-file.ts';
import { check, ignoreErrno, SystemError } from './system-error.ts';

const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;
const F_GETLK = 5;
const F_SETLK = 6;
const F_WRLCK = 1;
const F_UNLCK = 2;

/**
 * The pause between two attempts doubles from MIN to MAX. It starts short because an announcer exits within
 * microseconds after the removal of its address.
 */
const MIN_PAUSE_MS = 0.01;
const MAX_PAUSE_MS = 0.25;

/** The octets of the file that a record lock covers. */
interface Range {
  readonly start: number;
  /** 0: to the end of the file. */
  readonly length: number;
}
const FOREGROUND: Range = { start: 0, length: 1 };
const BACKGROUND: Range = { start: 1, length: 1 };
const WHOLE_FILE: Range = { start: 0, length: 0 };

/** The lock if its file cannot be created. Does not exclude other processes. */
export class NoLock extends Lock {
  constructor() {
    super(-1);
  }

  advertise(_: Role): void {}
  withdraw(): void {}
  release(): void {}
  handOver(): void {}
}

export class FileLock extends Lock {
  readonly #path: string;

  constructor(fd: number, path: string) {
    super(fd);
    this.#path = path;
  }

  /** Makes the holder's pid known to `killHolder`. */
  advertise(role: Role): void {
    const flock = recordLock(F_WRLCK, role === 'background' ? BACKGROUND : FOREGROUND);
    check(`fcntl F_SETLK ${this.#path}`, sys_fcntl_lock(this.fd, F_SETLK, flock));
  }

  /** Undoes `advertise`, so that a child can advertise itself. */
  withdraw(): void {
    sys_fcntl_lock(this.fd, F_SETLK, recordLock(F_UNLCK, WHOLE_FILE));
  }

  /** Removes the file and releases the lock. */
  release(): void {
    try {
      // A process that acquires the lock of an unlinked file opens the path again.
      ignoreErrno(READ_ONLY, () => unlinkIfThere(this.#path));
    } finally {
      sys_close(this.fd);
    }
  }

  /** Closes the descriptor: a child that has inherited it keeps the lock. */
  handOver(): void {
    sys_close(this.fd);
  }
}

/**
 * Waits for the lock until `deadline` (clock.now()). Undefined if another process still holds it.
 * @param onWait called before each retry
 */
export function acquireLock(
  path: string,
  deadline: number,
  clock: Clock,
  onWait?: (heldFile: number) => void,
): Lock | undefined {
  let fd = openStateFile(path);
  let pause = MIN_PAUSE_MS;
  for (;;) {
    if (tryLock(path, fd)) {
      if (isLinked(fd, path)) return new FileLock(fd, path);
    } else {
      if (clock.now() >= deadline) {
        sys_close(fd);
        return undefined;
      }
      onWait?.(fd);
      clock.sleep(pause);
      pause = Math.min(2 * pause, MAX_PAUSE_MS);
      if (isLinked(fd, path)) continue;
    }
    sys_close(fd);
    fd = openStateFile(path);
  }
}

/** Whether a process holds the lock. Never creates the file. */
export function isLockHeld(path: string): boolean {
  let fd: number;
  try {
    fd = openFile(path, O_RDWR | O_NONBLOCK | sys_o_nofollow());
  } catch (error) {
    if (error instanceof SystemError) return false;
    throw error;
  }
  try {
    // LOCK_SH: otherwise two processes that test at the same time would find each other's lock.
    return sys_flock(fd, LOCK_SH | LOCK_NB) === -EAGAIN;
  } finally {
    sys_close(fd);
  }
}

function tryLock(path: string, fd: number): boolean {
  const locked = sys_flock(fd, LOCK_EX | LOCK_NB);
  if (locked === -EAGAIN) return false;
  return check(`flock ${path}`, locked) === 0;
}

/**
 * Kills the process that has the record lock. So that no other process is killed, it reads the pid, opens a
 * pidfd (pidfd_open(2)), and sends SIGKILL only if a second read returns the same pid. Returns false if there
 * is no record lock, or its holder is in another pid namespace: the kernel then returns no pid.
 */
export function killHolder(fd: number, victims: Victims): boolean {
  const range = victims === 'any' ? WHOLE_FILE : BACKGROUND;
  const pid = advertisedPid(fd, range);
  if (pid <= 0) return false;
  const pidfd = sys_pidfd_open(pid);
  if (pidfd < 0) return false;
  try {
    if (advertisedPid(fd, range) !== pid) return false;
    return sys_pidfd_send_signal(pidfd, SIGKILL) === 0;
  } finally {
    sys_close(pidfd);
  }
}

/** struct flock: l_type 2, l_whence 2, padding 4, l_start 8, l_len 8, l_pid 4, padding 4. */
function recordLock(type: number, { start, length }: Range): Uint8Array {
  const bytes = new Uint8Array(32);
  putU16(bytes, 0, type);
  putU32(bytes, 8, start);
  putU32(bytes, 16, length);
  return bytes;
}

function advertisedPid(fd: number, range: Range): number {
  const flock = recordLock(F_WRLCK, range);
  if (sys_fcntl_lock(fd, F_GETLK, flock) !== 0) return 0;
  return getU16(flock, 0) === F_UNLCK ? 0 : getS32(flock, 24);
}
