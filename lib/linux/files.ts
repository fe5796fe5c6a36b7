/** The few operations on files that the actions and the log need. */
import { getU16, getU32 } from '../wire/host-order.ts';
import { readString } from '../wire/rtattr.ts';
import { decodeUtf8 } from '../wire/utf8.ts';
import { cString } from './c-string.ts';
import { EEXIST, EILSEQ, ENOENT } from './errno.ts';
import { check, isInterrupted, SystemError, unlessRefused } from './system-error.ts';

export const O_RDONLY = 0;
export const O_WRONLY = 0o1;
export const O_RDWR = 0o2;
export const O_CREAT = 0o100;
export const O_EXCL = 0o200;
export const O_APPEND = 0o2000;
export const O_NONBLOCK = 0o4000;
export const O_CLOEXEC = 0o2000000;

const AT_FDCWD = -100;
const AT_EMPTY_PATH = 0x1000;
const STATX_BASIC_STATS = 0x7ff;
const S_IFMT = 0o170000;
const S_IFREG = 0o100000;

export const NOT_THERE = ['ENOENT', 'EILSEQ'];
/** What a path may be answered with that leads nowhere, or that is closed to us. */
const ANY_OF_PATH = ['ENOENT', 'EILSEQ', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG'];

export interface FileStatus {
  readonly links: number;
  readonly uid: number;
  /** The permission bits, set-id and sticky bits included. */
  readonly mode: number;
  readonly isFile: boolean;
  readonly device: number;
  readonly inode: number;
}

/**
 * Of octets that were no text, a path has only U+FFFD in their place (see decodeUtf8): it would lead elsewhere.
 * @throws SystemError
 */
function octetsOf(operation: string, path: string): Uint8Array {
  if (path.includes('\ufffd')) throw new SystemError(operation, EILSEQ, 'not UTF-8 text');
  return cString(path);
}

/** @throws SystemError */
export function openFile(path: string, flags: number, mode = 0): number {
  const operation = `open ${path}`;
  return check(operation, sys_open(octetsOf(operation, path), flags | O_CLOEXEC, mode));
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
  check(operation, sys_statx(fd, octetsOf(operation, path), flags, STATX_BASIC_STATS, bytes));
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

/** Symbolic links are followed. */
export function isRegularFile(path: string): boolean {
  return unlessRefused(ANY_OF_PATH, () => statusOf(path))?.isFile ?? false;
}

/** Also where some of the directories above are missing; one that is there is no error. */
export function makeDirectories(path: string, mode: number): void {
  const operation = `mkdir ${path}`;
  const made = sys_mkdir(octetsOf(operation, path), mode);
  if (made === 0 || made === -EEXIST) return;
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (made !== -ENOENT || !parent) throw new SystemError(operation, -made);
  makeDirectories(parent, mode);
  // Somebody else may have made it meanwhile; a trailing slash is no name of its own.
  const madeNow = sys_mkdir(cString(path), mode);
  if (madeNow !== -EEXIST) check(operation, madeNow);
}

/** A name that is not there is no error. */
export function unlinkIfThere(path: string): void {
  const operation = `unlink ${path}`;
  const unlinked = sys_unlink(octetsOf(operation, path));
  if (unlinked !== -ENOENT) check(operation, unlinked);
}

export function readLink(path: string): string {
  const target = new Uint8Array(4096);
  const length = check(`readlink ${path}`, sys_readlink(cString(path), target));
  return readString(target.subarray(0, length));
}

/** The names in a directory; none where there is no such directory. */
export function listDirectory(path: string): string[] {
  const fd = unlessRefused(NOT_THERE, () => openFile(path, O_RDONLY | O_NONBLOCK));
  if (fd === undefined) return [];
  try {
    return readEntries(path, fd);
  } finally {
    sys_close(fd);
  }
}

/** struct linux_dirent64: d_ino 8, d_off 8, d_reclen 2, d_type 1, d_name. */
function readEntries(path: string, fd: number): string[] {
  const names: string[] = [];
  const buffer = new Uint8Array(4096);
  for (;;) {
    const length = check(`getdents64 ${path}`, sys_getdents64(fd, buffer));
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
    check(`write ${path}`, sys_write(fd, new TextEncoder().encode(text)));
  } finally {
    sys_close(fd);
  }
}

/** Octets that are read at once. */
const CHUNK = 16 * 1024;

/** What a file holds, as text, up to a length in octets. @throws SystemError */
export function readFile(path: string, longest: number): string {
  const fd = openFile(path, O_RDONLY);
  try {
    // Files of /proc say of themselves that they are empty.
    return decodeUtf8(readToEnd(longest, (room) => sys_read(fd, room), `read ${path}`));
  } finally {
    sys_close(fd);
  }
}

/**
 * All that `read` gives, one piece after the other.
 * @param read fills the array from its beginning, at `length` octets from the first; returns as read(2) does
 */
export function readToEnd(
  longest: number,
  read: (room: Uint8Array, length: number) => number,
  operation: string,
): Uint8Array {
  let octets = new Uint8Array(CHUNK);
  let length = 0;
  while (length < longest) {
    if (length === octets.length) {
      const larger = new Uint8Array(2 * length);
      larger.set(octets);
      octets = larger;
    }
    const got = read(octets.subarray(length), length);
    if (isInterrupted(got)) continue;
    if (check(operation, got) === 0) break;
    length += got;
  }
  return octets.subarray(0, Math.min(length, longest));
}
