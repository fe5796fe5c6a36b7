import { describe, expect, it } from 'vitest';
import type { Variables } from '../../../lib/ocf/environment.ts';
import { DEFAULTS, LINE_BREAK, read } from '../support/parameters.ts';
import { BAD, BAD_ON_IPV6, CONTRADICTORY } from './golden/bad-parameters.ts';

const ip = '192.0.2.10';

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
  it.each(CONTRADICTORY)('%s: %j', (name, parameters) => {
    expectOneProblem(parameters, name);
  });

  it('the netmask of old is not looked at beside cidr_netmask', () => {
    expect(read({ ip, cidr_netmask: '24', netmask: 'nonsense' }).problems).toEqual([]);
  });

  it('the netmask of old is checked where it counts', () => {
    expectOneProblem({ ip, netmask: 'nonsense' }, 'netmask');
  });
});
