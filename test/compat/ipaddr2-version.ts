/** Returns the version of the installed IPaddr2: that of Debian's package, as in its file name. */
import { execa } from 'execa';

export async function ipaddr2Version(): Promise<string> {
  const { stdout, failed } = await execa('dpkg-query', ['-W', 'resource-agents'], {
    reject: false,
  });
  const [, version = ''] = stdout.split('\t');
  return failed || version === '' ? 'not-of-debian' : version.replace(/^\d+:/, '');
}
