import {
  chownSync,
  existsSync,
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
import { execa, execaSync } from 'execa';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../lib/linux/clock.ts';
import { StateDirectory } from '../../../lib/linux/state-directory.ts';
import { StateRecords } from '../../../lib/linux/state-records.ts';

const NOBODY = 65534;
const NAME = 'floatip-1-eth0.announced';

let folder: string;
let path: string;
let records: StateRecords;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'floatip-records-'));
  path = join(folder, NAME);
  records = recordsIn(folder);
});
afterEach(() => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true, force: true });
});

const recordsIn = (directory: string) =>
  new StateRecords(new StateDirectory(directory, systemClock, () => {}));
const write = (text: string, name = NAME) => records.update(name, () => text);
const openFiles = () => readdirSync('/proc/self/fd').length;

/** The text that `update` passes to its function. */
function seen(): string | undefined {
  let text: string | undefined;
  records.update(NAME, (before) => {
    text = before;
    return before;
  });
  return text;
}

describe('a record', () => {
  it('is read as it was written, also by another process', () => {
    expect(write('link 1\npeer 2\n')).toBe(true);
    expect(records.read(NAME)).toBe('link 1\npeer 2\n');
    expect(recordsIn(folder).read(NAME)).toBe('link 1\npeer 2\n');
    expect(readFileSync(path, 'utf8')).toBe('link 1\npeer 2\n');
  });

  it('is a file of mode 0600, which stays the same file', () => {
    write('one');
    const { ino, mode } = statSync(path);
    expect(mode & 0o7777).toBe(0o600);
    write('two');
    expect(statSync(path).ino).toBe(ino);
  });

  it('is undefined before it is written, and reading does not create it', () => {
    expect(records.read(NAME)).toBeUndefined();
    expect(existsSync(path)).toBe(false);
    rmSync(folder, { recursive: true });
    expect(records.read(NAME)).toBeUndefined();
    expect(existsSync(folder)).toBe(false);
  });

  it('makes its directory', () => {
    const inside = recordsIn(join(folder, 'a/b'));
    expect(inside.update(NAME, () => 'x')).toBe(true);
    expect(inside.read(NAME)).toBe('x');
  });

  it('is changed by a function of its text, which is empty before', () => {
    const change = vi.fn((text: string) => `${text}x`);
    records.update(NAME, change);
    records.update(NAME, change);
    expect(change.mock.calls).toEqual([[''], ['x']]);
    expect(records.read(NAME)).toBe('xx');
  });

  it('with a shorter text has nothing of the longer one: blank lines fill the rest', () => {
    write('link 1 02:00:00:00:00:01 0\nconflict 02:00:00:00:00:09\n');
    write('link 2\n');
    expect(records.read(NAME)).toMatch(/^link 2\n+$/);
    expect(statSync(path).size).toBe(54);
    expect(seen()).toBe('link 2');
  });

  it('is replaced by one write, so that no reader sees a part', () => {
    write('a longer text');
    const pwrite = vi.fn(sys_pwrite);
    vi.stubGlobal('sys_pwrite', pwrite);
    write('short');
    expect(pwrite).toHaveBeenCalledTimes(1);
    expect(pwrite.mock.lastCall?.[1]).toHaveLength(13);
    expect(pwrite.mock.lastCall?.[2]).toBe(0);
  });

  it('holds any lines, whatever it held before', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab 0:.\n'), maxLength: 200 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
        records.clear(NAME);
        for (const one of texts) expect(write(one)).toBe(true);
        expect(records.read(NAME)?.trimEnd()).toBe(texts.at(-1)?.trimEnd());
        expect(seen()).toBe(texts.at(-1)?.trimEnd());
      }),
      { numRuns: 30 },
    );
  });

  it('with octets that are not UTF-8 is text nevertheless', () => {
    writeFileSync(path, Buffer.from('6c696e6b20ff', 'hex'), { mode: 0o600 });
    expect(records.read(NAME)).toBe('link \ufffd');
    expect(write('link 1')).toBe(true);
    expect(records.read(NAME)).toBe('link 1');
  });
});

/** What may have the name of a record. */
const NOT_OURS: [string, () => void][] = [
  ['a symbolic link', () => symlinkSync('target', path)],
  ['a symbolic link to itself', () => symlinkSync(NAME, path)],
  ['a second name of a file', () => linkSync(join(folder, 'target'), path)],
  [
    'a file of another user',
    () => {
      writeFileSync(path, 'link of another user', { mode: 0o600 });
      chownSync(path, NOBODY, NOBODY);
    },
  ],
  [
    'a file that others can write',
    () => {
      writeFileSync(path, 'link of anybody', { mode: 0o600 });
      execaSync('chmod', ['0602', path]);
    },
  ],
  ['a FIFO', () => execaSync('mkfifo', ['-m', '0600', path])],
];

describe('a file that is no record', () => {
  beforeEach(() => writeFileSync(join(folder, 'target'), 'untouched', { mode: 0o600 }));

  it.each(NOT_OURS)('%s is not read, and stays', (_, make) => {
    make();
    const { ino } = lstatSync(path);
    expect(records.read(NAME)).toBeUndefined();
    expect(lstatSync(path).ino).toBe(ino);
  });

  it.each(NOT_OURS)('%s is replaced by a change, which does not see its text', (_, make) => {
    make();
    const change = vi.fn(() => 'new');
    expect(records.update(NAME, change)).toBe(true);
    expect(change.mock.calls).toEqual([['']]);
    expect(lstatSync(path)).toMatchObject({ uid: 0, nlink: 1 });
    expect(lstatSync(path).mode).toBe(0o100600);
    expect(records.read(NAME)).toBe('new');
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('untouched');
  });
});

