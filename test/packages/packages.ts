/** Packages of two versions, whose executables differ in the commit. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { NODE } from '../../lab/node.ts';
import { OF_PACKAGES, packaged } from '../../packaging/files.ts';
import type { buildDeb } from '../../tools/packaging/deb.ts';
import type { buildRpm } from '../../tools/packaging/rpm.ts';
import type { Build } from '../../tools/packaging/stage.ts';

export const VERSIONS = ['0.1.98', '0.1.99'] as const;

/** Builds the packages in a folder, the older one first. */
export async function buildTwoVersions(
  folder: string,
  build: typeof buildDeb | typeof buildRpm,
): Promise<[older: string, newer: string]> {
  const [older, newer] = VERSIONS;
  return [await builtAs(folder, older, build), await builtAs(folder, newer, build)];
}

async function builtAs(folder: string, version: string, build: (build: Build) => string) {
  const work = join(folder, version);
  await mkdir(work);
  const executable = join(work, 'VirtualIP');
  const commit = `of-${version}`;
  await execa(NODE, ['tools/native/stamp.ts', 'build/native/VirtualIP', commit, executable]);
  return build({ work, output: folder, version, contents: packaged(OF_PACKAGES, executable) });
}
