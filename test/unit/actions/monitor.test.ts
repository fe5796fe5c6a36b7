import { beforeEach, describe, expect, it } from 'vitest';
import { monitor, status } from '../../../lib/actions/monitor.ts';
import { start } from '../../../lib/actions/start.ts';
import { type Parameters, run } from '../support/actions.ts';
import { FakeHost } from '../support/fake-host.ts';
import { systemError } from '../support/system-error.ts';

const VIP = '10.0.0.10';
const PROBE = { interval: 0 };

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('lo', { loopback: true });
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
});

const runMonitor = (parameters: Parameters = {}, options?: { interval: number }) =>
  run(host, monitor, { ip: VIP, ...parameters }, options);

describe('monitor', () => {
  it('returns 0 after two system calls if the address is up', () => {
    host.addAddress('eth0', `${VIP}/24`);
    expect(runMonitor()).toMatchObject({ status: 0, log: [] });
    expect(host.calls).toEqual(['addresses.find', 'links.byIndex']);
  });

  it('returns 7 with a reason if the address is not there', () => {
    expect(runMonitor()).toMatchObject({ status: 7, reason: `${VIP} is not on this host` });
    expect(runMonitor({ nic: 'eth0' })).toMatchObject({ reason: `${VIP} is not on eth0` });
  });

  it('returns 7 without a reason to a probe', () => {
    const { status: found, reason } = runMonitor({}, PROBE);
    expect(found).toBe(7);
    expect(reason).toBeUndefined();
  });

  it('returns 7 if it is on another interface than nic', () => {
    host.addLink('eth1');
    host.addAddress('eth1', `${VIP}/24`);
    expect(runMonitor({ nic: 'eth0' })).toMatchObject({
      status: 7,
      reason: `${VIP} is not on eth0, but on eth1; nic names another interface`,
    });
  });

  it('returns 7 if it is on the loopback interface, unless nic names that', () => {
    host.addAddress('lo', `${VIP}/32`);
    expect(runMonitor().status).toBe(7);
    expect(runMonitor({ nic: 'lo' }).status).toBe(0);
  });

  it('returns 1 if the interface is missing', () => {
    const { status: found, reason } = runMonitor({ nic: 'eth9' });
    expect(found).toBe(1);
    expect(reason).toContain('nic="eth9"');
  });

  it('returns 7 to a probe if the interface is missing', () => {
    expect(runMonitor({ nic: 'eth9' }, PROBE)).toMatchObject({ status: 7 });
  });

  it.each([0, 10_000])(
    'returns 1 if the link has no carrier or is down, interval %d',
    (interval) => {
      host.addAddress('eth0', `${VIP}/24`);
      host.links.setCarrier('eth0', false);
      expect(runMonitor({}, { interval })).toMatchObject({
        status: 1,
        reason: `${VIP} is on eth0, but eth0 has no carrier`,
      });
      host.links.setUp(host.link('eth0').index, false);
      expect(runMonitor({}, { interval })).toMatchObject({
        status: 1,
        reason: `${VIP} is on eth0, but eth0 is down`,
      });
    },
  );

  it.each([0, 10_000])('returns 1 if it differs from the parameters, interval %d', (interval) => {
    host.addAddress('eth0', `${VIP}/24`);
    expect(runMonitor({ cidr_netmask: 32 }, { interval })).toMatchObject({
      status: 1,
      reason: `${VIP} is on eth0 as /24, not /32`,
    });
    expect(runMonitor({ iflabel: 'vip' }, { interval })).toMatchObject({
      status: 1,
      reason: `${VIP} is on eth0 with the label eth0, not eth0:vip`,
    });
    expect(runMonitor({ cidr_netmask: 24 }, { interval }).status).toBe(0);
  });

  it('returns 7 if it is on interfaces without neighbours only, unless nic names one', () => {
    host.addLink('ipvs0', { noArp: true });
    host.addAddress('ipvs0', `${VIP}/32`);
    expect(runMonitor()).toMatchObject({
      status: 7,
      reason: `${VIP} is only on ipvs0 (ignored unless nic names the interface)`,
    });
    expect(runMonitor({ nic: 'ipvs0' }).status).toBe(0);
  });

  it.each([0, 10_000])(
    'returns 1 if nic names no interface, and it is where start added it, interval %d',
    (interval) => {
      run(host, start, { ip: VIP, nic: 'eth0', arp_count: 1 });
      host.links.rename('eth0', 'old0');
      expect(runMonitor({ nic: 'eth0' }, { interval })).toMatchObject({
        status: 1,
        reason: expect.stringMatching(
          /^10\.0\.0\.10 is on old0, where start added it; nic="eth0": no such/,
        ),
      });
    },
  );

  it('ignores the address on other interfaces if nic names no interface', () => {
    host.addAddress('eth0', `${VIP}/24`);
    expect(runMonitor({ nic: 'eth9' })).toMatchObject({
      status: 1,
      reason: expect.stringMatching(/^nic="eth9": no such interface .*; 10\.0\.0\.10 is on eth0$/),
    });
    expect(runMonitor({ nic: 'eth9' }, PROBE).status).toBe(7);
  });

  it('returns 0 without a carrier with check_link_status=false', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.links.setCarrier('eth0', false);
    expect(runMonitor({ check_link_status: false }).status).toBe(0);
  });

  it('returns 0 if one of two links with the address has a carrier', () => {
    host.addLink('eth1');
    host.addAddress('eth0', `${VIP}/24`);
    host.addAddress('eth1', `${VIP}/24`);
    host.links.setCarrier('eth0', false);
    expect(runMonitor().status).toBe(0);
  });

  it('changes nothing', () => {
    host.addAddress('eth0', `${VIP}/24`);
    const before = host.state();
    runMonitor();
    runMonitor({ nic: 'eth9' });
    expect(host.state()).toEqual(before);
    expect(host.packets).toEqual([]);
  });

  it('returns 1 if the addresses cannot be read', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.refuse('addresses.find', systemError('RTM_GETADDR', 'ENOBUFS'));
    expect(runMonitor()).toMatchObject({ status: 1, reason: 'RTM_GETADDR: ENOBUFS' });
  });
});

describe('status', () => {
  it('returns the same status, and prints it', () => {
    expect(run(host, status, { ip: VIP })).toMatchObject({ status: 7, output: 'stopped\n' });
    host.addAddress('eth0', `${VIP}/24`);
    expect(run(host, status, { ip: VIP })).toMatchObject({ status: 0, output: 'running\n' });
  });

  it('sends nothing', () => {
    host.addAddress('eth0', `${VIP}/24`);
    run(host, status, { ip: VIP, arp_count_refresh: 3 });
    expect(host.packets).toEqual([]);
  });
});
