import { constants } from 'node:os';
import { SystemError } from '../../../lib/kernel/system-error.ts';

/** A refusal as lib/kernel would throw it. */
export function systemError(operation: string, code: keyof typeof constants.errno): SystemError {
  return new SystemError(operation, constants.errno[code]);
}
