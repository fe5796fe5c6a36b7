import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { libc } from '../../../lib/kernel/libc.ts';
import { print, STDOUT, writeOut } from '../../../lib/kernel/output.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'floatip-output-'));
  // A function is there to be replaced once it is bound, at its first use.
  expect(libc.write).toBeTypeOf('function');
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

function withOpen<Result>(path: string, flags: string, use: (fd: number) => Result): Result {
  const fd = openSync(path, flags);
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

/** Without FFI, libc throws at the first use. */
const WAYS = [
  ['by libc', () => {}],
  [
    'without FFI',
    () => {
      vi.spyOn(libc, 'write').mockImplementation(() => {
        throw new Error('no FFI');
      });
    },
  ],
] as const;

describe.each(WAYS)('writeOut %s', (_, prepare) => {
  beforeEach(prepare);

  it('writes all of it', () => {
    const path = join(folder, 'file');
    const text = 'ü\n'.repeat(100_000);
    expect(withOpen(path, 'w', (fd) => writeOut(fd, text))).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('says what keeps it from that', () => {
    expect(withOpen('/dev/full', 'w', (fd) => writeOut(fd, 'x'))).toBe('ENOSPC');
    expect(withOpen('/dev/null', 'r', (fd) => writeOut(fd, 'x'))).toBe('EBADF');
  });

  it('is content where nobody reads any more', () => {
    const path = join(folder, 'pipe');
    execaSync('mkfifo', [path]);
    const [both, writer] = [openSync(path, 'r+'), openSync(path, 'w')];
    closeSync(both);
    expect(writeOut(writer, 'x')).toBeUndefined();
    closeSync(writer);
  });
});

describe('print', () => {
  it.each([
    ['/dev/full', 'w', 'standard output: ENOSPC (no space left on the device)'],
    ['/dev/null', 'r', 'standard output: EBADF'],
  ])('on %s opened with %s throws', (path, flags, message) => {
    withOpen(path, flags, (fd) => {
      const { write } = libc;
      vi.spyOn(libc, 'write').mockImplementation((to, ...rest) => {
        expect(to).toBe(STDOUT);
        return write(fd, ...rest);
      });
      expect(() => print('x')).toThrow(new Error(message));
    });
  });
});
