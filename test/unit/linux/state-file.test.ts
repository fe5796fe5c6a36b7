import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { O_CLOEXEC, O_NONBLOCK, O_RDONLY, statusOfDescriptor } from '../../../lib/linux/files.ts';
import {
  createStateFile,
  isLinked,
  isStateFile,
  openStateFile,
  openToRead,
  prepareStateDirectory,
} from '../../../lib/linux/state-file.ts';

const NOBODY = 65534;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'floatip-state-'));
  path = join(folder, 'file');
});
afterEach(() => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true, force: true });
});

function closing<Result>(fd: number, use: (fd: number) => Result): Result {
  try {
    return use(fd);
  } finally {
    sys_close(fd);
  }
}

/** What may have the name of a state file. */
const NOT_OURS: [string, () => void][] = [
  ['a symbolic link', () => symlinkSync('target', path)],
  ['a symbolic link to itself', () => symlinkSync('file', path)],
  [
    'a file with a second name',
    () => {
      writeFileSync(join(folder, 'other'), '', { mode: 0o600 });
      linkSync(join(folder, 'other'), path);
    },
  ],
  [
    'a file of another user',
    () => {
      writeFileSync(path, '', { mode: 0o600 });
      chownSync(path, NOBODY, NOBODY);
    },
  ],
  ['a file that the group can write', () => fileOfMode(0o620)],
  ['a file that others can write', () => fileOfMode(0o602)],
  ['a FIFO', () => execaSync('mkfifo', [path])],
];

function fileOfMode(mode: number): void {
  writeFileSync(path, '');
  chmodSync(path, mode);
}

describe('prepareStateDirectory', () => {
  it('creates the directory, and its parents', () => {
    prepareStateDirectory(join(folder, 'a/b'));
    expect(statSync(join(folder, 'a/b')).mode & 0o7777).toBe(0o755 & ~process.umask());
  });

  it.each([
    [0, 0o755, true],
    [0, 0o1777, true],
    [0, 0o777, false],
    [0, 0o775, false],
    [0, 0o757, false],
    [NOBODY, 0o755, false],
    [NOBODY, 0o1777, false],
  ])('of uid %d and mode %o: %s', (uid, mode, accepted) => {
    mkdirSync(path);
    chmodSync(path, mode);
    chownSync(path, uid, 0);
    const prepare = () => prepareStateDirectory(path);
    if (accepted) prepare();
    else {
      expect(prepare).toThrow(
        `HA_RSCTMP belongs to uid ${uid} and has mode ${mode.toString(8)}; ${path} must belong`,
      );
    }
  });

  it.each([
    [0, true],
    [1, false],
    [NOBODY, true],
  ])('of uid %d, for another user than root: %s', (uid, accepted) => {
    mkdirSync(path);
    chownSync(path, uid, 0);
    vi.stubGlobal('sys_geteuid', () => NOBODY);
    if (accepted) prepareStateDirectory(path);
    else expect(() => prepareStateDirectory(path)).toThrow(`belongs to uid ${uid}`);
  });
});

