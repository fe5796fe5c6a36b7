/** Files of the run-time state directory, opened so that no other user can have a hand in them. */

import { octal } from '../wire/hex.ts';
import { EROFS } from './errno.ts';
import {
  type FileStatus,
  makeDirectories,
  NOT_THERE,
  O_CREAT,
  O_EXCL,
  O_NONBLOCK,
  O_RDONLY,
  O_RDWR,
  openFile,
  statusOf,
  statusOfOpen,
  unlinkIfThere,
} from './files.ts';
import { SystemError, unlessRefused } from './system-error.ts';

const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;
const ATTEMPTS = 16;

/** What open(2) and unlink(2) answer on a file system that is read-only. */
export const READ_ONLY = ['EROFS'];

/** What open(2) answers where the name belongs to something that is no file of ours. */
const NOT_OURS = ['ELOOP', 'EACCES', 'ENXIO', 'EPERM'];

/**
 * Makes sure that the directory is there and that nobody else can remove or rename our files in it:
 * owned by us or root, and writable by others only if it is sticky.
 */
export function prepareStateDirectory(path: string): void {
  makeDirectories(path, 0o755);
  const { uid, mode } = statusOf(path);
  const ours = uid === 0 || uid === sys_geteuid();
  if (!ours || (mode & WRITABLE_BY_OTHERS && !(mode & STICKY))) {
    throw new Error(
      `HA_RSCTMP belongs to uid ${uid} and has mode ${octal(mode)}; ` +
        `${path} must belong to root and be writable by root alone, or sticky`,
    );
  }
}

/**
 * Opens a regular file of mode 0600 that belongs to us and has this one name, creating it if need be.
 * Whatever else stands under the name is unlinked, never followed, written or waited for.
 */
export function openStateFile(path: string): number {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const fd = tryOpen(path);
    if (fd !== undefined) {
      if (isOurs(statusOfOpen(fd))) return fd;
      sys_close(fd);
    }
    unlinkIfThere(path);
  }
  throw new Error(`${path}: somebody else keeps putting a file of theirs there`);
}

/** The same, of a file that is not there yet; undefined where there is anything under the name. */
export function createStateFile(path: string): number | undefined {
  return unlessRefused(['EEXIST'], () => openFile(path, openFlags() | O_CREAT | O_EXCL, 0o600));
}

/** Whether there is a file of ours under the name. Never creates it. */
export function isStateFile(path: string): boolean {
  const fd = unlessRefused([...NOT_OURS, ...NOT_THERE], () => openFile(path, openFlags()));
  if (fd === undefined) return false;
  try {
    return isOurs(statusOfOpen(fd));
  } finally {
    sys_close(fd);
  }
}

function openFlags(): number {
  return O_RDWR | O_NONBLOCK | sys_o_nofollow();
}

function tryOpen(path: string): number | undefined {
  return unlessRefused(NOT_OURS, () => {
    // A file that is there can be locked also where nothing can be written any more.
    const made = unlessRefused(READ_ONLY, () => openFile(path, openFlags() | O_CREAT, 0o600));
    return made ?? openReadOnly(path);
  });
}

function openReadOnly(path: string): number {
  const flags = O_RDONLY | O_NONBLOCK | sys_o_nofollow();
  const fd = unlessRefused(NOT_THERE, () => openFile(path, flags));
  // As open(2) with O_CREAT has it.
  if (fd === undefined) throw new SystemError(`open ${path}`, EROFS);
  return fd;
}

function isOurs({ isFile, links, uid, mode }: FileStatus): boolean {
  return isFile && links <= 1 && uid === sys_geteuid() && (mode & WRITABLE_BY_OTHERS) === 0;
}

/** Whether the open file is still the one that the name leads to. */
export function isLinked(fd: number, path: string): boolean {
  const named = unlessRefused(NOT_THERE, () => statusOf(path));
  if (!named) return false;
  const open = statusOfOpen(fd);
  return named.inode === open.inode && named.device === open.device;
}
