import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HostMemberships } from '../../../lib/linux/multicast-addresses.ts';
import { cString, readCString } from '../../../lib/wire/c-string.ts';
import { ascii, bytesOf, hex } from '../support/fields.ts';

const ADDRESS = hex('01005e7f0001');
const SIOCADDMULTI = 0x8931;
const SIOCDELMULTI = 0x8932;

afterEach(() => vi.unstubAllGlobals());

/** The kernel's answer to ioctl(2), in place of a change to the machine. */
function answering(code?: keyof typeof constants.errno) {
  const ioctl = vi.fn<typeof sys_ioctl>(() => (code ? -constants.errno[code] : 0));
  vi.stubGlobal('sys_ioctl', ioctl);
  return ioctl;
}

describe('HostMemberships', () => {
  const memberships = new HostMemberships();

  it.each([
    ['join', SIOCADDMULTI],
    ['leave', SIOCDELMULTI],
  ] as const)('%s: struct ifreq', (verb, request) => {
    const ioctl = answering();
    memberships[verb]('eth0', ADDRESS);
    const [, number, ifreq] = ioctl.mock.lastCall ?? [];
    expect(number).toBe(request);
    expect(ifreq).toEqual(
      bytesOf({
        ifr_name: `${ascii('eth0')} ${'00'.repeat(12)}`,
        sa_family: '00 00', // AF_UNSPEC
        sa_data: `01 00 5e 7f 00 01 ${'00'.repeat(8)}`,
        'rest of the union': '00'.repeat(8),
      }),
    );
  });

  it('truncates a name and an address that are too long for struct ifreq', () => {
    const ioctl = answering();
    memberships.join('sixteen--letters', new Uint8Array(20).fill(0xff));
    const ifreq = ioctl.mock.lastCall?.[2] ?? hex('');
    expect(ifreq.toHex()).toBe(
      `${ascii('sixteen--letter')}000000${'ff'.repeat(14)}${'00'.repeat(8)}`,
    );
  });

  it('join throws an error of ioctl(2)', () => {
    answering('EPERM');
    expect(() => memberships.join('eth0', ADDRESS)).toThrow(
      'SIOCADDMULTI 01005e7f0001 on eth0: EPERM (this process lacks CAP_NET_ADMIN)',
    );
  });

  it.each(['ENOENT', 'ENODEV', 'EINVAL'] as const)('leave ignores %s', (code) => {
    answering(code);
    memberships.leave('eth0', ADDRESS);
  });

  it('leave throws any other error', () => {
    answering('EPERM');
    expect(() => memberships.leave('eth0', ADDRESS)).toThrow('SIOCDELMULTI');
  });

  it('closes its socket', () => {
    const close = vi.fn(sys_close);
    vi.stubGlobal('sys_close', close);
    answering('EPERM');
    expect(() => memberships.join('eth0', ADDRESS)).toThrow();
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('reads /proc/net/dev_mcast', () => {
    const open = vi.fn(sys_open);
    vi.stubGlobal('sys_open', open);
    const first = readFileSync('/proc/net/dev_mcast', 'utf8').split('\n')[0]?.split(/ +/) ?? [];
    const [, name = 'none', , , address = ADDRESS.toHex()] = first;
    expect(memberships.has(name, hex(address))).toBe(first.length >= 5);
    expect(readCString(open.mock.lastCall?.[0] ?? hex(''))).toBe('/proc/net/dev_mcast');
  });

  it.each([
    ['eth0', '01005e7f0001', true],
    ['eth1', '01005e7f0001', false],
    ['eth0', '01005e7f0002', false],
    ['eth0', '333300000001', false],
    ['eth1', '333300000001', true],
    ['2', '01005e7f0001', false],
  ])('has %s %s: %s', (name, address, expected) => {
    const lines = [
      '2    eth0            1     0     01005e7f0001',
      '3    eth1            2     0     333300000001',
      '',
    ];
    const texts = [cString(lines.join('\n')).subarray(0, -1)];
    vi.stubGlobal('sys_read', ((_, room) => {
      const text = texts.shift() ?? hex('');
      room.set(text);
      return text.length;
    }) satisfies typeof sys_read);
    expect(memberships.has(name, hex(address))).toBe(expected);
  });
});
