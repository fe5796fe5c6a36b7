/**
 * The few operations on files that start, stop and the log need, straight from the C library:
 * loading node:fs takes as long as half a start.
 */
import { getU16, getU32 } from '../wire/host-order.ts';
import { readString } from '../wire/rtattr.ts';
import { EEXIST, ENOENT } from './errno.ts';
import { check, cString, lastErrno, libc, SystemError, unlessRefused } from './libc.ts';

export const O_RDONLY = 0;
export const O_WRONLY = 0o1;
export const O_RDWR = 0o2;
export const O_CREAT = 0o100;
export const O_EXCL = 0o200;
export const O_APPEND = 0o2000;
export const O_NONBLOCK = 0o4000;
export const O_CLOEXEC = 0o2000000;
/** These two have other numbers on arm64 (asm/fcntl.h). */
export const O_DIRECTORY = process.arch === 'arm64' ? 0o40000 : 0o200000;
export const O_NOFOLLOW = process.arch === 'arm64' ? 0o100000 : 0o400000;

const AT_FDCWD = -100;
const AT_EMPTY_PATH = 0x1000;
const STATX_BASIC_STATS = 0x7ff;
const S_IFMT = 0o170000;
const S_IFREG = 0o100000;

export const NOT_THERE = ['ENOENT'];

export interface FileStatus {
  readonly links: number;
  readonly uid: number;
  /** The permission bits, set-id and sticky bits included. */
  readonly mode: number;
  readonly isFile: boolean;
  readonly device: number;
  readonly inode: number;
}

/** @throws SystemError */
export function openFile(path: string, flags: number, mode = 0): number {
  return check(`open ${path}`, libc.open(cString(path), flags | O_CLOEXEC, mode));
}

export function statusOfOpen(fd: number): FileStatus {
  return statx(`statx of descriptor ${fd}`, fd, '', AT_EMPTY_PATH);
}

/** Symbolic links are followed. @throws SystemError */
export function statusOf(path: string): FileStatus {
  return statx(`statx ${path}`, AT_FDCWD, path, 0);
}

/**
 * struct statx (linux/stat.h): stx_nlink at 16, stx_uid at 20, stx_mode at 28, stx_ino at 32,
 * stx_dev_major and _minor at 136.
 */
function statx(operation: string, fd: number, path: string, flags: number): FileStatus {
  const bytes = new Uint8Array(256);
  check(operation, libc.statx(fd, cString(path), flags, STATX_BASIC_STATS, bytes));
  const mode = getU16(bytes, 28);
  return {
    links: getU32(bytes, 16),
    uid: getU32(bytes, 20),
    mode: mode & ~S_IFMT,
    isFile: (mode & S_IFMT) === S_IFREG,
    device: getU32(bytes, 136) * 2 ** 20 + getU32(bytes, 140),
    inode: getU32(bytes, 32) + getU32(bytes, 36) * 2 ** 32,
  };
}

/** Also where some of the directories above are missing; one that is there is no error. */
export function makeDirectories(path: string, mode: number): void {
  if (libc.mkdir(cString(path), mode) === 0) return;
  const errno = lastErrno();
  if (errno === EEXIST) return;
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (errno !== ENOENT || !parent) throw new SystemError(`mkdir ${path}`, errno);
  makeDirectories(parent, mode);
  // Somebody else may have made it meanwhile; a trailing slash is no name of its own.
  if (libc.mkdir(cString(path), mode) < 0 && lastErrno() !== EEXIST) {
    throw new SystemError(`mkdir ${path}`, lastErrno());
  }
}

/** A name that is not there is no error. */
export function unlinkIfThere(path: string): void {
  if (libc.unlink(cString(path)) === 0) return;
  const errno = lastErrno();
  if (errno !== ENOENT) throw new SystemError(`unlink ${path}`, errno);
}

export function readLink(path: string): string {
  const bytes = new Uint8Array(4096);
  check(`readlink ${path}`, libc.readlink(cString(path), bytes, bytes.length));
  return readString(bytes);
}

/** The names in a directory; none where there is no such directory. */
export function listDirectory(path: string): string[] {
  const fd = unlessRefused(NOT_THERE, () => openFile(path, O_RDONLY | O_DIRECTORY));
  if (fd === undefined) return [];
  try {
    return readEntries(path, fd);
  } finally {
    libc.close(fd);
  }
}

/** struct linux_dirent64: d_ino 8, d_off 8, d_reclen 2, d_type 1, d_name. */
function readEntries(path: string, fd: number): string[] {
  const names: string[] = [];
  const buffer = new Uint8Array(4096);
  for (;;) {
    const length = check(`getdents64 ${path}`, libc.getdents64(fd, buffer, buffer.length));
    if (length === 0) return names;
    for (let at = 0; at < length; ) {
      const end = at + getU16(buffer, at + 16);
      names.push(readString(buffer.subarray(at + 19, end)));
      at = end;
    }
  }
}

/** One write(2), so that lines of several writers do not mix in a file that is open for appending. */
export function writeFile(path: string, flags: number, text: string): void {
  const fd = openFile(path, flags | O_WRONLY, 0o644);
  try {
    const bytes = new TextEncoder().encode(text);
    check(`write ${path}`, libc.write(fd, bytes, bytes.length));
  } finally {
    libc.close(fd);
  }
}
