/** Operations on files. */
import { cString, readCString } from '../wire/c-string.ts';
import { getU16, getU32 } from '../wire/octets.ts';
import { decodeUtf8 } from '../wire/utf8.ts';
import { EEXIST, EILSEQ, ENOENT } from './errno.ts';
import { check, isInterrupted, SystemError, undefinedOnErrno } from './system-error.ts';

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
/** sizeof(struct statx) */
const STATX_LENGTH = 256;
const S_IFMT = 0o170000;
const S_IFREG = 0o100000;

export const NO_SUCH_FILE = ['ENOENT', 'EILSEQ'];
/** path_resolution(7) */
const PATH_ERRORS = ['ENOENT', 'EILSEQ', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG'];

export interface FileStatus {
  readonly links: number;
  readonly uid: number;
  /** The permission bits, including the set-id and sticky bits. */
  readonly mode: number;
  readonly isFile: boolean;
  readonly device: number;
  readonly inode: number;
}

/**
 * The path as a C string. Throws EILSEQ if it contains U+FFFD, which decodeUtf8 puts in place of malformed
 * octets: it would be the path of another file.
 */
function pathOctets(operation: string, path: string): Uint8Array {
  if (path.includes('\ufffd')) throw new SystemError(operation, EILSEQ, 'not UTF-8 text');
  return cString(path);
}

/** @throws SystemError */
export function openFile(path: string, flags: number, mode = 0): number {
  const operation = `open ${path}`;
  const octets = pathOctets(operation, path);
  let fd = sys_open(octets, flags | O_CLOEXEC, mode);
  while (isInterrupted(fd)) fd = sys_open(octets, flags | O_CLOEXEC, mode);
  return check(operation, fd);
}

export function statusOfDescriptor(fd: number): FileStatus {
  const bytes = new Uint8Array(STATX_LENGTH);
  const result = sys_statx(fd, cString(''), AT_EMPTY_PATH, STATX_BASIC_STATS, bytes);
  check(() => `statx of descriptor ${fd}`, result);
  return decodeStatx(bytes);
}

/** Follows symbolic links. @throws SystemError */
export function statusOf(path: string): FileStatus {
  const operation = `statx ${path}`;
  const bytes = new Uint8Array(STATX_LENGTH);
  check(operation, sys_statx(AT_FDCWD, pathOctets(operation, path), 0, STATX_BASIC_STATS, bytes));
  return decodeStatx(bytes);
}

/**
 * struct statx (linux/stat.h): stx_nlink at 16, stx_uid at 20, stx_mode at 28, stx_ino at 32,
 * stx_dev_major and _minor at 136.
 */
function decodeStatx(bytes: Uint8Array): FileStatus {
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

/** Follows symbolic links; false if the file cannot be reached. */
export function isRegularFile(path: string): boolean {
  return undefinedOnErrno(PATH_ERRORS, () => statusOf(path))?.isFile ?? false;
}

/** Equivalent to `mkdir -p`; `mode` applies to parents too. */
export function makeDirectories(path: string, mode: number): void {
  const operation = `mkdir ${path}`;
  const made = sys_mkdir(pathOctets(operation, path), mode);
  if (made === 0 || made === -EEXIST) return;
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (made !== -ENOENT || !parent) throw new SystemError(operation, -made);
  makeDirectories(parent, mode);
  // Another process may have created the directory meanwhile; of `a/`, it was created as the parent.
  const madeNow = sys_mkdir(cString(path), mode);
  if (madeNow !== -EEXIST) check(operation, madeNow);
}

/** Equivalent to `rm -f` of a file. Returns whether the file existed. @throws SystemError */
export function unlinkIfThere(path: string): boolean {
  const operation = `unlink ${path}`;
  const unlinked = sys_unlink(pathOctets(operation, path));
  if (unlinked === -ENOENT) return false;
  check(operation, unlinked);
  return true;
}

/** The names in a directory, unsorted; empty if the directory does not exist. */
export function listDirectory(path: string): string[] {
  const fd = undefinedOnErrno(NO_SUCH_FILE, () => openFile(path, O_RDONLY | O_NONBLOCK));
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
      names.push(readCString(buffer.subarray(at + 19, end)));
      at = end;
    }
  }
}

/** Writes with one write(2): with O_APPEND, lines of concurrent writers do not mix. */
export function writeFile(path: string, flags: number, text: string): void {
  const fd = openFile(path, flags | O_WRONLY, 0o644);
  try {
    const octets = new TextEncoder().encode(text);
    let written = sys_write(fd, octets);
    while (isInterrupted(written)) written = sys_write(fd, octets);
    check(`write ${path}`, written);
  } finally {
    sys_close(fd);
  }
}

/** Initial length of a buffer, in octets. */
const INITIAL_LENGTH = 16 * 1024;

/** Reads a file as text, up to `maxLength` octets. @throws SystemError */
export function readFile(path: string, maxLength: number): string {
  const fd = openFile(path, O_RDONLY);
  try {
    // Files of /proc have size 0: read(2) tells where they end.
    return decodeUtf8(readToEnd(maxLength, (room) => sys_read(fd, room), `read ${path}`));
  } finally {
    sys_close(fd);
  }
}

/**
 * Calls `read` until it returns 0 or `maxLength` octets are read.
 * @param read fills the array and returns like read(2); `length` is the number of octets read before
 */
export function readToEnd(
  maxLength: number,
  read: (room: Uint8Array, length: number) => number,
  operation: string,
): Uint8Array {
  let octets = new Uint8Array(INITIAL_LENGTH);
  let length = 0;
  while (length < maxLength) {
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
  return octets.subarray(0, Math.min(length, maxLength));
}
