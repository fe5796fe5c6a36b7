/** Several `ip` commands with one process: starting it takes longer than what it does. */
import { execa, type Options } from 'execa';

/** Up to the first command that fails; with `-force` among the options, all of them. */
export function ipBatch(
  commands: readonly string[],
  { options = [], reject = true }: { options?: readonly string[] } & Pick<Options, 'reject'> = {},
) {
  return execa('ip', [...options, '-batch', '-'], { input: commands.join('\n'), reject });
}
