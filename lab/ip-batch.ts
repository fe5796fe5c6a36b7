/** Runs several `ip` commands in one process: starting a process takes longer than a command. */
import { execa, type Options } from 'execa';

/** Stops at the first command that fails, unless the options contain `-force`. */
export function ipBatch(
  commands: readonly string[],
  { options = [], reject = true }: { options?: readonly string[] } & Pick<Options, 'reject'> = {},
) {
  return execa('ip', [...options, '-batch', '-'], { input: commands.join('\n'), reject });
}
