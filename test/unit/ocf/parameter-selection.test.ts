import { describe, expect, it } from 'vitest';
import { readParameters } from '../../../lib/ocf/read-parameters.ts';
import { DEFAULTS, read, reskeys } from '../support/parameters.ts';

describe('reading only some parameters', () => {
  const variables = reskeys({ ip: '192.0.2.10', nic: 'eth0', cidr_netmask: 'x', netmask: 'y' });

  it('leaves the others at their defaults, and says nothing of them', () => {
    const { request, problems, warnings } = readParameters(variables, {
      needed: ['ip', 'nic'],
      compared: [],
    });
    expect(request).toMatchObject({ ...DEFAULTS, nic: 'eth0' });
    expect([...problems, ...warnings]).toEqual([]);
  });

  it.each([
    [{ cidr_netmask: '25' }, 25],
    [{ netmask: '255.255.255.128' }, 25],
    [{ cidr_netmask: 'x' }, undefined],
    [{ netmask: 'y' }, undefined],
    [{ ip: '192.0.2.10/24', cidr_netmask: '25' }, 24],
  ])('what is only compared is no problem where it is malformed: %j', (parameters, expected) => {
    const { request, problems } = readParameters(reskeys({ ip: '192.0.2.10', ...parameters }), {
      needed: ['ip'],
      compared: ['cidr_netmask'],
    });
    expect([request.prefixLength, problems]).toEqual([expected, []]);
  });

  it('is not what happens without a selection', () => {
    expect(readParameters(variables).problems).toHaveLength(1);
  });
});

describe('a dotted-quad netmask', () => {
  it('is none for an IPv6 address', () => {
    const { problems } = read({ ip: '2001:db8::1', cidr_netmask: '255.255.255.0' });
    expect(problems).toEqual([expect.stringContaining('cidr_netmask="255.255.255.0"')]);
  });
});
