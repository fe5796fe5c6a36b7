import { EINTR, errnoName } from './errno.ts';

/** The name of the failed operation; a function if the text is expensive to build. */
export type Operation = string | (() => string);

/** The capability that an operation needs (capabilities(7)). */
function capabilityFor(operation: string): string | undefined {
  if (operation.includes('AF_PACKET')) return 'CAP_NET_RAW';
  const needsAdmin = ['RTM_', 'SIOC', 'SOCK_DESTROY'].some((name) => operation.startsWith(name));
  if (needsAdmin) return 'CAP_NET_ADMIN';
  return operation.startsWith('setns') ? 'CAP_SYS_ADMIN' : undefined;
}

/** An error of a system call: `RTM_NEWADDR 192.0.2.10/24 on eth0: EPERM (this process lacks CAP_NET_ADMIN)`. */
export class SystemError extends Error {
  override readonly name = 'SystemError';
  readonly operation: string;
  readonly errno: number;
  /** The name of the errno, such as `EADDRNOTAVAIL`. */
  readonly code: string;
  readonly explanation: string | undefined;

  /** @param explanation the text of the netlink extended ack, if any */
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

/** Returns the result of a system call; throws SystemError if it is a negative errno. */
export function check(operation: Operation, result: number): number {
  if (result < 0) throw new SystemError(operation, -result);
  return result;
}

/** Returns the result of `call`; undefined if it throws a SystemError with one of these codes. */
export function undefinedOnErrno<Result>(
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

/** Runs `call`; ignores a SystemError with one of these codes. */
export function ignoreErrno(codes: readonly string[], call: () => void): void {
  // A separate function, because the compiler has no type `void | undefined`.
  undefinedOnErrno(codes, () => {
    call();
    return true;
  });
}

/** Whether a signal interrupted the call that returned `result`. */
export function isInterrupted(result: number): boolean {
  return result === -EINTR;
}
