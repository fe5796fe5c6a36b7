import { constants } from 'node:os';
import { SystemError } from '../../../lib/linux/system-error.ts';

/** A refusal as lib/linux would throw it. */
export function systemError(operation: string, code: keyof typeof constants.errno): SystemError {
  return new SystemError(operation, constants.errno[code]);
}
