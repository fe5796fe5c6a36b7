import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as files from '../../../lib/linux/files.ts';
import {
  isRegularFile,
  listDirectory,
  makeDirectories,
  O_APPEND,
  O_CREAT,
  O_EXCL,
  O_RDONLY,
  O_RDWR,
  openFile,
  readFile,
  readToEnd,
  statusOf,
  statusOfDescriptor,
  unlinkIfThere,
  writeFile,
} from '../../../lib/linux/files.ts';
import { headerConstants } from '../support/header-constants.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'floatip-files-'));
  file = join(folder, 'file');
});
afterEach(() => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true, force: true });
});

it('every O_* is that of the C headers', () => {
  const ours = Object.entries(files).filter(([name]) => name.startsWith('O_'));
  const names = ours.map(([name]) => name);
  expect(Object.fromEntries(ours)).toEqual(headerConstants(['fcntl.h'], names));
});

describe('openFile', () => {
  it('opens with the flags, the mode and O_CLOEXEC', () => {
    const fd = openFile(file, O_RDWR | O_CREAT | O_EXCL, 0o640);
    const info = readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8');
    sys_close(fd);
    const O_LARGEFILE = 0o100000;
    const flags = Number.parseInt(/flags:\s*(\d+)/.exec(info)?.[1] ?? '', 8) & ~O_LARGEFILE;
    expect(flags).toBe(O_RDWR | files.O_CLOEXEC);
    expect(statSync(file).mode & 0o7777).toBe(0o640 & ~process.umask());
  });

  it.each([
    ['ENOENT', 'none', O_RDONLY],
    ['EISDIR', '.', O_RDWR],
    ['ENOTDIR', 'file/x', O_RDONLY],
    ['EEXIST', 'file', O_RDWR | O_CREAT | O_EXCL],
    ['EILSEQ', 'a\ufffd', O_RDONLY],
  ])('throws %s for %j', (code, name, flags) => {
    writeFileSync(file, '');
    const path = join(folder, name);
    expect(() => openFile(path, flags)).toThrow(`open ${path}: ${code}`);
  });
});

describe('statusOf and statusOfDescriptor', () => {
  it('agree with stat(2)', () => {
    writeFileSync(file, 'x');
    linkSync(file, join(folder, 'second'));
    chmodSync(file, 0o4751);
    symlinkSync(file, join(folder, 'link'));
    const { ino, uid, dev } = statSync(file);
    const status = statusOf(join(folder, 'link'));
    expect(status).toMatchObject({ links: 2, uid, mode: 0o4751, isFile: true, inode: ino });
    const [major, minor] = [Math.floor(status.device / 2 ** 20), status.device % 2 ** 20];
    expect((major << 8) | (minor & 0xff) | ((minor & ~0xff) << 12)).toBe(dev);
    const fd = openFile(file, O_RDONLY);
    expect(statusOfDescriptor(fd)).toEqual(status);
    sys_close(fd);
  });

  it('of a directory and a device', () => {
    expect(statusOf(folder)).toMatchObject({ isFile: false, mode: 0o700 });
    expect(statusOf('/dev/null').isFile).toBe(false);
  });

  it('throw', () => {
    expect(() => statusOf(file)).toThrow(`statx ${file}: ENOENT`);
    expect(() => statusOfDescriptor(-1)).toThrow('statx of descriptor -1: EBADF');
  });
});

it.each([
  ['a file', 'file', true],
  ['a link to one', 'link', true],
  ['a directory', '.', false],
  ['none', 'none', false],
  ['a link to itself', 'circle', false],
  ['below a file', 'file/x', false],
  ['a name that is too long', 'x'.repeat(256), false],
  ['a name that was not UTF-8', '\ufffd', false],
])('isRegularFile: %s', (_, name, expected) => {
  writeFileSync(file, '');
  symlinkSync('file', join(folder, 'link'));
  symlinkSync('circle', join(folder, 'circle'));
  expect(isRegularFile(join(folder, name))).toBe(expected);
});

