import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { print, STDOUT, writeOut } from '../../../lib/linux/output.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'floatip-output-'));
});
afterEach(() => {
  vi.unstubAllGlobals();
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

describe('writeOut', () => {
  it('writes all of it', () => {
    const path = join(folder, 'file');
    const text = 'ü\n'.repeat(100_000);
    expect(withOpen(path, 'w', (fd) => writeOut(fd, text))).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('continues after a partial write, EINTR and EAGAIN', () => {
    const path = join(folder, 'file');
    const write = sys_write;
    const { EAGAIN, EINTR } = constants.errno;
    const answers = [-EAGAIN, 1, -EINTR, 2, -EAGAIN, 0];
    const takes = vi.fn<typeof sys_write>((fd, octets) => {
      const answer = answers.shift() ?? octets.length;
      return answer > 0 ? write(fd, octets.subarray(0, answer)) : answer;
    });
    vi.stubGlobal('sys_write', takes);
    expect(withOpen(path, 'w', (fd) => writeOut(fd, 'üöä\n'))).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe('üöä\n');
    expect(takes).toHaveBeenCalledTimes(7);
  });

  it('returns the name of the error', () => {
    expect(withOpen('/dev/full', 'w', (fd) => writeOut(fd, 'x'))).toBe('ENOSPC');
    expect(withOpen('/dev/null', 'r', (fd) => writeOut(fd, 'x'))).toBe('EBADF');
  });

  it('ignores EPIPE', () => {
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
      const write = sys_write;
      const instead: typeof sys_write = (to, octets) => {
        expect(to).toBe(STDOUT);
        return write(fd, octets);
      };
      vi.stubGlobal('sys_write', instead);
      expect(() => print('x')).toThrow(new Error(message));
    });
  });
});
