/** File descriptors, which processes share, and the lock files of the state directory. */
import type { Role, Victims } from '../../../lib/linux/kernel.ts';
import { systemError } from './system-error.ts';

interface OpenFile {
  /** The processes that have it open. */
  readonly holders: Set<number>;
  readonly onLastClose: () => void;
  readonly onClose: (pid: number) => void;
}

/** A descriptor has the same number in all processes. */
export class FakeDescriptors {
  readonly #open = new Map<number, OpenFile>();
  #last = 2;

  open(
    pid: number,
    onLastClose: () => void = () => {},
    onClose: (pid: number) => void = () => {},
  ): number {
    const fd = ++this.#last;
    this.#open.set(fd, { holders: new Set([pid]), onLastClose, onClose });
    return fd;
  }

  inherit(fd: number, pid: number): void {
    const file = this.#open.get(fd);
    if (!file) throw new Error(`descriptor ${fd} is closed`);
    file.holders.add(pid);
  }

  close(fd: number, pid: number): void {
    const file = this.#open.get(fd);
    if (!file?.holders.delete(pid)) throw new Error(`process ${pid} has no descriptor ${fd}`);
    file.onClose(pid);
    if (file.holders.size > 0) return;
    this.#open.delete(fd);
    file.onLastClose();
  }

  closeAllOf(pid: number): void {
    for (const fd of this.of(pid)) this.close(fd, pid);
  }

  of(pid: number): number[] {
    return [...this.#open].filter(([, { holders }]) => holders.has(pid)).map(([fd]) => fd);
  }
}

interface LockFile {
  /** Descriptor of the holder; undefined for a file that a killed process has left. */
  fd: number | undefined;
  advertisedBy: number | undefined;
  role?: Role;
}

export class FakeLockFiles {
  readonly #files = new Map<string, LockFile>();
  readonly #descriptors: FakeDescriptors;

  constructor(descriptors: FakeDescriptors) {
    this.#descriptors = descriptors;
  }

  names(): string[] {
    return [...this.#files.keys()];
  }

  /** The names of the locks that a process holds. */
  heldBy(pid: number): string[] {
    const descriptors = this.#descriptors.of(pid);
    return [...this.#files]
      .filter(([, { fd }]) => fd !== undefined && descriptors.includes(fd))
      .map(([name]) => name);
  }

  isFree(name: string): boolean {
    return this.#files.get(name)?.fd === undefined;
  }

  /** The descriptor of the holder. */
  descriptorOf(name: string): number | undefined {
    return this.#files.get(name)?.fd;
  }

  advertisedHolder(name: string, victims: Victims): number | undefined {
    const file = this.#files.get(name);
    return victims === 'any' || file?.role === 'background' ? file?.advertisedBy : undefined;
  }

  /** Takes a free lock. Returns its descriptor. */
  take(name: string, pid: number): number {
    const file = this.#files.get(name) ?? { fd: undefined, advertisedBy: undefined };
    if (file.fd !== undefined) throw new Error(`${name} is held`);
    this.#files.set(name, file);
    const fd = this.#descriptors.open(
      pid,
      () => {
        file.fd = undefined;
      },
      (by) => endAdvertising(file, by),
    );
    file.fd = fd;
    return fd;
  }

  /** Takes the record lock (fcntl(2)): it belongs to one process, and a child does not inherit it. */
  advertise(fd: number, pid: number, role: Role): void {
    const file = this.#byDescriptor(fd);
    if (!file) return;
    if (file.advertisedBy !== undefined && file.advertisedBy !== pid) {
      throw systemError('fcntl F_SETLK', 'EAGAIN');
    }
    file.advertisedBy = pid;
    file.role = role;
  }

  withdraw(fd: number, pid: number): void {
    const file = this.#byDescriptor(fd);
    if (file) endAdvertising(file, pid);
  }

  release(fd: number, pid: number): void {
    for (const [name, file] of this.#files) if (file.fd === fd) this.#files.delete(name);
    this.#descriptors.close(fd, pid);
  }

  /** Makes a lock file without a holder, as kill -9 leaves it. */
  leaveBehind(name: string): void {
    this.#files.set(name, { fd: undefined, advertisedBy: undefined });
  }

  #byDescriptor(fd: number): LockFile | undefined {
    return [...this.#files.values()].find((file) => file.fd === fd);
  }
}

function endAdvertising(file: LockFile, pid: number): void {
  if (file.advertisedBy === pid) file.advertisedBy = undefined;
}