describe('names and clear', () => {
  it('names has the records that begin with the prefix', () => {
    for (const name of ['floatip-1-b', 'floatip-1-a', 'floatip-10-a', 'other']) write('x', name);
    expect(records.names('floatip-1-').sort()).toEqual(['floatip-1-a', 'floatip-1-b']);
    expect(records.names('none')).toEqual([]);
  });

  it('names is empty without a directory, or if its path is a file', () => {
    expect(recordsIn(join(folder, 'none')).names('')).toEqual([]);
    writeFileSync(path, '');
    expect(recordsIn(path).names('')).toEqual([]);
  });

  it('clear removes one record, and does not mind if there is none', () => {
    write('x');
    write('y', 'other');
    records.clear(NAME);
    records.clear(NAME);
    expect(records.read(NAME)).toBeUndefined();
    expect(records.read('other')).toBe('y');
  });
});

describe('a record that cannot be written', () => {
  function makeReadOnly(): void {
    const open = sys_open;
    const readOnly: typeof sys_open = (octets, flags, mode) =>
      flags & 3 ? -constants.errno.EROFS : open(octets, flags, mode);
    vi.stubGlobal('sys_open', readOnly);
  }

  it('on a read-only file system: false, and the old text stays', () => {
    write('old');
    makeReadOnly();
    expect(write('new')).toBe(false);
    expect(records.read(NAME)).toBe('old');
    expect(write('new', 'other')).toBe(false);
    expect(records.read('other')).toBeUndefined();
  });

  it.each(['EROFS', 'ENOSPC', 'EDQUOT', 'EIO'] as const)('open(2) fails with %s: false', (code) => {
    vi.stubGlobal('sys_open', () => -constants.errno[code]);
    const change = vi.fn(() => 'new');
    expect(records.update(NAME, change)).toBe(false);
    expect(change).not.toHaveBeenCalled();
  });

  it.each(['ENOSPC', 'EIO'] as const)('pwrite(2) fails with %s: false', (code) => {
    vi.stubGlobal('sys_pwrite', () => -constants.errno[code]);
    expect(write('new')).toBe(false);
  });

  it('pwrite(2) writes a part: false', () => {
    vi.stubGlobal('sys_pwrite', (fd: number, octets: Uint8Array, at: number) => {
      return octets.length > 1 ? 1 : sys_write(fd, octets) * (at + 1);
    });
    expect(write('new')).toBe(false);
  });

  it('the directory is a file: false', () => {
    writeFileSync(path, '');
    expect(recordsIn(path).update(NAME, () => 'x')).toBe(false);
    expect(recordsIn(path).read(NAME)).toBeUndefined();
  });

  it('the directory belongs to another user: throws', () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    chownSync(other, NOBODY, 0);
    expect(() => recordsIn(other).update(NAME, () => 'x')).toThrow('HA_RSCTMP belongs to uid');
    expect(readdirSync(other)).toEqual([]);
  });

  it('pread(2) fails: the text is empty', () => {
    write('old');
    vi.stubGlobal('sys_pread', () => -constants.errno.EIO);
    expect(records.read(NAME)).toBe('');
  });
});

describe('the lock of a record', () => {
  /** Holds the lock in another process until its standard input ends. */
  async function hold() {
    const holder = execa('flock', [path, 'sh', '-c', 'echo held; cat'], { stdin: 'pipe' });
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    return async () => {
      holder.stdin.end();
      await holder;
    };
  }

  it('held by another process: no change, but the record can be read', async () => {
    write('old');
    const release = await hold();
    const change = vi.fn(() => 'new');
    expect(records.update(NAME, change)).toBe(false);
    expect(change).not.toHaveBeenCalled();
    expect(records.read(NAME)).toBe('old');
    await release();
    expect(records.update(NAME, change)).toBe(true);
    expect(records.read(NAME)).toBe('new');
  });

  it('is held during a change', () => {
    let status: number | undefined;
    records.update(NAME, () => {
      status = execaSync('flock', ['-n', path, 'true'], { reject: false }).exitCode;
      return 'x';
    });
    expect(status).toBe(1);
    expect(execaSync('flock', ['-n', path, 'true'], { reject: false }).exitCode).toBe(0);
  });

  it('is released if the change throws, and the old text stays', () => {
    write('old');
    const fail = () => {
      throw new Error('a defect');
    };
    expect(() => records.update(NAME, fail)).toThrow('a defect');
    expect(records.read(NAME)).toBe('old');
    expect(write('new')).toBe(true);
  });

  it('a record that is removed before the lock is free is made again', async () => {
    write('old');
    const release = await hold();
    rmSync(path);
    expect(seen()).toBe('');
    expect(write('new')).toBe(true);
    await release();
    expect(records.read(NAME)).toBe('new');
  });
});

it('every method closes its files', () => {
  write('x');
  const before = openFiles();
  write('y');
  records.read(NAME);
  records.names('floatip');
  records.read('none');
  expect(() =>
    records.update(NAME, () => {
      throw new Error('a defect');
    }),
  ).toThrow();
  expect(openFiles()).toBe(before);
});
