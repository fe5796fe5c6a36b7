import { describe, expect, it } from 'vitest';
import { beforeCloning } from '../../../../lib/ocf/clone.ts';
import type { Variables } from '../../../../lib/ocf/environment.ts';
import { readParameters } from '../../../../lib/ocf/read-parameters.ts';
import { LINE_BREAK, read, reskeys } from '../../support/parameters.ts';
import { INSTANCES, NO_HOSTS, NO_NUMBERS, OUTSIDE_OF_NETWORK } from '../golden/clones.ts';

const CLONE = { unique_clone_address: 'true', CRM_meta_globally_unique: 'true' };

function instance(ip: string, number: string, others: Variables = {}) {
  const { request, problems, warnings } = read({ ip, CRM_meta_clone: number, ...CLONE, ...others });
  expect(warnings).toEqual([]);
  for (const problem of problems) expect(problem).not.toMatch(LINE_BREAK);
  return { ip: request?.ip.text, baseIp: request?.baseIp?.text, problems };
}

describe('unique_clone_address', () => {
  it.each(INSTANCES)('ip=%s, instance %s: %s', (ip, number, expected) => {
    const { baseIp, ...result } = instance(ip, number);
    expect(result).toEqual({ ip: expected, problems: [] });
    expect(baseIp).toBe(ip.split('/')[0]);
  });

  it('is ip itself outside of a clone', () => {
    const { request } = read({ ip: '192.0.2.10', ...CLONE });
    expect(request?.ip.text).toBe('192.0.2.10');
  });

  it.each(['false', 'no', ''])('%j: all instances have ip', (value) => {
    expect(instance('192.0.2.10', '3', { unique_clone_address: value })).toEqual({
      ip: '192.0.2.10',
      baseIp: undefined,
      problems: [],
    });
  });

  it.each(NO_NUMBERS)('instance %j has no address', (number) => {
    const { ip, problems } = instance('192.0.2.10', number);
    expect(ip).toBeUndefined();
    expect(problems).toEqual([expect.stringContaining(`clone instance ${JSON.stringify(number)}`)]);
  });

  it.each(NO_HOSTS)('ip=%s, instance %s: no address that a host can have', (ip, number, found) => {
    const result = instance(ip, number);
    expect(result.ip).toBeUndefined();
    expect(result.problems).toEqual([expect.stringContaining(`ip="${ip}"`)]);
    if (found !== 'ends') expect(result.problems[0]).toContain(found);
  });
});

describe('an instance whose address is outside of the network', () => {
  it.each(OUTSIDE_OF_NETWORK)(
    'ip=%s %j is a problem that names it, and no address for stop to remove',
    (ip, others) => {
      const inside = instance(ip, '0', others);
      expect(inside.problems).toEqual([]);
      const { problems, ...outside } = instance(ip, '10', others);
      expect(problems).toEqual([expect.stringContaining('is outside')]);
      expect(problems[0]).toContain(`ip="${ip}"`);
      expect(outside.ip).toBeUndefined();
    },
  );

  it('is not a problem for monitor', () => {
    const variables = reskeys({ ip: '192.0.2.250/24', CRM_meta_clone: '10', ...CLONE });
    const { request, problems } = readParameters(variables, 'monitor');
    expect(problems).toEqual([]);
    expect(request?.ip.text).toBe('192.0.3.4');
  });
});

describe('unique_clone_address without globally-unique', () => {
  const variables = reskeys({ ip: '192.0.2.10', unique_clone_address: 'yes' });
  const anonymous = { ...variables, ...reskeys({ CRM_meta_clone: '1' }) };

  it.each<[string, Variables]>([
    ['no clone', variables],
    ['an anonymous clone', anonymous],
    ['globally-unique=false', { ...anonymous, ...reskeys({ CRM_meta_globally_unique: 'false' }) }],
  ])('%s is a problem', (_, given) => {
    expect(readParameters(given).problems).toEqual([
      expect.stringMatching(/^unique_clone_address="yes".*globally-unique=true/),
    ]);
  });

  it('is no problem before the resource is a clone', () => {
    const { request, problems } = readParameters(beforeCloning(variables));
    expect(problems).toEqual([]);
    expect(request?.ip.text).toBe('192.0.2.10');
    expect(readParameters(beforeCloning(anonymous)).problems).toHaveLength(1);
  });
});
