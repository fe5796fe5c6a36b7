/** Runs a shell script on a host, in a mount namespace of its own. */
import { execa } from 'execa';
import type { Host } from './lab.ts';

export function runWithOwnMounts(
  host: Host,
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
) {
  const place = ['netns', 'exec', host.namespace, 'unshare', '--mount'];
  const shell = ['sh', '-c', script, 'sh', ...args];
  return execa('ip', [...place, ...shell], { env, reject: false, stdin: 'ignore', all: true });
}
