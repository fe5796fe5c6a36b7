/** The system calls that Bun has no API for, bound from the C library. The only place that knows of FFI. */

import type { dlopen as Dlopen, FFIFunction, Library, read as Read } from 'bun:ffi';
import { stringValue } from '../wire/rtattr.ts';
import { EINTR, errnoName } from './errno.ts';

/** What bun:ffi is a wrapper of. To load all that the wrapper offers takes as long as a tenth of a monitor. */
const ffi = (Bun as unknown as { FFI: { dlopen: typeof Dlopen; read: typeof Read } }).FFI;

function dlopen<Functions extends Record<string, FFIFunction>>(
  library: string,
  functions: Functions,
) {
  const bound = ffi.dlopen(library, functions);
  // The wrapper's part.
  if (bound instanceof Error) throw bound;
  return bound;
}

/**
 * Functions that are needed together are bound together, when the first of them is called: binding
 * them all takes as long as a monitor does.
 */
const GROUPS = {
  netlink: {
    socket: { args: ['i32', 'i32', 'i32'], returns: 'i32' },
    setsockopt: { args: ['i32', 'i32', 'i32', 'ptr', 'u32'], returns: 'i32' },
    sendto: { args: ['i32', 'ptr', 'u64', 'i32', 'ptr', 'u32'], returns: 'i32' },
    recvfrom: { args: ['i32', 'ptr', 'u64', 'i32', 'ptr', 'ptr'], returns: 'i32' },
    _exit: { args: ['i32'], returns: 'void' },
    __errno_location: { args: [], returns: 'ptr' },
  },
  files: {
    open: { args: ['ptr', 'i32', 'u32'], returns: 'i32' },
    close: { args: ['i32'], returns: 'i32' },
    write: { args: ['i32', 'ptr', 'u64'], returns: 'i32' },
    read: { args: ['i32', 'ptr', 'u64'], returns: 'i32' },
    statx: { args: ['i32', 'ptr', 'i32', 'u32', 'ptr'], returns: 'i32' },
    mkdir: { args: ['ptr', 'u32'], returns: 'i32' },
    unlink: { args: ['ptr'], returns: 'i32' },
    readlink: { args: ['ptr', 'ptr', 'u64'], returns: 'i32' },
    flock: { args: ['i32', 'i32'], returns: 'i32' },
  },
  time: {
    isatty: { args: ['i32'], returns: 'i32' },
    time: { args: ['ptr'], returns: 'i64' },
    localtime_r: { args: ['ptr', 'ptr'], returns: 'ptr' },
    strftime: { args: ['ptr', 'u64', 'ptr', 'ptr'], returns: 'u64' },
  },
  waiting: {
    bind: { args: ['i32', 'ptr', 'u32'], returns: 'i32' },
    poll: { args: ['ptr', 'u64', 'i32'], returns: 'i32' },
    clock_gettime: { args: ['i32', 'ptr'], returns: 'i32' },
  },
  seldom: {
    fcntl: { args: ['i32', 'i32', 'ptr'], returns: 'i32' },
    ioctl: { args: ['i32', 'u64', 'ptr'], returns: 'i32' },
    getdents64: { args: ['i32', 'ptr', 'u64'], returns: 'i32' },
    setns: { args: ['i32', 'i32'], returns: 'i32' },
    syscall: { args: ['i64', 'i64', 'i64', 'i64', 'i64'], returns: 'i64' },
    usleep: { args: ['u32'], returns: 'i32' },
    if_indextoname: { args: ['u32', 'ptr'], returns: 'ptr' },
  },
  text: {
    inet_pton: { args: ['i32', 'ptr', 'ptr'], returns: 'i32' },
    inet_ntop: { args: ['i32', 'ptr', 'ptr', 'u32'], returns: 'ptr' },
  },
} as const satisfies Record<string, Record<string, FFIFunction>>;

type Groups = typeof GROUPS;
type Functions = {
  [Group in keyof Groups]: Library<Groups[Group]>['symbols'];
}[keyof Groups];
type AllOf<Union> = (Union extends unknown ? (member: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

const LIBRARY = 'libc.so.6';
type Symbols = Record<string, unknown>;
let errnoLocation: ReturnType<AllOf<Functions>['__errno_location']> = null;

/** Throws on the first use where the run time may not compile code, which its FFI needs. */
export const libc = new Proxy({} as Symbols, {
  get(bound, name: string) {
    return bound[name] ?? bindGroupOf(bound, name);
  },
}) as AllOf<Functions>;

function bindGroupOf(bound: Symbols, name: string): unknown {
  if (errnoLocation === null) {
    // Known before any call can fail, because binding a function may itself change errno.
    const netlink = dlopen(LIBRARY, GROUPS.netlink).symbols;
    errnoLocation = netlink.__errno_location();
    Object.assign(bound, netlink);
    if (name in bound) return bound[name];
  }
  for (const group of [GROUPS.files, GROUPS.time, GROUPS.waiting, GROUPS.text, GROUPS.seldom]) {
    if (name in group) Object.assign(bound, dlopen(LIBRARY, group).symbols);
  }
  return bound[name];
}

/** What was tried; a function where it takes time to find the words, which most never need. */
export type Operation = string | (() => string);

/** What a process needs for an operation that is refused with EPERM (capabilities(7)). */
function capabilityFor(operation: string): string | undefined {
  if (operation.includes('AF_PACKET')) return 'CAP_NET_RAW';
  if (operation.startsWith('RTM_') || operation.startsWith('SIOC')) return 'CAP_NET_ADMIN';
  return operation.startsWith('setns') ? 'CAP_SYS_ADMIN' : undefined;
}

/** A refusal of the kernel: `RTM_NEWADDR 192.0.2.10/24 on eth0: EPERM (this process lacks CAP_NET_ADMIN)`. */
export class SystemError extends Error {
  override readonly name = 'SystemError';
  readonly operation: string;
  /** The name of the errno, such as `EADDRNOTAVAIL`. */
  readonly code: string;

  /** @param explanation the kernel's own (netlink extended ack), where it gave one */
  constructor(
    operation: Operation,
    readonly errno: number,
    readonly explanation?: string,
  ) {
    const what = typeof operation === 'string' ? operation : operation();
    const code = errnoName(errno);
    const lacks = code === 'EPERM' ? capabilityFor(what) : undefined;
    const remark = explanation ?? (lacks && `this process lacks ${lacks}`);
    super(`${what}: ${code}${remark ? ` (${remark})` : ''}`);
    this.operation = what;
    this.code = code;
  }
}

export function lastErrno(): number {
  return errnoLocation === null ? 0 : ffi.read.i32(errnoLocation, 0);
}

/** What the call just returned, or SystemError if that is negative. */
export function check(operation: Operation, result: number): number {
  if (result < 0) throw new SystemError(operation, lastErrno());
  return result;
}

/** What `call` returns; undefined where the system refuses it with one of these codes. */
export function unlessRefused<Result>(
  codes: readonly string[],
  call: () => Result,
): Result | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof SystemError && codes.includes(error.code)) return undefined;
    throw error;
  }
}

/** Whether the call that just returned `result` waited in vain because of a signal. */
export function isInterrupted(result: number): boolean {
  return result < 0 && lastErrno() === EINTR;
}

/** A C string for a `ptr` argument. */
export function cString(text: string): Uint8Array {
  return stringValue(text);
}

/** Ends the process at once: nothing is left to flush, and tearing the run time down takes longer. */
export function exitNow(status: number): never {
  try {
    libc._exit(status);
  } catch {
    // Without FFI, the slow way.
  }
  process.exit(status);
}
