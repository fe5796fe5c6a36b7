import { EAGAIN, EPIPE, errnoName } from './errno.ts';
import { isInterrupted } from './system-error.ts';

export const STDOUT = 1;
export const STDERR = 2;

/**
 * Writes the whole text; waits for the reader of a pipe.
 * @returns the name of the error, such as ENOSPC; undefined for success, and for EPIPE: the reader closed the
 * pipe.
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

/** Writes to standard output. @throws Error if it cannot write the whole text */
export function print(text: string): void {
  const code = writeOut(STDOUT, text);
  if (code !== undefined) throw new Error(`standard output: ${code}${describe(code)}`);
}

function describe(code: string): string {
  switch (code) {
    case 'ENOSPC':
      return ' (no space left on the device)';
    case 'EDQUOT':
      return ' (disk quota exceeded)';
    case 'EFBIG':
      return ' (the file is too large)';
    default:
      return '';
  }
}

export function isTerminal(fd: number): boolean {
  return sys_isatty(fd) === 1;
}
