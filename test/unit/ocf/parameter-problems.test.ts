import { describe, expect, it } from 'vitest';
import type { Variables } from '../../../lib/ocf/environment.ts';
import { DEFAULTS, LINE_BREAK, read } from '../support/parameters.ts';

const ip = '192.0.2.10';

/** A parameter's name, and values of it that no one can have meant. */
const BAD: Readonly<Record<string, readonly string[]>> = {
  ip: [
    'example.com',
    '192.0.2',
    '192.0.2.010',
    '192.0.2.256',
    ' 192.0.2.10',
    '192.0.2.10\n',
    '/24',
    'fe80::1%eth0',
    'fe80::1',
    'febf::1/64',
    '::ffff:192.0.2.10',
    '::FFFF:c000:20a/96',
    '2001:db8:::10',
    '2001:db8::10::',
    '2001:db8::12345',
    '2001:db8::10/0',
    '[2001:db8::10]',
    '0.0.0.0',
    '0.1.2.3',
    '224.0.0.1',
    '239.255.255.255',
    '255.255.255.255',
    '::',
    '::1',
    'ff02::1',
    '192.0.2.10/0',
    '192.0.2.10/33',
    '192.0.2.10/024',
    '192.0.2.10/',
    '192.0.2.10/24/24',
    '192.0.2.10/-1',
    '192.0.2.10/255.255.255.0',
    '2001:db8::10/129',
  ],
  cidr_netmask: [
    '0',
    '024',
    '33',
    '-1',
    '+24',
    '24.0',
    '0x18',
    ' 24',
    '24\n',
    '1000',
    'ffffff00',
    '/24',
    '0.0.0.0',
    '255.0.255.0',
    '0.0.0.255',
    '255.255.255',
    'ffff::',
  ],
  nic: [
    '.',
    '..',
    ':vip',
    ':',
    'eth 0',
    'eth0\n',
    'eth\u20280',
    'a/b',
    'eth\0',
    'a'.repeat(128),
    'a'.repeat(100_000),
  ],
  broadcast: ['*', '++', '192.0.2', '192.0.2.256', '0.0.0.0', '192.0.2.255/24', 'ff02::1', '255'],
  iflabel: ['a b', 'a/b', 'vip\n', '\x1b[31m', 'é', '☃', 'a'.repeat(14)],
  proto: ['256', '-1', '1.5', '0x', '0x100', 'nonsense', ' 1', '1\n'],
  arp_count: ['0', '-1', '+5', '1.5', 'five', ' 5', '5\n', '0x5', '1e1', '2147483648', '५'],
  arp_interval: ['0', '-200', '200ms', '0.2', '99999999999999999999'],
  arp_type: ['Both', 'BOTH', 'none', 'request ', 'request,reply', '__proto__'],
  arp_count_refresh: ['-1', 'none', '1.5', '2147483648'],
  arp_bg: ['Yes', '2', 'maybe'],
  run_arping: ['Yes', 'ture', '-1'],
  check_link_status: ['Off', 'disabled', 'false\n'],
  noprefixroute: ['y', 'noprefixroute', ' true'],
  flush_routes: ['n', 'truE', '00'],
  lvs_support: ['Yes', 'lo', '2'],
  arp_sender: ['arping', 'send_ua', 'SEND_ARP', 'send_arp -A', '/usr/sbin/arping'],
  unique_clone_address: ['Yes', 'unique', '2'],
  network_namespace: ['.', '..', 'a/b', '/run/netns/blue', '../blue', 'n'.repeat(256), 'a\0b'],
};
/** The same of parameters that apply to IPv6 only. */
const BAD_ON_IPV6: Readonly<Record<string, readonly string[]>> = {
  nodad: ['Yes', '2'],
  preferred_lft: ['-1', '4294967296', 'never', '1h', '0x10', '1.5', ' 1', '99999999999'],
  lvs_ipv6_addrlabel: ['maybe', 'y'],
  lvs_ipv6_addrlabel_value: ['-1', 'ninety-nine', '2147483648', '0x63'],
  cidr_netmask: ['0', '129', '064', '255.255.255.0', 'ffff::'],
};

const CASES = Object.entries(BAD).flatMap(([name, values]) =>
  values.map((value): [string, string] => [name, value]),
);

function shortened([name, value]: [string, string]): [string, string, string] {
  return [`${name}=${JSON.stringify(value.slice(0, 40))}`, name, value];
}

function expectOneProblem(parameters: Variables, name: string): string {
  const { problems } = read(parameters);
  expect(problems).toHaveLength(1);
  const [problem = ''] = problems;
  expect(problem).toContain(name);
  expect(problem).not.toMatch(LINE_BREAK);
  expect(problem.length).toBeLessThan(600);
  return problem;
}

describe('a parameter that is wrong', () => {
  it.each(CASES.map(shortened))('%s is one problem', (_, name, value) => {
    const problem = expectOneProblem({ ip, [name]: value }, name);
    expect(problem).toContain(`${name}="`);
    expect(problem).toContain(JSON.stringify(value.slice(0, 3)).slice(0, -1));
  });

  it.each(CASES.filter(([name]) => name !== 'ip').map(shortened))(
    '%s leaves the default in its place',
    (_, name, value) => {
      expect(read({ ip, [name]: value }).request).toMatchObject(DEFAULTS);
    },
  );

  it.each(
    Object.entries(BAD_ON_IPV6).flatMap(([name, values]) =>
      values.map((value): [string, string] => [name, value]),
    ),
  )('%s=%j on an IPv6 address', (name, value) => {
    expectOneProblem({ ip: '2001:db8::10', [name]: value }, name);
  });

  it('every one of several is a problem of its own', () => {
    const { problems } = read({ ip: 'x', nic: '..', arp_count: '0', arp_bg: 'maybe' });
    const names = problems.map((problem) => problem.split('=')[0]);
    expect(names).toEqual(['ip', 'nic', 'arp_count', 'arp_bg']);
  });
});

describe('an address that is missing', () => {
  it.each([{}, { ip: '' }])('%j', (parameters) => {
    expect(expectOneProblem(parameters, 'ip')).toContain('ip is not set');
    expect(read(parameters).request).toMatchObject({ ...DEFAULTS, ip: undefined });
  });
});

describe('parameters that contradict each other', () => {
  it.each<[string, Variables]>([
    ['cidr_netmask', { ip: '192.0.2.10/24', cidr_netmask: '25' }],
    ['cidr_netmask', { ip: '192.0.2.10/24', cidr_netmask: '255.255.0.0' }],
    ['netmask', { ip: '192.0.2.10/24', netmask: '25' }],
    ['cidr_netmask', { ip, cidr_netmask: '64' }],
    ['lvs_support', { ip: '2001:db8::10', lvs_support: 'true' }],
    ['nic', { ip, nic: 'eth0:a b' }],
    ['nic', { ip, nic: `eth0:${'a'.repeat(14)}` }],
  ])('%s: %j', (name, parameters) => {
    expectOneProblem(parameters, name);
  });

  it('the netmask of old is not looked at beside cidr_netmask', () => {
    expect(read({ ip, cidr_netmask: '24', netmask: 'nonsense' }).problems).toEqual([]);
  });

  it('the netmask of old is checked where it counts', () => {
    expectOneProblem({ ip, netmask: 'nonsense' }, 'netmask');
  });
});
