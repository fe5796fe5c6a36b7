import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { enterNetworkNamespace, networkNamespaceId } from '../../../lib/linux/namespace.ts';

const NETNS_RUN_DIR = '/run/netns';

let folder: string;
beforeEach(() => {
  mkdirSync(NETNS_RUN_DIR, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'floatip-namespace-'));
});
afterEach(() => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true, force: true });
});

/** The name under which a path would be a namespace. */
function nameOf(path: string): string {
  return relative(NETNS_RUN_DIR, path);
}

describe('enterNetworkNamespace', () => {
  it('enters a namespace: here the one that the process is in', () => {
    const before = networkNamespaceId();
    expect(enterNetworkNamespace(nameOf('/proc/self/ns/net'))).toBe(true);
    expect(networkNamespaceId()).toBe(before);
  });

  it.each([
    ['no file', 'none'],
    ['an empty file', 'file'],
    ['a link to itself', 'link'],
    ['a name below a file', 'file/name'],
    ['a name that is too long', 'x'.repeat(256)],
  ])('is false for %s', (_, name) => {
    writeFileSync(join(folder, 'file'), '');
    symlinkSync('link', join(folder, 'link'));
    expect(enterNetworkNamespace(nameOf(join(folder, name)))).toBe(false);
  });

  it.each([
    ['open', 'EACCES'],
    ['setns', 'EPERM'],
  ] as const)('throws an error of %s(2): %s', (call, code) => {
    vi.stubGlobal(`sys_${call}`, () => -constants.errno[code]);
    expect(() => enterNetworkNamespace(nameOf('/proc/self/ns/net'))).toThrow(
      RegExp(`^${call} ${NETNS_RUN_DIR}/.*: ${code}`),
    );
  });
});

describe('networkNamespaceId', () => {
  const inode = statSync('/proc/self/ns/net').ino;

  it('is the inode number of the namespace', () => {
    expect(networkNamespaceId()).toBe(inode);
  });

  it('is the same without /proc', () => {
    vi.stubGlobal('sys_readlink', () => -constants.errno.ENOENT);
    expect(networkNamespaceId()).toBe(inode);
  });
});
