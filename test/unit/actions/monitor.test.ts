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

const look = (parameters: Parameters = {}, options?: { interval: number }) =>
  run(host, monitor, { ip: VIP, ...parameters }, options);

describe('monitor', () => {
  it('0: the address is up; two questions answer that', () => {
    host.addAddress('eth0', `${VIP}/24`);
    expect(look()).toMatchObject({ status: 0, log: [] });
    expect(host.calls).toEqual(['addresses.find', 'links.byIndex']);
  });

  it('7, with a reason: it is not there', () => {
    expect(look()).toMatchObject({ status: 7, reason: `${VIP} is not on this host` });
    expect(look({ nic: 'eth0' })).toMatchObject({ reason: `${VIP} is not on eth0` });
  });

  it('7, without one: a probe does not find it', () => {
    const { status: found, reason } = look({}, PROBE);
    expect(found).toBe(7);
    expect(reason).toBeUndefined();
  });

  it('7: it is on another interface than nic', () => {
    host.addLink('eth1');
    host.addAddress('eth1', `${VIP}/24`);
    expect(look({ nic: 'eth0' })).toMatchObject({
      status: 7,
      reason: `${VIP} is not on eth0, but on eth1; nic says where it is looked for`,
    });
  });

  it('7: it is on the loopback interface', () => {
    host.addAddress('lo', `${VIP}/32`);
    expect(look().status).toBe(7);
    expect(look({ nic: 'lo' }).status).toBe(0);
  });

  it('1: the interface is missing', () => {
    const { status: found, reason } = look({ nic: 'eth9' });
    expect(found).toBe(1);
    expect(reason).toContain('nic="eth9"');
  });

  it('7: the interface is missing, asks a probe', () => {
    expect(look({ nic: 'eth9' }, PROBE)).toMatchObject({ status: 7 });
  });

  it.each([0, 10_000])('1, interval %d: the link has no carrier, or is down', (interval) => {
    host.addAddress('eth0', `${VIP}/24`);
    host.links.setCarrier('eth0', false);
    expect(look({}, { interval })).toMatchObject({
      status: 1,
      reason: `${VIP} is on eth0, but eth0 has no carrier`,
    });
    host.links.setUp(host.link('eth0').index, false);
    expect(look({}, { interval })).toMatchObject({
      status: 1,
      reason: `${VIP} is on eth0, but eth0 is down`,
    });
  });

  it.each([0, 10_000])(
    '1, interval %d: it is there otherwise than it was asked for',
    (interval) => {
      host.addAddress('eth0', `${VIP}/24`);
      expect(look({ cidr_netmask: 32 }, { interval })).toMatchObject({
        status: 1,
        reason: `${VIP} is on eth0 as /24, not /32`,
      });
      expect(look({ iflabel: 'vip' }, { interval })).toMatchObject({
        status: 1,
        reason: `${VIP} is on eth0 with the label eth0, not eth0:vip`,
      });
      expect(look({ cidr_netmask: 24 }, { interval }).status).toBe(0);
    },
  );

  it('7: it is on interfaces without neighbours, which do not count without nic', () => {
    host.addLink('ipvs0', { noArp: true });
    host.addAddress('ipvs0', `${VIP}/32`);
    expect(look()).toMatchObject({
      status: 7,
      reason: `${VIP} is not on this host, only on ipvs0, which does not count unless nic names it`,
    });
    expect(look({ nic: 'ipvs0' }).status).toBe(0);
  });

  it.each([0, 10_000])(
    '1, interval %d: nic names nothing, and it is where start put it',
    (interval) => {
      run(host, start, { ip: VIP, nic: 'eth0', arp_count: 1 });
      host.links.rename('eth0', 'old0');
      expect(look({ nic: 'eth0' }, { interval })).toMatchObject({
        status: 1,
        reason: expect.stringMatching(
          /^10\.0\.0\.10 is on old0, where start put it; nic="eth0": there is/,
        ),
      });
    },
  );

  it('nic names nothing, and it is elsewhere: as if it were nowhere', () => {
    host.addAddress('eth0', `${VIP}/24`);
    expect(look({ nic: 'eth9' })).toMatchObject({
      status: 1,
      reason: expect.stringMatching(
        /^nic="eth9": there is no such interface .*; 10\.0\.0\.10 is on eth0$/,
      ),
    });
    expect(look({ nic: 'eth9' }, PROBE).status).toBe(7);
  });

  it('0: the link has no carrier, and check_link_status=false', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.links.setCarrier('eth0', false);
    expect(look({ check_link_status: false }).status).toBe(0);
  });

  it('0: it is on two links, and one of them carries', () => {
    host.addLink('eth1');
    host.addAddress('eth0', `${VIP}/24`);
    host.addAddress('eth1', `${VIP}/24`);
    host.links.setCarrier('eth0', false);
    expect(look().status).toBe(0);
  });

  it('changes nothing', () => {
    host.addAddress('eth0', `${VIP}/24`);
    const before = host.state();
    look();
    look({ nic: 'eth9' });
    expect(host.state()).toEqual(before);
    expect(host.packets).toEqual([]);
  });

  it('does not say that the address is gone where the kernel does not answer', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.refuse('addresses.find', systemError('RTM_GETADDR', 'ENOBUFS'));
    expect(look()).toMatchObject({ status: 1, reason: 'RTM_GETADDR: ENOBUFS' });
  });
});

describe('status', () => {
  it('says the same in a word', () => {
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