describe('openStateFile', () => {
  it('creates a file of mode 0600, and opens it again', () => {
    const inode = closing(openStateFile(path), (fd) => {
      expect(sys_write(fd, new Uint8Array(1))).toBe(1);
      return statusOfDescriptor(fd).inode;
    });
    expect(statSync(path).mode & 0o7777).toBe(0o600);
    expect(closing(openStateFile(path), (fd) => statusOfDescriptor(fd).inode)).toBe(inode);
  });

  it.each(NOT_OURS)('replaces %s', (_, make) => {
    writeFileSync(join(folder, 'target'), 'untouched', { mode: 0o600 });
    make();
    closing(openStateFile(path), (fd) => {
      expect(lstatSync(path)).toMatchObject({
        ino: statusOfDescriptor(fd).inode,
        uid: 0,
        nlink: 1,
      });
      expect(lstatSync(path).mode).toBe(0o100600);
    });
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('untouched');
  });

  it('throws for a directory', () => {
    mkdirSync(path);
    expect(() => openStateFile(path)).toThrow('EISDIR');
  });

  it('gives up if another user keeps creating a file of this name', () => {
    const open = vi.fn(() => -constants.errno.ELOOP);
    vi.stubGlobal('sys_open', open);
    vi.stubGlobal('sys_unlink', () => 0);
    expect(() => openStateFile(path)).toThrow(`another user keeps creating ${path}`);
    expect(open).toHaveBeenCalledTimes(16);
  });

  it('throws the error if the directory refuses each file', () => {
    vi.stubGlobal('sys_open', () => -constants.errno.EACCES);
    expect(() => openStateFile(path)).toThrow(`open ${path}: EACCES`);
  });

  it('throws the error if the status of the file cannot be read, and leaves no descriptor', () => {
    writeFileSync(path, '', { mode: 0o600 });
    vi.stubGlobal('sys_statx', () => -constants.errno.EACCES);
    const close = vi.fn(sys_close);
    vi.stubGlobal('sys_close', close);
    expect(() => openStateFile(path)).toThrow('EACCES');
    expect(close).toHaveBeenCalledOnce();
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  function makeReadOnly(): void {
    const open = sys_open;
    const readOnly: typeof sys_open = (octets, flags, mode) =>
      flags & 3 ? -constants.errno.EROFS : open(octets, flags, mode);
    vi.stubGlobal('sys_open', readOnly);
  }

  it('on a read-only file system: does not follow a symbolic link', () => {
    writeFileSync(join(folder, 'target'), '', { mode: 0o600 });
    symlinkSync('target', path);
    makeReadOnly();
    expect(() => openStateFile(path)).toThrow(`open ${path}: EROFS`);
  });

  it('on a read-only file system: opens a file that exists, to lock it', () => {
    makeReadOnly();
    expect(() => openStateFile(path)).toThrow(`open ${path}: EROFS`);
    writeFileSync(path, '', { mode: 0o600 });
    closing(openStateFile(path), (fd) => {
      expect(sys_write(fd, new Uint8Array(1))).toBe(-constants.errno.EBADF);
    });
  });
});

describe('createStateFile', () => {
  it('creates a file that is a state file', () => {
    closing(createStateFile(path) ?? -1, (fd) => expect(isLinked(fd, path)).toBe(true));
    expect(statSync(path).mode & 0o7777).toBe(0o600);
    expect(isStateFile(path)).toBe(true);
    expect(createStateFile(path)).toBeUndefined();
  });

  it.each(NOT_OURS)('leaves %s alone', (_, make) => {
    make();
    const { ino } = lstatSync(path);
    expect(createStateFile(path)).toBeUndefined();
    expect(lstatSync(path).ino).toBe(ino);
  });
});

describe('isStateFile', () => {
  it('is false without a file, and creates none', () => {
    expect(isStateFile(path)).toBe(false);
    expect(() => lstatSync(path)).toThrow('ENOENT');
  });

  it.each(NOT_OURS)('is false for %s', (_, make) => {
    make();
    expect(isStateFile(path)).toBe(false);
  });

  it('throws for root if a security module refuses, and is false for another user', () => {
    writeFileSync(path, '', { mode: 0o600 });
    vi.stubGlobal('sys_open', () => -constants.errno.EACCES);
    expect(() => isStateFile(path)).toThrow(`open ${path}: EACCES`);
    vi.stubGlobal('sys_geteuid', () => NOBODY);
    expect(isStateFile(path)).toBe(false);
  });

  // EISDIR is missing in NOT_OURS of lib/linux/state-file.ts.
  it('is false for a directory', () => {
    mkdirSync(path, { mode: 0o700 });
    expect(isStateFile(path)).toBe(false);
  });
});

describe('openToRead', () => {
  it('opens a state file for reading only', () => {
    writeFileSync(path, 'text', { mode: 0o600 });
    const octets = new Uint8Array(10);
    closing(openToRead(path) ?? -1, (fd) => {
      expect(isLinked(fd, path)).toBe(true);
      expect(sys_pread(fd, octets, 0)).toBe(4);
      expect(sys_write(fd, octets)).toBe(-constants.errno.EBADF);
    });
  });

  it('keeps the descriptor from other programs, and does not wait', () => {
    writeFileSync(path, '', { mode: 0o600 });
    const open = vi.fn(sys_open);
    vi.stubGlobal('sys_open', open);
    sys_close(openToRead(path) ?? -1);
    const expected = O_RDONLY | O_NONBLOCK | O_CLOEXEC | sys_o_nofollow();
    expect(open.mock.calls.map(([, flags]) => flags)).toEqual([expected]);
  });

  it('is undefined without a file, and creates none', () => {
    expect(openToRead(path)).toBeUndefined();
    expect(openToRead(join(folder, 'none/file'))).toBeUndefined();
    expect(() => lstatSync(path)).toThrow('ENOENT');
  });

  it.each(NOT_OURS)('is undefined for %s, and leaves it alone', (_, make) => {
    writeFileSync(join(folder, 'target'), 'untouched', { mode: 0o600 });
    make();
    const { ino } = lstatSync(path);
    expect(openToRead(path)).toBeUndefined();
    expect(lstatSync(path).ino).toBe(ino);
  });

  it.each(['EACCES', 'EIO', 'EMFILE', 'ELOOP'] as const)('is undefined after %s', (code) => {
    writeFileSync(path, '', { mode: 0o600 });
    vi.stubGlobal('sys_open', () => -constants.errno[code]);
    expect(openToRead(path)).toBeUndefined();
  });

  it('is undefined for a path that was not UTF-8, which would name another file', () => {
    writeFileSync(join(folder, '\ufffd'), '', { mode: 0o600 });
    expect(openToRead(join(folder, '\ufffd'))).toBeUndefined();
  });

  it('is undefined for a directory', () => {
    mkdirSync(path, { mode: 0o700 });
    expect(openToRead(path)).toBeUndefined();
  });
});

it('every function closes what it does not return', () => {
  const before = readdirSync('/proc/self/fd').length;
  fileOfMode(0o666);
  isStateFile(path);
  openToRead(path);
  sys_close(openStateFile(path));
  isStateFile(path);
  expect(readdirSync('/proc/self/fd').length).toBe(before);
});

describe('isLinked', () => {
  it('is true as long as the name is that of the open file', () => {
    closing(openStateFile(path), (fd) => {
      expect(isLinked(fd, path)).toBe(true);
      renameSync(path, join(folder, 'other'));
      expect(isLinked(fd, path)).toBe(false);
      writeFileSync(path, '');
      expect(isLinked(fd, path)).toBe(false);
      renameSync(join(folder, 'other'), path);
      expect(isLinked(fd, path)).toBe(true);
    });
  });
});
