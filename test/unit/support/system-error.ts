import { constants } from 'node:os';
import { SystemError } from '../../../lib/linux/system-error.ts';

/** The error that lib/linux throws if a system call fails. */
export function systemError(operation: string, code: keyof typeof constants.errno): SystemError {
  return new SystemError(operation, constants.errno[code]);
}
