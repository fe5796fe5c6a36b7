/** unique_clone_address: each instance of a clone has its own address. */
import { beforeEach, describe, expect, it } from 'vitest';
import { explain } from '../../../lib/actions/explain.ts';
import { monitor } from '../../../lib/actions/monitor.ts';
import { start } from '../../../lib/actions/start.ts';
import { stop } from '../../../lib/actions/stop.ts';
import { validateAll } from '../../../lib/actions/validate-all.ts';
import { decodeArp } from '../../../lib/wire/arp.ts';
import { type Action, contextOf, type Parameters, run } from '../support/actions.ts';
import { runBackground } from '../support/background.ts';
import { FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
});

function parametersOf(instance: number, others: Parameters = {}): Parameters {
  return {
    ip: '10.0.0.250',
    unique_clone_address: true,
    CRM_meta_globally_unique: true,
    CRM_meta_clone: instance,
    ...others,
  };
}
const act = (action: Action, instance: number, others: Parameters = {}) =>
  run(host, action, parametersOf(instance, others));

describe('instances of a clone', () => {
  it('start and stop independently of each other', () => {
    act(start, 0);
    act(start, 2);
    expect(host.addressesOf('eth0')).toEqual([
      '10.0.0.1/24',
      '10.0.0.250/24 secondary',
      '10.0.0.252/24 secondary',
    ]);
    act(stop, 0);
    expect(host.addressesOf('eth0')).toEqual(['10.0.0.1/24', '10.0.0.252/24 secondary']);
    expect(act(monitor, 0).reason).toBe('10.0.0.250 is not on this host');
    expect(act(monitor, 2).status).toBe(0);
  });

  it('announce their own addresses, also in the background', () => {
    act(start, 3);
    expect(runBackground(host)).toMatchObject([{ kind: 'complete', sent: 8 }]);
    const senders = host.packets.map(({ payload }) => decodeArp(payload).senderProtocolAddress);
    expect(senders.map(String)).toEqual(Array.from({ length: 10 }, () => '10,0,0,253'));
  });

  it('are explained with their own addresses', () => {
    const explanation = explain(contextOf(new FakeKernel(host), parametersOf(1)));
    expect(explanation).toMatchObject({
      ip: { text: '10.0.0.251' },
      addition: { local: Uint8Array.of(10, 0, 0, 251) },
    });
  });
});

describe('an instance whose address is outside of the network', () => {
  it.each([
    ['no route covers its address', () => {}],
    ['its address is in another network', () => host.addAddress('eth0', '10.0.1.1/24')],
    [
      'its address is in a network with a longer prefix',
      () => {
        host.addRoute('10.0.0.0/16', { dev: 'eth0' });
        host.addRoute('10.0.1.0/24', { dev: 'eth0' });
      },
    ],
  ])('%s', (_, surroundings) => {
    surroundings();
    const before = host.state();
    for (const action of [start, validateAll]) {
      const { status, reason } = act(action, 10);
      expect(status).toBe(6);
      expect(reason).toMatch(
        /^ip="10\.0\.0\.250": 10\.0\.1\.4 of this clone instance is outside of the \/24 network/,
      );
    }
    expect(host.state()).toEqual(before);
  });

  it('is refused with nic as well', () => {
    expect(act(start, 10, { nic: 'eth0' }).status).toBe(6);
    expect(act(start, 4, { nic: 'eth0' }).status).toBe(0);
  });

  it('is not checked if no route covers ip either', () => {
    const { status, reason } = act(start, 10, { ip: '192.0.2.250' });
    expect(status).toBe(1);
    expect(reason).toContain('ip="192.0.3.4": no on-link route');
  });

  it('starts in a network that contains its address', () => {
    host.removeAddress('eth0', '10.0.0.1/24');
    host.addAddress('eth0', '10.0.0.1/23');
    expect(act(start, 10).status).toBe(0);
    expect(host.addressesOf('eth0')).toContain('10.0.1.4/23 secondary');
  });
});
