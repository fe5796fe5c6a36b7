import { beforeEach, describe, expect, it } from 'vitest';
import { validateOnHost } from '../../../lib/actions/validate-all.ts';
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

const validate = (parameters: Parameters) => run(host, validateOnHost, parameters);

describe('validate-all, looking at the host', () => {
  it.each([
    [0, 'a route covers the address', { ip: '10.0.0.10' }],
    [0, 'interface and prefix are given', { ip: '192.0.2.1', nic: 'eth0', cidr_netmask: 24 }],
    [1, 'no route covers the address', { ip: '192.0.2.1' }],
    [1, 'no route by way of nic does', { ip: '10.0.0.10', nic: 'enp0s31f6np0' }],
    [6, 'the interface is missing', { ip: '10.0.0.10', nic: 'eth9' }],
    [0, 'the label fits the interface', { ip: '10.0.0.10', iflabel: 'vip' }],
    [6, 'the label does not', { ip: '10.2.0.10', iflabel: 'vip' }],
  ])('%i: %s', (status, _what, parameters: Parameters) => {
    const before = host.state();
    const answer = validate(parameters);
    expect(answer.status).toBe(status);
    expect(answer.reason === undefined).toBe(status === 0);
    expect(host.state()).toEqual(before);
    expect(host.packets).toEqual([]);
  });

  it('2 equally good routes are named', () => {
    host.addAddress('enp0s31f6np0', '10.0.0.2/24');
    const { status, reason } = validate({ ip: '10.0.0.10' });
    expect(status).toBe(1);
    expect(reason).toContain('10.0.0.0/24 dev eth0, 10.0.0.0/24 dev enp0s31f6np0');
  });
});
