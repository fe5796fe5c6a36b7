import { beforeEach, describe, expect, it } from 'vitest';
import { validateAll } from '../../../lib/actions/validate-all.ts';
import { type Parameters, run } from '../support/actions.ts';
import { FakeHost } from '../support/fake-host.ts';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
  host.addLink('enp0s31f6np0');
  host.addAddress('enp0s31f6np0', '10.2.0.1/24');
});

const validate = (parameters: Parameters) => run(host, validateAll, parameters);

describe('validate-all', () => {
  it.each([
    [0, 'a route covers the address', { ip: '10.0.0.10' }],
    [0, 'nic and cidr_netmask are set', { ip: '192.0.2.1', nic: 'eth0', cidr_netmask: 24 }],
    [1, 'no route covers the address', { ip: '192.0.2.1' }],
    [1, 'no route via nic covers the address', { ip: '10.0.0.10', nic: 'enp0s31f6np0' }],
    [6, 'the interface is missing', { ip: '10.0.0.10', nic: 'eth9' }],
    [0, 'the label is short enough for the interface', { ip: '10.0.0.10', iflabel: 'vip' }],
    [6, 'the label is too long for the interface', { ip: '10.2.0.10', iflabel: 'vip' }],
  ])('returns %i if %s', (status, _what, parameters: Parameters) => {
    const before = host.state();
    const answer = validate(parameters);
    expect(answer.status).toBe(status);
    expect(answer.reason === undefined).toBe(status === 0);
    expect(host.state()).toEqual(before);
    expect(host.packets).toEqual([]);
  });

  it('names equally good routes', () => {
    host.addAddress('enp0s31f6np0', '10.0.0.2/24');
    const { status, reason } = validate({ ip: '10.0.0.10' });
    expect(status).toBe(1);
    expect(reason).toContain('10.0.0.0/24 dev eth0, 10.0.0.0/24 dev enp0s31f6np0');
  });
});
