/** Which IPaddr2 is installed: the version of Debian's package, as in the name of the package's file. */
import { execa } from 'execa';

export async function ipaddr2Version(): Promise<string> {
  const { stdout, failed } = await execa('dpkg-query', ['-W', 'resource-agents'], {
    reject: false,
  });
  const [, version = ''] = stdout.split('\t');
  return failed || version === '' ? 'not-of-debian' : version.replace(/^\d+:/, '');
}
