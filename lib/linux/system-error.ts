import { EINTR, errnoName } from './errno.ts';

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
  readonly errno: number;
  /** The name of the errno, such as `EADDRNOTAVAIL`. */
  readonly code: string;
  readonly explanation: string | undefined;

  /** @param explanation the kernel's own (netlink extended ack), where it gave one */
  constructor(operation: Operation, errno: number, explanation?: string) {
    const what = typeof operation === 'string' ? operation : operation();
    const code = errnoName(errno);
    const lacks = code === 'EPERM' ? capabilityFor(what) : undefined;
    const remark = explanation ?? (lacks === undefined ? '' : `this process lacks ${lacks}`);
    super(`${what}: ${code}${remark ? ` (${remark})` : ''}`);
    this.operation = what;
    this.errno = errno;
    this.code = code;
    this.explanation = explanation;
  }
}

/** What a system call just returned, or SystemError if that is a negative errno. */
export function check(operation: Operation, result: number): number {
  if (result < 0) throw new SystemError(operation, -result);
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

/** Runs `call`, which the system may refuse with one of these codes. */
export function allowing(codes: readonly string[], call: () => void): void {
  try {
    call();
  } catch (error) {
    if (error instanceof SystemError && codes.includes(error.code)) return;
    throw error;
  }
}

/** Whether the call that returned `result` waited in vain because of a signal. */
export function isInterrupted(result: number): boolean {
  return result === -EINTR;
}
