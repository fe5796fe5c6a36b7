/** make install puts the files of the packages in the same places, and make uninstall removes them. */
import { mkdtemp, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildDeb } from '../../tools/packaging/deb.ts';
import { buildOfSources } from '../../tools/packaging/stage.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floatip-install-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function make(target: string, variables: readonly string[], umask = '022'): Promise<void> {
  const script = 'umask "$1"; shift; exec make "$@"';
  const args = ['-c', script, 'sh', umask, target, `DESTDIR=${folder}/root`, ...variables];
  const env = { ...process.env, MAKEFLAGS: undefined, MAKELEVEL: undefined };
  await execa('sh', args, { env, extendEnv: false });
}

/** Type, permissions, size, path and target of each file. */
async function files(root: string, except = ''): Promise<string[]> {
  const args = ['.', '-path', `./${except}`, '-prune', '-o', '!', '-type', 'd'];
  const format = ['-printf', '%y %m %s %p %l\\n'];
  const { stdout } = await execa('find', [...args, ...format], { cwd: join(folder, root) });
  return stdout.split('\n').toSorted();
}

describe('make install', () => {
  it('installs the files of the packages, whatever the umask is', async () => {
    await make('install', [], '077');
    const deb = buildDeb(buildOfSources(join(folder, 'work'), folder));
    await execa('dpkg-deb', ['--extract', deb, join(folder, 'deb')]);
    expect(await files('root')).toEqual(await files('deb', 'usr/share/lintian'));
  });

  it('installs into other directories, and make uninstall removes all that it has installed', async () => {
    const variables = ['PREFIX=/opt/floatip', 'OCF_ROOT=/srv/ocf', 'SBINDIR=/usr/bin'];
    await make('install', variables);
    const installed = await files('root');
    expect(installed.some((line) => line.includes('./srv/ocf/resource.d/floatip/VirtualIP'))).toBe(
      true,
    );
    expect(await readlink(join(folder, 'root/usr/bin/floatip'))).toBe(
      '../../srv/ocf/resource.d/floatip/VirtualIP',
    );
    await make('uninstall', variables);
    expect(await files('root')).toEqual(['']);
    const { stdout } = await execa('find', ['.', '-iname', '*ocf*', '-o', '-iname', '*floatip*'], {
      cwd: join(folder, 'root'),
    });
    // PREFIX itself stays.
    expect(stdout).toBe('./opt/floatip');
  });

  it('refuses a relative directory', async () => {
    await expect(make('install', ['SBINDIR=bin'])).rejects.toThrow(
      'SBINDIR="bin" must be an absolute path',
    );
  });
});
