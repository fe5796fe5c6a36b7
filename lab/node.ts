/** Commands that run programs in TypeScript: of the tests, the benchmarks and the tools. */
import { join } from 'node:path';

/** The Node.js of package-lock.json, not one that is installed on the machine. */
export const NODE = join(import.meta.dirname, '../node_modules/.bin/node');

/** For lib/linux: register.ts provides the functions of its C layer, from a shared library. */
export const NODE_FLAGS: readonly string[] = [
  '--experimental-ffi',
  '--disable-warning=ExperimentalWarning',
  '--import',
  join(import.meta.dirname, 'native/register.ts'),
];

export function nodeCommand(
  program: string,
  ...args: readonly string[]
): [command: string, ...args: string[]] {
  return [NODE, ...NODE_FLAGS, program, ...args];
}
