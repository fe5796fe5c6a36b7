import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readRouteProtocol } from '../../../lib/ocf/route-protocol.ts';

const fs = process.getBuiltinModule('node:fs');
const OF_THE_ADMINISTRATOR = '/etc/iproute2/rt_protos';
const OF_THE_PACKAGE = '/usr/share/iproute2/rt_protos';

/** The files of the machine, by their paths. */
let files: Record<string, string>;
beforeEach(() => {
  files = {};
  vi.spyOn(fs, 'readFileSync').mockImplementation((path) => {
    const content = files[String(path)];
    if (content === undefined) throw new Error(`ENOENT: ${path}`);
    return content;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('numbers', () => {
  it.each([
    ['1', 1],
    ['66', 66],
    ['255', 255],
    ['0x42', 66],
    ['0XfF', 255],
    ['0', 0],
    ['256', undefined],
    ['0x100', undefined],
    ['0x', undefined],
    ['-1', undefined],
    ['+1', undefined],
    ['1.5', undefined],
    ['1e1', undefined],
    [' 1', undefined],
    ['', undefined],
  ])('%j is %s', (text, expected) => {
    expect(readRouteProtocol(text)).toBe(expected);
  });
});

describe('names', () => {
  it.each([
    ['redirect', 1],
    ['kernel', 2],
    ['boot', 3],
    ['static', 4],
    ['ra', 9],
    ['dhcp', 16],
    ['nonsense', undefined],
    ['constructor', undefined],
  ])('%s without any file: %s', (name, expected) => {
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

  it("the administrator's file comes before the package's, and that before what is built in", () => {
    files[OF_THE_PACKAGE] = '10 both\n11 only_here\n12 kernel\n';
    files[OF_THE_ADMINISTRATOR] = '20 both\n';
    expect(readRouteProtocol('both')).toBe(20);
    expect(readRouteProtocol('only_here')).toBe(11);
    expect(readRouteProtocol('kernel')).toBe(12);
  });
});
