import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forwardsIpv6, setPromotion } from '../../../lib/linux/sysctl.ts';
import { cString, readCString } from '../../../lib/wire/c-string.ts';

/** A folder in place of /proc/sys/net, whose settings belong to the machine. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'floatip-sysctl-'));
  const open = sys_open;
  const elsewhere: typeof sys_open = (path, flags, mode) =>
    open(cString(readCString(path).replace('/proc/sys/net', folder)), flags, mode);
  vi.stubGlobal('sys_open', elsewhere);
});
afterEach(() => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

describe('forwardsIpv6', () => {
  it.each([
    ['0\n', false],
    ['1\n', true],
    ['2\n', true],
    ['', false],
  ])('of %j: %s', (text, expected) => {
    write('ipv6/conf/eth0/forwarding', text);
    expect(forwardsIpv6('eth0')).toBe(expected);
  });

  it('is false if /proc is unreadable', () => {
    expect(forwardsIpv6('eth0')).toBe(false);
  });

  it('throws other errors', () => {
    vi.stubGlobal('sys_open', () => {
      throw new Error('other');
    });
    expect(() => forwardsIpv6('eth0')).toThrow('other');
  });

  it('closes the file', () => {
    write('ipv6/conf/eth0/forwarding', '1\n');
    const before = readdirSync('/proc/self/fd').length;
    forwardsIpv6('eth0');
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });

  it('agrees with the file', () => {
    vi.unstubAllGlobals();
    const text = readFileSync('/proc/sys/net/ipv6/conf/lo/forwarding', 'utf8');
    expect(forwardsIpv6('lo')).toBe(text.trim() !== '0');
  });
});

describe('setPromotion', () => {
  it.each([
    ['0\n', '0\n', true, true, '1'],
    ['1\n', '0\n', true, false, '1\n'],
    ['1\n', '0\n', false, true, '0'],
    ['0\n', '0\n', false, false, '0\n'],
    ['0\n', '1\n', true, false, '0\n'],
    ['1\n', '1\n', false, false, '1\n'],
  ])('of %j, all %j, to %s: %s', (text, all, on, expected, written) => {
    const path = write('ipv4/conf/eth0/promote_secondaries', text);
    write('ipv4/conf/all/promote_secondaries', all);
    expect(setPromotion('eth0', on)).toBe(expected);
    // A file of /proc has no length: what is written replaces its value.
    expect(readFileSync(path, 'utf8').slice(0, written.length)).toBe(written);
  });

  it('is false if /proc cannot be read or written', () => {
    expect(setPromotion('eth0', true)).toBe(false);
    write('ipv4/conf/eth0/promote_secondaries', '0');
    expect(setPromotion('eth0', true)).toBe(false);
    write('ipv4/conf/all/promote_secondaries', '0');
    vi.stubGlobal('sys_write', () => -1);
    expect(setPromotion('eth0', true)).toBe(false);
  });
});
