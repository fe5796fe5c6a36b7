import { beforeEach, describe, expect, it } from 'vitest';
import { Announcement } from '../../../../lib/vip/announce/announcement.ts';
import {
  type AnnouncementPlan,
  announcementPlan,
} from '../../../../lib/vip/announce/announcement-plan.ts';
import { decodeArp } from '../../../../lib/wire/arp.ts';
import { ADDRESS_LIST_WAIT_MS, DAD_WAIT_MS } from '../../../../ocf-metadata/times.ts';
import { contextOf, type Parameters } from '../../support/actions.ts';
import { runBackground } from '../../support/background.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../../support/fake-kernel.ts';
import { hex } from '../../support/fields.ts';
import {
  addressListLockName,
  addressLockName,
  announcerLockName,
} from '../../support/lock-names.ts';
import { systemError } from '../../support/system-error.ts';

const VIP = '10.0.0.10';
const LATER = 20_000;

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('eth0');
  host.addAddress('eth0', `${VIP}/24`);
});

function planOf(parameters: Parameters = {}): AnnouncementPlan {
  const given = { ip: VIP, arp_type: 'request', arp_count: 3, ...parameters };
  return announcementPlan(contextOf(kernel, given), host.link('eth0'), 24);
}

function prepare(plan = planOf()): Announcement {
  const announcement = Announcement.prepare(kernel, plan, kernel.clock.now() + LATER);
  if (!announcement) throw new Error('the announcer lock is held');
  return announcement;
}

/** Starts the background process without running it. */
function handOver(plan?: AnnouncementPlan): void {
  const announcement = prepare(plan);
  announcement.sendFirstRound();
  announcement.handOver();
}

const times = () => host.packets.map(({ at }) => at);
const leftOpen = () => host.descriptors.of(kernel.pid);
const lockName = () => announcerLockName(NAMESPACE_ID, address(VIP), host.link('eth0').index);
const acquireInOtherProcess = (name: string) => new FakeKernel(host).locks.acquire(name, 0);

it('announcementPlan has the values of the parameters and the context', () => {
  const context = contextOf(kernel, {
    ip: VIP,
    arp_type: 'reply',
    arp_count: 7,
    arp_interval: 300,
    arp_late: '8,2',
    announce_rate: 100,
  });
  const announcedMac = hex('03005e000001');
  expect(announcementPlan({ ...context, announcedMac }, host.link('eth0'), 24)).toEqual({
    ip: address(VIP),
    link: host.link('eth0'),
    type: 'reply',
    announcedMac,
    prefixLength: 24,
    count: 7,
    interval: 300,
    late: [2000, 8000],
    rate: 100,
    asks: undefined,
  });
});

describe('Announcement.prepare', () => {
  it('takes the announcer lock, advertises the pid, and subscribes before it opens the socket', () => {
    prepare();
    expect(host.calls.slice(0, 3)).toEqual([
      `locks.acquire ${lockName()}`,
      'lock.advertise',
      'watchAddress',
    ]);
    expect(host.calls.indexOf('openReceiver')).toBeGreaterThan(2);
    expect(host.locks.advertisedHolder(lockName(), 'any')).toBe(kernel.pid);
  });

  it.each(['lock.advertise', 'watchAddress', 'watch.nextEvent', 'openReceiver', 'links.byIndex'])(
    'leaves nothing if %s fails',
    (name) => {
      host.refuse(name, systemError(name, 'EMFILE'));
      expect(() => prepare()).toThrow(`${name}: EMFILE`);
      expect(host.locks.names()).toEqual([]);
      expect(leftOpen()).toEqual([]);
    },
  );

  it('returns undefined at the deadline if another announcer holds the lock', () => {
    acquireInOtherProcess(lockName());
    expect(Announcement.prepare(kernel, planOf(), kernel.clock.now() + LATER)).toBeUndefined();
    expect(host.timeline.elapsed).toBe(LATER);
  });

  it('ignores a removal before the first round', () => {
    host.after('watchAddress', () => {
      host.removeAddress('eth0', `${VIP}/24`);
      host.addAddress('eth0', `${VIP}/24`);
    });
    expect(prepare().sendFirstRound()).toEqual({ kind: 'complete', sent: 1, unsent: [] });
  });

  it('announces the hardware address that the link has now', () => {
    const plan = planOf();
    const changed = hex('020000000099');
    host.links.setAddress('eth0', changed);
    prepare(plan).sendFirstRound();
    const [packet] = host.packets;
    expect(packet && decodeArp(packet.payload).senderHardwareAddress).toEqual(changed);
  });
});

describe('Announcement.replace', () => {
  it('returns undefined without an announcer', () => {
    expect(Announcement.replace(kernel, planOf())).toBeUndefined();
    expect(host.locks.names()).toEqual([]);
  });

  it('kills the background announcer, and takes its lock', () => {
    const announcer = new FakeKernel(host);
    announcer.locks.acquire(lockName(), 0)?.advertise('background');
    const announcement = Announcement.replace(kernel, planOf());
    expect(host.killed).toEqual([announcer.pid]);
    expect(announcement?.isHeld()).toBe(true);
    expect(host.locks.advertisedHolder(lockName(), 'any')).toBe(kernel.pid);
  });

  it('does not kill an announcer in the foreground', () => {
    const announcer = new FakeKernel(host);
    announcer.locks.acquire(lockName(), 0)?.advertise('foreground');
    expect(Announcement.replace(kernel, planOf())).toBeUndefined();
    expect(host.killed).toEqual([]);
  });
});

