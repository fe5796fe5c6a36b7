import { beforeEach, describe, expect, it } from 'vitest';
import { monitor, status } from '../../../lib/actions/monitor.ts';
import { start } from '../../../lib/actions/start.ts';
import { linkState } from '../../../lib/vip/link/link-state.ts';
import {
  readAnnouncement,
  recordAnnouncement,
  recordConflict,
} from '../../../lib/vip/state/announcement-record.ts';
import { decodeArp } from '../../../lib/wire/arp.ts';
import { type Parameters, run } from '../support/actions.ts';
import { runBackground } from '../support/background.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../support/fake-kernel.ts';
import { hex } from '../support/fields.ts';
import { announcerLockName } from '../support/lock-names.ts';
import { addNeighbour } from '../support/neighbourhood.ts';
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
  it('returns 0 after three system calls if the address is up', () => {
    host.addAddress('eth0', `${VIP}/24`);
    expect(runMonitor()).toMatchObject({ status: 0, log: [] });
    expect(host.calls).toEqual(['addresses.find', 'links.byIndex', 'records.read']);
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

describe('monitor of an address that was announced', () => {
  const NEW_MAC = hex('020000000099');
  /** clock.now() of the start. */
  let startedAt: number;
  beforeEach(() => {
    startedAt = host.timeline.now();
    run(host, start, { ip: VIP, arp_count: 1 });
    host.packets.length = 0;
    host.questions.length = 0;
    host.calls.length = 0;
    host.timeline.advance(startedAt + 60_000);
  });

  const record = () =>
    readAnnouncement(new FakeKernel(host), address(VIP), host.link('eth0').index);
  const times = () => host.packets.map(({ at }) => at - 60_000);

  it('reads its record, and sends nothing', () => {
    expect(runMonitor()).toMatchObject({ status: 0, output: undefined, log: [] });
    expect(host.calls).toEqual(['addresses.find', 'links.byIndex', 'records.read']);
    expect([host.packets, host.questions, host.timeline.elapsed]).toEqual([[], [], 60_000]);
  });

  it.each<[string, () => void]>([
    ['the carrier was away', () => host.links.setCarrier('eth0', true)],
    ['the hardware address has changed', () => host.links.setAddress('eth0', NEW_MAC)],
    ['another port of the bond is active', () => host.links.setActivePort('eth0', 7)],
  ])('announces it again if %s', (_, change) => {
    change();
    expect(runMonitor({ arp_count: 3 })).toMatchObject({
      status: 0,
      log: expect.arrayContaining([`info: ${VIP}: eth0 has changed since the last announcement`]),
    });
    expect(times()).toEqual([0, 0]);
    runBackground(host);
    expect(times()).toEqual([0, 0, 200, 200, 400, 400]);
    const mac = host.link('eth0').address;
    for (const { payload } of host.packets) {
      expect(decodeArp(payload).senderHardwareAddress).toEqual(mac);
    }
    expect(record()?.link).toBe(linkState(new FakeKernel(host), host.link('eth0')));
  });

  it('announces it once, and then no more', () => {
    host.links.setAddress('eth0', NEW_MAC);
    runMonitor({ arp_count: 1 });
    host.packets.length = 0;
    expect(runMonitor({ arp_count: 1 })).toMatchObject({ status: 0, log: [] });
    expect(host.packets).toEqual([]);
  });

  it('announces it with late rounds', () => {
    host.links.setAddress('eth0', NEW_MAC);
    runMonitor({ arp_count: 1, arp_late: '2,8', arp_type: 'request' });
    runBackground(host);
    expect(times()).toEqual([0, 2000, 8000]);
  });

  it('announces it arp_count times, not arp_count_refresh times', () => {
    host.links.setAddress('eth0', NEW_MAC);
    runMonitor({ arp_count: 1, arp_count_refresh: 3, arp_type: 'request' });
    runBackground(host);
    expect(times()).toHaveLength(1);
  });

  it('does not announce it if anything else of the link has changed', () => {
    host.links.rename('eth0', 'wan0');
    runMonitor();
    expect(host.packets).toEqual([]);
  });

  it('does not announce it without a record', () => {
    host.records.clear();
    host.links.setAddress('eth0', NEW_MAC);
    expect(runMonitor()).toMatchObject({ status: 0, log: [] });
    expect([host.packets, host.records.size]).toEqual([[], 0]);
  });

  it('leaves it to a process that is announcing it, and looks again', () => {
    const lock = new FakeKernel(host).locks.acquire(
      announcerLockName(NAMESPACE_ID, address(VIP), host.link('eth0').index),
      0,
    );
    const before = record();
    host.links.setAddress('eth0', NEW_MAC);
    expect(runMonitor({ arp_count: 1 }).status).toBe(0);
    expect([host.packets, record()]).toEqual([[], before]);
    expect(host.timeline.elapsed).toBe(60_000);
    lock?.release();
    runMonitor({ arp_count: 1 });
    expect(host.packets).toHaveLength(2);
  });

  it.each(['watchAddress', 'openReceiver'])('succeeds if it cannot announce it: %s', (call) => {
    host.links.setAddress('eth0', NEW_MAC);
    host.refuse(call, systemError(call, 'EMFILE'));
    expect(runMonitor()).toMatchObject({
      status: 0,
      log: expect.arrayContaining([`warn: ${VIP} was not announced again: ${call}: EMFILE`]),
    });
  });

  it('repeats the announcement of an unchanged link with arp_count_refresh', () => {
    runMonitor({ arp_count_refresh: 2, arp_type: 'request' });
    runBackground(host);
    expect(times()).toEqual([0, 200]);
  });

  it('asks for another owner with a recorded conflict', () => {
    const other = { hardwareAddress: '02:00:00:00:00:aa', firstAt: startedAt, lastAt: startedAt };
    recordConflict(new FakeKernel(host), address(VIP), host.link('eth0').index, '', () => ({
      ...other,
      count: 1,
      isReported: false,
      defendedAt: 0,
    }));
    expect(runMonitor()).toMatchObject({
      status: 190,
      reason: expect.stringMatching(/02:00:00:00:00:aa.*once, 60 s ago/),
    });
    expect(runMonitor()).toMatchObject({ status: 0, log: [] });
    host.questions.length = 0;
    expect(runMonitor()).toMatchObject({ status: 0 });
    expect(host.questions).toEqual([]);
  });

  describe('with OCF_CHECK_LEVEL', () => {
    const DEEP = { OCF_CHECK_LEVEL: 10 };
    beforeEach(() => {
      const peers = [
        { ip: '10.0.0.1', askedAt: startedAt, answeredAt: startedAt + 0.23 },
        { ip: '10.0.0.2', askedAt: startedAt, answeredAt: 0 },
      ];
      const { link = '' } = record() ?? {};
      recordAnnouncement(new FakeKernel(host), address(VIP), host.link('eth0').index, link, peers);
    });

    it.each([10, 20])('%d prints which peers have answered', (level) => {
      expect(runMonitor({ OCF_CHECK_LEVEL: level })).toMatchObject({
        status: 0,
        output: '10.0.0.1 answered after 0.2 ms, 60 s ago\n10.0.0.2 has not answered\n',
        log: [],
      });
    });

    it.each([0, 9])('%d prints nothing, and asks nobody', (level) => {
      expect(runMonitor({ OCF_CHECK_LEVEL: level })).toMatchObject({
        status: 0,
        output: undefined,
      });
      expect(host.questions).toEqual([]);
    });

    it('10 prints nothing if nobody was asked', () => {
      host.records.clear();
      expect(runMonitor(DEEP)).toMatchObject({ status: 0, output: undefined });
    });

    it('10 asks for another owner, and keeps the output if there is one', () => {
      addNeighbour(host, 'eth0', { mac: hex('0200000000aa'), answersFor: (ip) => ip === VIP });
      expect(runMonitor({ ...DEEP, on_conflict: 'fail' })).toMatchObject({
        status: 1,
        reason: expect.stringMatching(/02:00:00:00:00:aa.*once, 0 s ago/),
        output: expect.stringContaining('10.0.0.2 has not answered\n'),
      });
    });

    it('10 fails as ever without the address', () => {
      host.removeAddress('eth0', `${VIP}/24`);
      expect(runMonitor(DEEP)).toMatchObject({ status: 7, output: undefined });
    });
  });
});
