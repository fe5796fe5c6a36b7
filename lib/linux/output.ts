import { EAGAIN, EPIPE, errnoName } from './errno.ts';
import { isInterrupted } from './system-error.ts';

export const STDOUT = 1;
export const STDERR = 2;

/**
 * Writes all of it, however slowly the reader of a pipe takes it.
 * @returns the name of the error that kept it from that, such as ENOSPC. That nobody reads any more
 * is none: whoever closed the pipe has seen enough, and what was done is done.
 */
export function writeOut(fd: number, text: string): string | undefined {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) {
    const written = sys_write(fd, rest);
    if (written >= 0) rest = rest.subarray(written);
    else if (written === -EAGAIN) sys_usleep(1000);
    else if (written === -EPIPE) return undefined;
    else if (!isInterrupted(written)) return errnoName(-written);
  }
  return undefined;
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
  return sys_isatty(fd) === 1;
}