describe('an announcement', () => {
  it('sends the first round at once, and the others at their times', () => {
    const announcement = prepare();
    expect(announcement.sendFirstRound()).toMatchObject({ sent: 1 });
    host.timeline.advance(kernel.clock.now() + 150);
    expect(announcement.sendOtherRounds(kernel.clock.now() + LATER)).toMatchObject({
      kind: 'complete',
      sent: 2,
    });
    expect(times()).toEqual([0, 200, 400]);
  });

  it('sends no round that begins after the given time', () => {
    const announcement = prepare();
    const now = kernel.clock.now();
    announcement.sendFirstRound();
    expect(announcement.sendOtherRounds(now + 200)).toMatchObject({ kind: 'cut-short', sent: 1 });
    expect(times()).toEqual([0, 200]);
  });

  it('has more rounds if its count is more than 1', () => {
    const hasMore = [1, 2].map((arp_count) => {
      const announcement = prepare(planOf({ arp_count }));
      announcement.close();
      return announcement.hasMoreRounds();
    });
    expect(hasMore).toEqual([false, true]);
  });

  it('is closed once, the lock first', () => {
    const announcement = prepare();
    host.calls.length = 0;
    announcement.close();
    announcement.close();
    expect(host.calls).toEqual(['lock.release', 'watch.close', 'socket.close']);
    expect([leftOpen(), host.locks.names()]).toEqual([[], []]);
  });

  it('cannot be handed over without a lock file', () => {
    expect(prepare().canBeHandedOver()).toBe(true);
    const lock = { fd: -1, advertise: () => {} };
    Object.assign(kernel, { locks: { ...kernel.locks, acquire: () => lock } });
    expect(prepare().canBeHandedOver()).toBe(false);
  });
});

describe('handOver', () => {
  it('withdraws the pid before the process starts, and closes all descriptors', () => {
    const announcement = prepare();
    host.calls.length = 0;
    announcement.handOver();
    expect(host.calls).toEqual([
      'lock.withdraw',
      'startInBackground',
      'watch.close',
      'socket.close',
      'lock.handOver',
    ]);
    expect(leftOpen()).toEqual([]);
    expect(host.locks.isFree(lockName())).toBe(false);
  });

  it('advertises the pid again if the process cannot be started', () => {
    const announcement = prepare();
    host.refuse('startInBackground', systemError('fork', 'EAGAIN'));
    expect(() => announcement.handOver()).toThrow('fork: EAGAIN');
    expect(host.locks.advertisedHolder(lockName(), 'any')).toBe(kernel.pid);
    expect(host.locks.advertisedHolder(lockName(), 'background')).toBeUndefined();
    expect(announcement.sendFirstRound()).toMatchObject({ kind: 'complete' });
  });
});

describe('the background process', () => {
  const ADDRESS_GONE = { kind: 'address-gone', sent: 0, unsent: [] };
  const removeVip = () => host.removeAddress('eth0', `${VIP}/24`);

  it('sends nothing if the link is gone', () => {
    handOver();
    const byIndex = host.links.byIndex.bind(host.links);
    host.links.byIndex = () => undefined;
    expect(runBackground(host)).toEqual([ADDRESS_GONE]);
    host.links.byIndex = byIndex;
    expect(host.locks.names()).toEqual([]);
  });

  it('does not wait for an address that stop is removing', () => {
    handOver();
    removeVip();
    acquireInOtherProcess(addressLockName(NAMESPACE_ID, address(VIP)));
    acquireInOtherProcess(addressListLockName(NAMESPACE_ID));
    expect(runBackground(host)).toEqual([ADDRESS_GONE]);
    expect(host.timeline.elapsed).toBe(0);
  });

  it('waits ADDRESS_LIST_WAIT_MS at most for an address that another stop puts back', () => {
    handOver();
    removeVip();
    acquireInOtherProcess(addressListLockName(NAMESPACE_ID));
    expect(runBackground(host)).toEqual([ADDRESS_GONE]);
    expect(host.timeline.elapsed).toBe(ADDRESS_LIST_WAIT_MS);
  });

  it('keeps announcing the shared hardware address', () => {
    const announcedMac = hex('03005e000001');
    handOver({ ...planOf({ arp_count: 2 }), announcedMac });
    runBackground(host);
    const senders = host.packets.map(({ payload }) => decodeArp(payload).senderHardwareAddress);
    expect(senders).toEqual([announcedMac, announcedMac]);
  });
});

describe('the background process of an IPv6 address', () => {
  const IPV6 = '2001:db8::10';
  const handOverTentative = (detectionTime: number) => {
    host.addAddress('eth0', `${IPV6}/64`);
    handOver(planOf({ ip: IPV6, arp_count: 2 }));
    // As after the link was down.
    host.removeAddress('eth0', `${IPV6}/64`);
    host.addresses.detectionTime = detectionTime;
    host.addAddress('eth0', `${IPV6}/64`, { flags: 0 });
  };

  it('sends a round when duplicate address detection has finished', () => {
    handOverTentative(1000);
    expect(runBackground(host)).toMatchObject([{ kind: 'complete', sent: 1 }]);
    expect(times()).toEqual([0, 1000]);
  });

  it('ends if the address is a duplicate', () => {
    host.addresses.isTaken = true;
    handOverTentative(1000);
    expect(runBackground(host)).toMatchObject([{ kind: 'address-gone', sent: 0 }]);
  });

  it('ends if detection has not finished after DAD_WAIT_MS', () => {
    handOverTentative(Number.POSITIVE_INFINITY);
    expect(runBackground(host)).toMatchObject([{ kind: 'address-gone', sent: 0 }]);
    expect(host.timeline.elapsed).toBe(200 + DAD_WAIT_MS);
  });
});
