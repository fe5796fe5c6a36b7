/** Builds the .deb with dpkg-deb. */
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execaSync } from 'execa';
import { PACKAGE } from '../../packaging/description.ts';
import { makeDirectories } from './place.ts';
import { MAINTAINER, sourceTime } from './source.ts';
import { type Build, makeStage, setTimes } from './stage.ts';
import { wrap } from './wrap.ts';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };
const OVERRIDES = `usr/share/lintian/overrides/${PACKAGE.name}`;
const WIDTH = 80;

/** Returns the path of the package. */
export function buildDeb({ work, output, version, contents }: Build): string {
  const architecture = ARCHITECTURES[process.arch] ?? process.arch;
  const stage = join(work, 'deb');
  makeStage(stage, contents);
  makeOverrides(join(stage, OVERRIDES));
  const control = join(stage, 'DEBIAN');
  mkdirSync(control);
  chmodSync(control, 0o755);
  write(join(control, 'control'), controlFile(version, architecture, installedSize(stage)));
  write(join(control, 'md5sums'), md5sums(stage));
  setTimes(stage);
  const file = join(output, `${PACKAGE.name}_${version}_${architecture}.deb`);
  // One thread: the number of threads changes the compressed bytes.
  const options = ['--root-owner-group', '-Zxz', '--threads-max=1'];
  execaSync('dpkg-deb', [...options, '--build', stage, file], {
    env: { SOURCE_DATE_EPOCH: String(sourceTime().getTime() / 1000) },
    stdout: 'ignore',
    stderr: 'inherit',
  });
  return file;
}

/** Tells lintian, whoever runs it, why some of its rules do not apply. */
function makeOverrides(path: string): void {
  makeDirectories(dirname(path));
  write(path, readFileSync('packaging/lintian-overrides', 'utf8'));
}

/** No dependency, and no maintainer script: the executable is static, and creates what it needs itself. */
function controlFile(version: string, architecture: string, size: number): string {
  const paragraphs = PACKAGE.text.map((text) => wrap(text, WIDTH, ' ', ' ').join('\n'));
  return `Package: ${PACKAGE.name}
Version: ${version}
Architecture: ${architecture}
Maintainer: ${MAINTAINER}
Installed-Size: ${size}
Section: admin
Priority: optional
Description: ${PACKAGE.summary}
${paragraphs.join('\n .\n')}
`;
}

/** In KiB, as dpkg-gencontrol counts: each file rounded up, and one for each directory and link. */
function installedSize(stage: string): number {
  let size = 0;
  for (const path of pathsIn(stage)) {
    const status = lstatSync(join(stage, path));
    size += status.isFile() ? Math.ceil(status.size / 1024) : 1;
  }
  return size;
}

function md5sums(stage: string): string {
  const files = pathsIn(stage).filter((path) => lstatSync(join(stage, path)).isFile());
  const sum = (path: string) =>
    createHash('md5')
      .update(readFileSync(join(stage, path)))
      .digest('hex');
  return files.map((path) => `${sum(path)}  ${path}\n`).join('');
}

/** All that the package installs, sorted. */
function pathsIn(stage: string): string[] {
  const paths = readdirSync(stage, { recursive: true }).map(String);
  return paths.filter((path) => !path.startsWith('DEBIAN')).toSorted();
}

function write(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o644);
}
