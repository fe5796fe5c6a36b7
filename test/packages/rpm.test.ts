/** The .rpm in a root that has nothing else: installed, verified, upgraded and erased. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PACKAGE } from '../../packaging/description.ts';
import { OF_PACKAGES, packaged } from '../../packaging/files.ts';
import { buildRpm } from '../../tools/packaging/rpm.ts';
import { buildTwoVersions, VERSIONS } from './packages.ts';

/** The directories of a distribution's package filesystem that the package uses. */
const FILESYSTEM = [
  'usr/sbin',
  'usr/lib/tmpfiles.d',
  'usr/share/doc',
  'usr/share/man/man7',
  'usr/share/man/man8',
];

let folder: string;
let root: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floatip-rpm-'));
  root = join(folder, 'root');
  for (const path of FILESYSTEM) await mkdir(join(root, path), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function rpm(...args: string[]): Promise<string> {
  const { all } = await execa('rpm', ['--root', root, '--dbpath', '/var/lib/rpm', ...args], {
    all: true,
  });
  return all;
}

async function files(): Promise<string[]> {
  const { stdout } = await execa('find', ['.', '-path', './var', '-prune', '-o', '-print'], {
    cwd: root,
  });
  return stdout.split('\n').toSorted();
}

/** The executable needs nothing of the root, not even a C library. */
async function version(): Promise<string> {
  const { stdout } = await execa('chroot', [root, '/usr/sbin/floatip', '--version']);
  return stdout;
}

it('the .rpm is installed, verified, upgraded and erased, and leaves nothing behind', async () => {
  const [older, newer] = await buildTwoVersions(folder, buildRpm);
  const before = await files();
  await rpm('--install', older);
  expect(await version()).toContain(`commit of-${VERSIONS[0]})`);
  expect(await rpm('--verify', PACKAGE.name)).toBe('');
  await rpm('--upgrade', newer);
  expect(await version()).toContain(`commit of-${VERSIONS[1]})`);
  expect(await rpm('--verify', PACKAGE.name)).toBe('');
  const listed = (await rpm('--query', '--list', PACKAGE.name)).split('\n');
  for (const { path } of packaged(OF_PACKAGES).files) expect(listed).toContain(path);
  expect(await rpm('--query', '--scripts', PACKAGE.name)).toBe('');
  await rpm('--erase', PACKAGE.name);
  expect(await files()).toEqual(before);
});
