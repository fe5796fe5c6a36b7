/**
 * Writes and removes the files of packaging/files.ts under a root directory. Each file is written beside its place and
 * renamed: at no moment does the agent lack, or is half written, because a monitor may be executed meanwhile.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Packaged, PackagedFile } from '../../packaging/files.ts';
import { debianChangelog } from './debian-changelog.ts';

export function placeFiles({ files }: Packaged, root: string): void {
  for (const file of files) {
    const path = join(root, file.path);
    makeDirectories(dirname(path));
    const temporary = join(dirname(path), `.${basename(path)}.floatip-new`);
    rmSync(temporary, { force: true });
    writeTo(temporary, file);
    renameSync(temporary, path);
  }
}

export function removeFiles({ files, directories }: Packaged, root: string): void {
  for (const { path } of files) rmSync(join(root, path), { force: true });
  for (const directory of directories.toReversed()) {
    try {
      rmdirSync(join(root, directory));
    } catch {
      // It has files of others, or it is not there.
    }
  }
}

function writeTo(path: string, file: PackagedFile): void {
  if ('link' in file.content) {
    symlinkSync(file.content.link, path);
    return;
  }
  const content = contentOf(file);
  const descriptor = openSync(path, 'wx', 0o600);
  writeFileSync(descriptor, file.compressed ? gzipSync(content, { level: 9 }) : content);
  // After a power failure, the new name must not have an empty file.
  fsyncSync(descriptor);
  closeSync(descriptor);
  chmodSync(path, file.executable ? 0o755 : 0o644);
}

function contentOf({ content }: PackagedFile): Buffer {
  if ('file' in content) return readFileSync(content.file);
  if ('files' in content) return Buffer.concat(content.files.map((file) => readFileSync(file)));
  return Buffer.from(debianChangelog());
}

/** Creates the missing directories, for all users to read, whatever the umask is. */
export function makeDirectories(directory: string): void {
  if (existsSync(directory)) return;
  makeDirectories(dirname(directory));
  mkdirSync(directory);
  chmodSync(directory, 0o755);
}
