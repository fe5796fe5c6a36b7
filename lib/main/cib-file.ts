import type { Options } from '../cli/command-line.ts';
import { absolutePath } from '../linux/process.ts';

/** The value of --cib as an absolute path: Pacemaker's tools run in another directory. */
export function cibFile({ cib }: Options): string | undefined {
  return cib === undefined ? undefined : absolutePath(cib);
}
