/** Opens files of the state directory (HA_RSCTMP) so that no other user can control them. */
import { cString } from '../wire/c-string.ts';
import { octal } from '../wire/hex.ts';
import { EROFS } from './errno.ts';
import {
  type FileStatus,
  makeDirectories,
  NO_SUCH_FILE,
  O_CLOEXEC,
  O_CREAT,
  O_EXCL,
  O_NONBLOCK,
  O_RDONLY,
  O_RDWR,
  openFile,
  statusOf,
  statusOfDescriptor,
  unlinkIfThere,
} from './files.ts';
import { SystemError, undefinedOnErrno } from './system-error.ts';

const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;
const MAX_ATTEMPTS = 16;

export const READ_ONLY = ['EROFS'];

/** Errors of open(2) if the name is a symbolic link, a directory, a socket, a FIFO or a file of another user. */
const NOT_OURS = ['ELOOP', 'EISDIR', 'EACCES', 'ENXIO', 'EPERM'];

/**
 * Creates the directory if it does not exist. Throws if another user could remove or rename files in it: it must
 * belong to root or this user, and be writable by others only if it is sticky.
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
 * Opens a regular file of mode 0600 that belongs to this user and has one link, and creates it if it does not
 * exist. Unlinks any other file of this name, and never follows it (symbolic link), writes to it, or waits for
 * it (FIFO).
 * @throws SystemError
 */
export function openStateFile(path: string): number {
  let refusal: SystemError | undefined;
  let refusals = 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    refusal = undefined;
    let fd: number | undefined;
    try {
      fd = openToLock(path);
    } catch (error) {
      if (!(error instanceof SystemError && NOT_OURS.includes(error.code))) throw error;
      refusal = error;
    }
    if (fd !== undefined && closeUnlessOurs(fd)) return fd;
    const wasThere = unlinkIfThere(path);
    if (refusal && !wasThere) refusals++;
  }
  // No file was ever there: not another user refuses, but a security module, for example.
  if (refusal && refusals === MAX_ATTEMPTS) throw refusal;
  throw new Error(`another user keeps creating ${path}`);
}

/** Creates a state file; undefined if the name exists. */
export function createStateFile(path: string): number | undefined {
  return undefinedOnErrno(['EEXIST'], () => openFile(path, openFlags() | O_CREAT | O_EXCL, 0o600));
}

/** Whether the state file exists. Never creates it. @throws SystemError if that cannot be said */
export function isStateFile(path: string): boolean {
  // For reading: the file system may have become read-only.
  const flags = O_RDONLY | O_NONBLOCK | sys_o_nofollow();
  // Root may read the files of all users: a security module refuses, and the file may be ours.
  const notOurs = sys_geteuid() === 0 ? NOT_OURS.filter((code) => code !== 'EACCES') : NOT_OURS;
  const fd = undefinedOnErrno([...notOurs, ...NO_SUCH_FILE], () => openFile(path, flags));
  if (fd === undefined) return false;
  try {
    return isOurs(statusOfDescriptor(fd));
  } finally {
    sys_close(fd);
  }
}

/**
 * Opens an existing state file for reading; undefined if that is not possible, or the file is not ours. Throws no
 * exception, which would cost more than the call: most monitors find no file.
 */
export function openToRead(path: string): number | undefined {
  const flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | sys_o_nofollow();
  const fd = path.includes('\ufffd') ? -1 : sys_open(cString(path), flags, 0);
  return fd >= 0 && closeUnlessOurs(fd) ? fd : undefined;
}

function openFlags(): number {
  return O_RDWR | O_NONBLOCK | sys_o_nofollow();
}

function openToLock(path: string): number {
  // On a read-only file system, an existing file can still be locked.
  const made = undefinedOnErrno(READ_ONLY, () => openFile(path, openFlags() | O_CREAT, 0o600));
  return made ?? openReadOnly(path);
}

function openReadOnly(path: string): number {
  const flags = O_RDONLY | O_NONBLOCK | sys_o_nofollow();
  const fd = undefinedOnErrno(NO_SUCH_FILE, () => openFile(path, flags));
  // The error of open(2) with O_CREAT.
  if (fd === undefined) throw new SystemError(`open ${path}`, EROFS);
  return fd;
}

/** Whether the file is ours. Closes the descriptor if it is not, or its status cannot be read. */
function closeUnlessOurs(fd: number): boolean {
  let ours = false;
  try {
    ours = isOurs(statusOfDescriptor(fd));
  } finally {
    if (!ours) sys_close(fd);
  }
  return ours;
}

function isOurs({ isFile, links, uid, mode }: FileStatus): boolean {
  return isFile && links <= 1 && uid === sys_geteuid() && (mode & WRITABLE_BY_OTHERS) === 0;
}

/** Whether `path` still names the file that `fd` refers to. */
export function isLinked(fd: number, path: string): boolean {
  const named = undefinedOnErrno(NO_SUCH_FILE, () => statusOf(path));
  if (!named) return false;
  const open = statusOfDescriptor(fd);
  return named.inode === open.inode && named.device === open.device;
}
