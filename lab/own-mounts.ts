/** A shell script on a host, where it may mount what it likes: nobody else sees it. */
import { execa } from 'execa';
import type { Host } from './lab.ts';

export function withOwnMounts(
  host: Host,
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
) {
  const place = ['netns', 'exec', host.namespace, 'unshare', '--mount'];
  const shell = ['sh', '-c', script, 'sh', ...args];
  return execa('ip', [...place, ...shell], { env, reject: false, stdin: 'ignore', all: true });
}
