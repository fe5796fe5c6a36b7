import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readRouteProtocol } from '../../../lib/ocf/route-protocol.ts';
import { BUILT_IN, NUMBERS } from './golden/route-protocols.ts';

const OF_THE_ADMINISTRATOR = '/etc/iproute2/rt_protos';
const OF_THE_PACKAGE = '/usr/share/iproute2/rt_protos';

/** Contents of files, by path. */
let files: Record<string, string | Uint8Array>;
let folder: string;
beforeEach(() => {
  files = {};
  folder = mkdtempSync(join(tmpdir(), 'floatip-protocols-'));
  const open = sys_open;
  const instead: typeof sys_open = (path, flags, mode) => {
    const content = files[new TextDecoder().decode(path.subarray(0, -1))];
    const file = join(folder, content === undefined ? 'none' : 'file');
    if (content !== undefined) writeFileSync(file, content);
    return open(new TextEncoder().encode(`${file}\0`), flags, mode);
  };
  vi.stubGlobal('sys_open', instead);
});
afterEach(() => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true });
});

describe('numbers', () => {
  it.each(NUMBERS)('%j is %s', (text, expected) => {
    expect(readRouteProtocol(text)).toBe(expected);
  });
});

describe('names', () => {
  it.each(BUILT_IN)('%s without any file: %s', (name, expected) => {
    expect(readRouteProtocol(name)).toBe(expected);
  });

  it.each([
    ['floatip', 66],
    ['indented', 67],
    ['hexadecimal', 68],
    ['remarked', 69],
    ['commented', undefined],
    ['too-high', undefined],
    ['unspec', 0],
    ['#', undefined],
    ['kernel', 2],
  ])('%s from a file: %s', (name, expected) => {
    files[OF_THE_ADMINISTRATOR] = [
      '# number name',
      '# floatip',
      '#65 floatip',
      '0\tunspec',
      '66\tfloatip',
      '  67  indented',
      '0x44 hexadecimal',
      '69 remarked # what for',
      '#70 commented',
      '256 too-high',
      '',
    ].join('\n');
    expect(readRouteProtocol(name)).toBe(expected);
  });

  it("the administrator's file comes first, then the package's, then the built-in names", () => {
    files[OF_THE_PACKAGE] = '10 both\n11 only_here\n12 kernel\n';
    files[OF_THE_ADMINISTRATOR] = '20 both\n';
    expect(readRouteProtocol('both')).toBe(20);
    expect(readRouteProtocol('only_here')).toBe(11);
    expect(readRouteProtocol('kernel')).toBe(12);
  });

  it('a line that is not UTF-8 does not hide the others', () => {
    files[OF_THE_ADMINISTRATOR] = Buffer.from('# caf\xe9\n66 floatip\n', 'latin1');
    expect(readRouteProtocol('floatip')).toBe(66);
  });
});
