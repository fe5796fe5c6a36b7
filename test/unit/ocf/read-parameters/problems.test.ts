import { describe, expect, it } from 'vitest';
import type { Variables } from '../../../../lib/ocf/environment.ts';
import { DEFAULTS, LINE_BREAK, read, readValues } from '../../support/parameters.ts';
import { BAD, BAD_ON_IPV6, CONTRADICTORY } from '../golden/bad-parameters.ts';

const ip = '192.0.2.10';

const CASES = Object.entries(BAD).flatMap(([name, values]) =>
  values.map((value): [string, string] => [name, value]),
);

/** Without a valid value of these there is no address to act on. */
const WHICH_ADDRESS = ['ip', 'network_namespace'];

const ADDRESSES_WITH_BAD_PREFIX = [
  '2001:db8::10/0',
  '192.0.2.10/0',
  '192.0.2.10/33',
  '192.0.2.10/024',
  '192.0.2.10/',
  '192.0.2.10/24/24',
  '192.0.2.10/-1',
  '192.0.2.10/255.255.255.0',
  '2001:db8::10/129',
];

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

describe('a malformed parameter', () => {
  it.each(CASES.map(shortened))('%s is one problem', (_, name, value) => {
    const problem = expectOneProblem({ ip, [name]: value }, name);
    expect(problem).toContain(`${name}="`);
    expect(problem).toContain(JSON.stringify(value.slice(0, 3)).slice(0, -1));
  });

  it.each(CASES.filter(([name]) => !WHICH_ADDRESS.includes(name)).map(shortened))(
    '%s leaves the default in its place',
    (_, name, value) => {
      expect(readValues({ ip, [name]: value }).request).toMatchObject(DEFAULTS);
    },
  );

  it.each(CASES.filter(([name]) => name === 'network_namespace').map(shortened))(
    '%s leaves no address to act on',
    (_, name, value) => {
      expect(read({ ip, [name]: value }).request).toBeUndefined();
    },
  );

  it.each(WHICH_ADDRESS)('%s that is not UTF-8 leaves no address to act on', (name) => {
    for (const strictness of ['all', 'monitor'] as const) {
      const { request, problems } = read({ ip, [name]: 'a\ufffd' }, strictness);
      expect(problems).toEqual([`${name}="a\ufffd" is not UTF-8 text`]);
      expect(request).toBeUndefined();
    }
  });

  it.each(CASES.filter(([name]) => name === 'ip').map(shortened))(
    '%s leaves no address, or one without a prefix length',
    (_, name, value) => {
      const { request } = readValues({ [name]: value });
      if (ADDRESSES_WITH_BAD_PREFIX.includes(value)) {
        expect(request).toMatchObject({
          ip: { text: value.split('/')[0] },
          prefixLength: undefined,
        });
      } else {
        expect(request).toBeUndefined();
      }
    },
  );

  it.each(
    Object.entries(BAD_ON_IPV6).flatMap(([name, values]) =>
      values.map((value): [string, string] => [name, value]),
    ),
  )('%s=%j on an IPv6 address', (name, value) => {
    expectOneProblem({ ip: '2001:db8::10', [name]: value }, name);
  });

  it('is one problem for each of several', () => {
    const { problems } = read({ ip: 'x', nic: '..', arp_count: '0', arp_bg: 'maybe' });
    const names = problems.map((problem) => problem.split('=')[0]);
    expect(names).toEqual(['ip', 'nic', 'arp_count', 'arp_bg']);
  });
});

describe('without an address', () => {
  it.each([{}, { ip: '' }])('%j', (parameters) => {
    expect(expectOneProblem(parameters, 'ip')).toContain('ip is not set');
    expect(read(parameters).request).toBeUndefined();
  });
});

describe('parameters that contradict each other', () => {
  it.each(CONTRADICTORY)('%s: %j', (name, parameters) => {
    expectOneProblem(parameters, name);
  });

  it('netmask is ignored if cidr_netmask is set', () => {
    expect(read({ ip, cidr_netmask: '24', netmask: 'nonsense' }).problems).toEqual([]);
  });

  it('netmask is checked if cidr_netmask is not set', () => {
    expectOneProblem({ ip, netmask: 'nonsense' }, 'netmask');
  });
});
