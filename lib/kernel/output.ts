import { EAGAIN, EINTR, errnoName } from './errno.ts';
import { lastErrno, libc } from './libc.ts';

export const STDOUT = 1;
export const STDERR = 2;

/**
 * Writes all of it, however slowly the reader of a pipe takes it.
 * @returns the name of the error that kept it from that, such as ENOSPC. That nobody reads any more
 * is none: whoever closed the pipe has seen enough, and what was done is done.
 */
export function writeOut(fd: number, text: string): string | undefined {
  let code: string | undefined;
  try {
    code = writeAll(fd, text);
  } catch {
    code = writeWithoutFfi(fd, text);
  }
  return code === 'EPIPE' ? undefined : code;
}

function writeAll(fd: number, text: string): string | undefined {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) {
    const written = libc.write(fd, rest, rest.length);
    if (written >= 0) rest = rest.subarray(written);
    else if (lastErrno() === EAGAIN) libc.usleep(1000);
    else if (lastErrno() !== EINTR) return errnoName(lastErrno());
  }
  return undefined;
}

/** Without FFI there is still a way to say why: see libc.ts. */
function writeWithoutFfi(fd: number, text: string): string | undefined {
  try {
    process.getBuiltinModule('node:fs').writeSync(fd, text);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

/** Writes what was asked for. @throws Error where not all of it can be written */
export function print(text: string): void {
  const code = writeOut(STDOUT, text);
  if (code !== undefined) throw new Error(`standard output: ${code}${inWords(code)}`);
}

function inWords(code: string): string {
  switch (code) {
    case 'ENOSPC':
      return ' (no space left on the device)';
    case 'EDQUOT':
      return ' (the quota is used up)';
    case 'EFBIG':
      return ' (the file is too large)';
    default:
      return '';
  }
}

/** Whether a person sits at the descriptor. */
export function isTerminal(fd: number): boolean {
  return libc.isatty(fd) === 1;
}