describe('makeDirectories', () => {
  it.each(['a', 'a/b/c', 'a/', 'a/b/'])('makes %s', (name) => {
    const path = join(folder, name);
    makeDirectories(path, 0o750);
    expect(lstatSync(path).isDirectory()).toBe(true);
    expect(statSync(join(folder, 'a')).mode & 0o7777).toBe(0o750 & ~process.umask());
    makeDirectories(path, 0o700);
    expect(statSync(join(folder, 'a')).mode & 0o7777).toBe(0o750 & ~process.umask());
  });

  it.each([
    ['below a file', 'file/a', 'ENOTDIR'],
    ['below a link to nowhere', 'nowhere/a', 'ENOENT'],
  ])('throws %s', (_, name, code) => {
    writeFileSync(file, '');
    symlinkSync('none', join(folder, 'nowhere'));
    expect(() => makeDirectories(join(folder, name), 0o755)).toThrow(code);
  });

  it('ignores that another process has created the directory meanwhile', () => {
    const mkdir = sys_mkdir;
    const path = join(folder, 'a/b');
    const besides: typeof sys_mkdir = (octets, mode) => {
      const made = mkdir(octets, mode);
      if (made === -constants.errno.ENOENT) mkdirSync(path, { recursive: true });
      return made;
    };
    vi.stubGlobal('sys_mkdir', besides);
    makeDirectories(path, 0o755);
    expect(readdirSync(folder)).toEqual(['a']);
  });
});

it('unlinkIfThere', () => {
  writeFileSync(file, '');
  unlinkIfThere(file);
  expect(readdirSync(folder)).toEqual([]);
  unlinkIfThere(file);
  expect(() => unlinkIfThere(folder)).toThrow(/^unlink .*: (EISDIR|EPERM)$/);
});

describe('listDirectory', () => {
  it.each([0, 1, 500])('of %d files', (count) => {
    const names = Array.from({ length: count }, (_, at) => `file with a long name, number ${at}`);
    for (const name of names) writeFileSync(join(folder, name), '');
    expect(
      listDirectory(folder)
        .filter((name) => name !== '.' && name !== '..')
        .sort(),
    ).toEqual(names.sort());
  });

  it('of none', () => {
    expect(listDirectory(file)).toEqual([]);
    expect(() => listDirectory(join(folder, 'x'.repeat(256)))).toThrow('ENAMETOOLONG');
  });
});

describe('writeFile', () => {
  it('appends, with one write(2)', () => {
    const write = vi.fn(sys_write);
    vi.stubGlobal('sys_write', write);
    writeFile(file, O_CREAT | O_APPEND, 'é\n');
    writeFile(file, O_APPEND, 'b\n');
    expect(readFileSync(file, 'utf8')).toBe('é\nb\n');
    expect(write).toHaveBeenCalledTimes(2);
    expect(statSync(file).mode & 0o7777).toBe(0o644 & ~process.umask());
  });

  it('throws, and leaves nothing open', () => {
    const before = readdirSync('/proc/self/fd').length;
    expect(() => writeFile('/dev/full', 0, 'x')).toThrow('write /dev/full: ENOSPC');
    expect(() => writeFile(file, 0, 'x')).toThrow(`open ${file}: ENOENT`);
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });
});

describe('readFile', () => {
  it.each([0, 1, 16_383, 16_384, 16_385, 100_000])('of %d octets', (length) => {
    writeFileSync(file, 'x'.repeat(length));
    expect(readFile(file, 1e6)).toBe('x'.repeat(length));
  });

  it('up to a length', () => {
    writeFileSync(file, 'x'.repeat(20_000));
    expect(readFile(file, 10)).toBe('x'.repeat(10));
    expect(readFile(file, 17_000)).toBe('x'.repeat(17_000));
    expect(readFile(file, 20_000)).toBe('x'.repeat(20_000));
  });

  it('a file of /proc, and malformed UTF-8', () => {
    expect(readFile('/proc/sys/kernel/ostype', 100)).toBe('Linux\n');
    writeFileSync(file, Uint8Array.of(0x61, 0xff));
    expect(readFile(file, 100)).toBe('a\ufffd');
  });

  it('throws', () => {
    const before = readdirSync('/proc/self/fd').length;
    expect(() => readFile(file, 1)).toThrow(`open ${file}: ENOENT`);
    expect(() => readFile(folder, 1)).toThrow(`read ${folder}: EISDIR`);
    readFile('/proc/sys/kernel/ostype', 100);
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });
});

describe('readToEnd', () => {
  it('continues after EINTR and after a partial read', () => {
    const answers = [2, -constants.errno.EINTR, 3, 0];
    const lengths: number[] = [];
    const octets = readToEnd(
      100,
      (room, length) => {
        lengths.push(length);
        const answer = answers.shift() ?? 0;
        room.fill(answer, 0, Math.max(0, answer));
        return answer;
      },
      'read',
    );
    expect(octets).toEqual(Uint8Array.of(2, 2, 3, 3, 3));
    expect(lengths).toEqual([0, 2, 2, 5]);
  });

  it('throws', () => {
    expect(() => readToEnd(1, () => -constants.errno.EIO, 'read x')).toThrow('read x: EIO');
  });
});
