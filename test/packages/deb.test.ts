/** The .deb on a Debian system: installed, used, upgraded, removed and purged. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSegment, type Segment } from '../../lab/lab.ts';
import { PACKAGE } from '../../packaging/description.ts';
import { OF_PACKAGES, packaged } from '../../packaging/files.ts';
import { buildDeb } from '../../tools/packaging/deb.ts';
import { DebianRoot } from './debian-root.ts';
import { buildTwoVersions, VERSIONS } from './packages.ts';

/** What dpkg and man-db record about each change: checked apart, or a cache. */
const RECORDS = ['./var/lib/dpkg', './var/log', './var/cache/man'];

let segment: Segment;
let folder: string;
let root: DebianRoot;
let older: string;
let newer: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floatip-deb-'));
  segment = await createSegment();
  [[older, newer], root] = await Promise.all([
    mkdir(join(folder, 'debs')).then(() => buildTwoVersions(join(folder, 'debs'), buildDeb)),
    DebianRoot.create(),
  ]);
});
afterAll(async () => {
  await segment?.lab.close();
  await root?.close();
  await rm(folder, { recursive: true, force: true });
});

const inRoot = (script: string, ...args: string[]) => root.run(segment.a, script, ...args);
const install = (file: string) => inRoot(`dpkg --install /mnt/${basename(file)}`, file);

describe('the .deb', () => {
  it('is upgraded, and leaves nothing behind when it is removed and purged', async () => {
    const before = await root.files(RECORDS);
    await install(older);
    expect(await inRoot('floatip --version')).toContain(`commit of-${VERSIONS[0]})`);
    await install(newer);
    expect(await inRoot('floatip --version')).toContain(`commit of-${VERSIONS[1]})`);
    expect(await inRoot(`dpkg --verify ${PACKAGE.name}; dpkg --audit`)).toBe('');
    await inRoot(`dpkg --remove ${PACKAGE.name}`);
    expect(await root.files(RECORDS)).toEqual(before);
    await inRoot(`dpkg --purge ${PACKAGE.name} 2>&1`);
    expect(await inRoot('dpkg-query --show')).not.toContain('floatip');
    expect(await root.files(RECORDS)).toEqual(before);
    expect(await inRoot('find /var/lib/dpkg -name "*floatip*"')).toBe('');
  });

  it('depends on nothing, and runs nothing when it is installed', async () => {
    const control = await inRoot(`dpkg-deb --ctrl-tarfile /mnt/*.deb | tar -t`, newer);
    expect(control.split('\n').toSorted()).toEqual(['./', './control', './md5sums']);
    const fields = await inRoot(`dpkg-deb --field /mnt/*.deb`, newer);
    expect(fields).not.toMatch(/^(Pre-)?Depends|^Recommends|^Suggests/m);
  });

  describe('installed', () => {
    beforeAll(() => install(newer));
    afterAll(() => inRoot(`dpkg --purge ${PACKAGE.name}`));

    it('has the files of the list', async () => {
      const listed = (await inRoot(`dpkg --listfiles ${PACKAGE.name}`)).split('\n');
      for (const { path } of packaged(OF_PACKAGES).files) expect(listed).toContain(path);
    });

    it('passes ocf-tester under both names', async () => {
      for (const name of ['VirtualIP', 'IPaddr2']) {
        const output = await inRoot(
          `ocf-tester -n vip -o ip=10.0.0.10 -o nic=eth0 /usr/lib/ocf/resource.d/floatip/${name}`,
        );
        expect(output).toContain('passed all tests');
      }
    });

    it('creates the state directory at boot, as resource-agents does', async () => {
      const boot = 'systemd-tmpfiles --create --boot';
      const own = `${boot} /usr/lib/tmpfiles.d/${PACKAGE.name}.conf`;
      const show = 'stat -c "%a %U %G" /run/resource-agents';
      expect(await inRoot(`${own}; ${show}`)).toBe('1755 root root');
      expect(await inRoot(`${boot} 2>&1 | grep resource-agents || true; ${show}`)).toBe(
        '1755 root root',
      );
    });

    it('passes its ocft configuration', async () => {
      const output = await inRoot(
        `systemd-tmpfiles --create /usr/lib/tmpfiles.d/${PACKAGE.name}.conf
        ocft make VirtualIP; ocft test -v VirtualIP`,
      );
      const config = '/usr/share/resource-agents/ocft/configs/VirtualIP';
      const cases = await inRoot(`grep -c '^CASE "' ${config}`);
      expect(output.match(/^Starting /gm)?.length, output).toBe(Number(cases));
      expect(output).not.toMatch(/FAILED|ERROR/);
    });

    it('is described by pcs under both names', async () => {
      for (const name of ['VirtualIP', 'IPaddr2']) {
        const text = await inRoot(`pcs resource describe ocf:floatip:${name}`);
        expect(text).toContain(`ocf:floatip:${name} - `);
        expect(text).toContain('ip (required)');
      }
    });

    it('has manual pages', async () => {
      for (const page of ['floatip', 'ocf_floatip_VirtualIP', 'ocf_floatip_IPaddr2']) {
        expect(await inRoot(`man -w ${page}`)).toMatch(/^\/usr\/share\/man\/man[78]\//);
      }
    });

    it('completes in bash', async () => {
      const script = `bash -ec '. /usr/share/bash-completion/bash_completion
        _completion_loader floatip || [ $? = 124 ]; complete -p floatip'`;
      expect(await inRoot(script)).toMatch(/^complete .*floatip$/);
    });
  });
});
