import { beforeEach, describe, expect, it } from 'vitest';
import {
  finishAnnouncement,
  firstRoundOrRefuse,
  reportRounds,
} from '../../../lib/actions/announce.ts';
import type { ActionContext } from '../../../lib/ocf/action-context.ts';
import { Refusal } from '../../../lib/ocf/refusal.ts';
import { Announcement } from '../../../lib/vip/announce/announcement.ts';
import { announcementPlan } from '../../../lib/vip/announce/announcement-plan.ts';
import { contextOf, MemoryLog, type Parameters } from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { systemError } from '../support/system-error.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
let kernel: FakeKernel;
let log: MemoryLog;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  log = new MemoryLog();
  host.addLink('eth0');
  host.addAddress('eth0', `${VIP}/24`);
});

const contextWith = (parameters: Parameters = {}): ActionContext =>
  contextOf(kernel, { ip: VIP, arp_type: 'request', arp_count: 3, ...parameters }, { log });

function prepare(context: ActionContext): Announcement {
  const plan = announcementPlan(context, host.link('eth0'), 24);
  const announcement = Announcement.prepare(kernel, plan, context.deadline);
  if (!announcement) throw new Error('the announcer lock is held');
  return announcement;
}

/** Sends the first round, and then the others. */
function announce(parameters?: Parameters): void {
  const context = contextWith(parameters);
  const announcement = prepare(context);
  firstRoundOrRefuse(address(VIP), announcement);
  finishAnnouncement(context, announcement);
}

const times = () => host.packets.map(({ at }) => at);
const leftOpen = () => host.descriptors.of(kernel.pid);

it('firstRoundOrRefuse refuses if the address was removed', () => {
  const announcement = prepare(contextWith());
  host.removeAddress('eth0', `${VIP}/24`);
  expect(() => firstRoundOrRefuse(address(VIP), announcement)).toThrow(
    new Refusal(1, `${VIP} was removed by another process`),
  );
  expect(times()).toEqual([]);
});

describe('reportRounds', () => {
  it('logs the number of packets', () => {
    reportRounds(contextWith(), host.link('eth0'), { kind: 'complete', sent: 2, unsent: [] });
    expect(log.lines).toEqual([`debug: ${VIP}: packets sent on eth0: 2`]);
  });

  it('warns of packets that were not sent, with the first error', () => {
    const unsent = [systemError('sendto', 'ENOBUFS'), systemError('sendto', 'ENETDOWN')];
    reportRounds(contextWith(), host.link('eth0'), { kind: 'complete', sent: 0, unsent });
    expect(log.lines).toEqual([
      `warn: ${VIP}: packets not sent on eth0: 2 (sendto: ENOBUFS)`,
      `debug: ${VIP}: packets sent on eth0: 0`,
    ]);
  });
});

describe('finishAnnouncement', () => {
  it.each([true, false])('closes the announcement of one round, arp_bg=%s', (arp_bg) => {
    announce({ arp_count: 1, arp_bg });
    expect([times(), leftOpen(), host.locks.names()]).toEqual([[0], [], []]);
    expect(host.calls).not.toContain('startInBackground');
    expect(host.calls).not.toContain('clock.sleep');
  });

  it('leaves the other rounds to a background process', () => {
    announce();
    expect([times(), leftOpen()]).toEqual([[0], []]);
    expect(host.spawned).toHaveLength(1);
    expect(log.lines).toEqual([]);
  });

  it('sends the other rounds itself without a warning if there is no lock file', () => {
    const lock = {
      fd: -1,
      advertise: () => {},
      withdraw: () => {},
      release: () => {},
      handOver: () => {},
    };
    Object.assign(kernel, { locks: { ...kernel.locks, acquire: () => lock } });
    announce();
    expect(times()).toEqual([0, 200, 400]);
    expect(host.spawned).toEqual([]);
    expect([leftOpen(), log.lines]).toEqual([[], []]);
  });

  it('closes the announcement and refuses if the address is removed', () => {
    host.timeline.at(300, () => host.removeAddress('eth0', `${VIP}/24`));
    expect(() => announce({ arp_bg: false })).toThrow(
      new Refusal(1, `${VIP} was removed by another process`),
    );
    expect([times(), leftOpen(), host.locks.names()]).toEqual([[0, 200], [], []]);
  });

  it('ends at the deadline with a warning', () => {
    announce({ arp_bg: false, arp_interval: 10_000 });
    expect(times()).toEqual([0, 10_000]);
    expect(log.lines).toEqual([
      `warn: ${VIP}: timeout too short for all announcement rounds (arp_count, arp_interval)`,
    ]);
  });
});
