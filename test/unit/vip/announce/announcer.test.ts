import { beforeEach, describe, expect, it } from 'vitest';
import { announcementPlan } from '../../../../lib/vip/announce/announcement-plan.ts';
import { Announcer, waitForRestore } from '../../../../lib/vip/announce/announcer.ts';
import { openListener } from '../../../../lib/vip/announce/listener.ts';
import { Pace } from '../../../../lib/vip/announce/pace.ts';
import { linkState } from '../../../../lib/vip/link/link-state.ts';
import { rateRecordName, readAnnouncement } from '../../../../lib/vip/state/announcement-record.ts';
import { decodeArp } from '../../../../lib/wire/arp.ts';
import { ANSWER_WAIT_MS, CONTROL_WAIT_MS } from '../../../../ocf-metadata/times.ts';
import { contextOf, MemoryLog, type Parameters } from '../../support/actions.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../../support/fake-kernel.ts';
import { hex } from '../../support/fields.ts';
import { addressListLockName, addressLockName } from '../../support/lock-names.ts';
import { addNeighbour, arpReply, askerOf, targetOf } from '../../support/neighbourhood.ts';
import { systemError } from '../../support/system-error.ts';

const VIP = '10.0.0.10';
const GATEWAY = '10.0.0.254';
const GATEWAY_MAC = hex('0200000000fe');
const OTHER = hex('0200000000aa');
const NEW_MAC = hex('020000000099');

/** The first round may wait for its time. */
const NEVER = Number.POSITIVE_INFINITY;

let host: FakeHost;
let kernel: FakeKernel;
let log: MemoryLog;
/** clock.now() at the beginning. */
let startedAt: number;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  log = new MemoryLog();
  startedAt = kernel.clock.now();
  host.addLink('eth0');
  host.addAddress('eth0', `${VIP}/24`);
});

/** Three rounds of one packet, 200 ms apart. */
function newAnnouncer(parameters: Parameters = {}, started?: number): Announcer {
  const given = { ip: VIP, arp_type: 'request', arp_count: 3, announce_to: GATEWAY, ...parameters };
  const link = host.link('eth0');
  const plan = announcementPlan(contextOf(kernel, given, { log }), link, 24);
  const watch = kernel.watchAddress(address(VIP), link.index);
  return new Announcer(kernel, plan, watch, openListener(kernel, address(VIP), link), started);
}
/** In the background, after another process has sent the first round. */
const sendOthers = (parameters?: Parameters, until?: number) =>
  newAnnouncer(parameters, startedAt).sendOthers(until);

const rounds = () => host.packets.map(({ at }) => at);
const asked = () =>
  host.questions.map((one) => `${one.at} ${askerOf(one) === 'probe' ? 'probe' : targetOf(one)}`);
const record = () => readAnnouncement(kernel, address(VIP), host.link('eth0').index);
const answersAfter = (delay: number) =>
  addNeighbour(host, 'eth0', { mac: GATEWAY_MAC, answersFor: (ip) => ip === GATEWAY, delay });
const later = (at: number, happen: () => void) => host.timeline.at(at, happen);
const remove = () => host.removeAddress('eth0', `${VIP}/24`);
/** Other announcers of the interface have reserved the next milliseconds. */
const reserveForOthers = (first: number, all: number) => {
  const { index } = host.link('eth0');
  const times = [first, all].map((time) => startedAt + time + 50);
  host.records.set(rateRecordName(kernel, index), `${times.join(' ')}\n`);
};
const senders = () =>
  [...host.packets, ...host.questions].map(({ at, payload }) => {
    return `${at} ${decodeArp(payload).senderHardwareAddress.toHex()}`;
  });

describe('the first round', () => {
  it('is recorded with the link, without peers', () => {
    const announcer = newAnnouncer();
    expect([announcer.startedAt(), record()]).toEqual([0, undefined]);
    expect(announcer.sendFirst()).toEqual({ kind: 'complete', sent: 1, unsent: [] });
    expect(announcer.startedAt()).toBe(startedAt);
    expect(record()).toEqual({
      link: linkState(kernel, host.link('eth0')),
      announcedAt: startedAt,
      peers: [],
      conflict: undefined,
    });
    expect(asked()).toEqual([]);
  });

  it('is sent if it cannot be recorded', () => {
    const announcer = newAnnouncer();
    host.after('socket.send', () => {
      host.refuseAlways('records.update', systemError('open', 'EIO'));
    });
    expect(announcer.sendFirst()).toMatchObject({ kind: 'complete', sent: 1 });
  });

  it('is due at once, or when others have sent theirs', () => {
    const announcer = newAnnouncer();
    expect(announcer.isDue()).toBe(true);
    reserveForOthers(30, 90);
    announcer.reserve(NEVER);
    expect(announcer.isDue()).toBe(false);
    announcer.sendFirst();
    expect(rounds()).toEqual([30]);
    expect(announcer.startedAt()).toBe(startedAt);
  });

  it('is not sent if the address is removed before its time', () => {
    const announcer = newAnnouncer();
    reserveForOthers(300, 300);
    announcer.reserve(NEVER);
    later(100, remove);
    expect(announcer.sendFirst()).toMatchObject({ kind: 'address-gone', sent: 0 });
    expect(rounds()).toEqual([]);
  });
});

describe('reserve', () => {
  it('asks for another owner, and counts the probe', () => {
    newAnnouncer({ arp_type: 'both', announce_rate: 100 }).reserve(NEVER);
    expect(asked()).toEqual(['0 probe']);
    const { index } = host.link('eth0');
    const end = startedAt + 3 * 10;
    expect(host.records.get(rateRecordName(kernel, index))).toBe(`${end} ${end} 30\n`);
  });

  it('does not mind a probe that cannot be sent', () => {
    host.refuse('socket.ask', systemError('sendto', 'ENETDOWN'));
    const announcer = newAnnouncer();
    announcer.reserve(NEVER);
    expect(announcer.sendFirst()).toMatchObject({ kind: 'complete', sent: 1 });
  });
});

describe('the other rounds', () => {
  it('begin with questions, and ask in each round until the peer answers', () => {
    expect(sendOthers()).toEqual({ kind: 'complete', sent: 2, unsent: [] });
    expect(rounds()).toEqual([200, 400]);
    expect(asked()).toEqual([0, 200, 400].flatMap((at) => [`${at} probe`, `${at} ${GATEWAY}`]));
  });

  it('do not ask a peer that has answered', () => {
    answersAfter(0.2);
    sendOthers();
    expect(asked()).toEqual(['0 probe', `0 ${GATEWAY}`, '200 probe', '400 probe']);
  });

  it('record the peers when they are asked, and their answers', () => {
    answersAfter(250);
    later(100, () => {
      expect(record()?.peers).toEqual([
        { ip: GATEWAY, askedAt: expect.any(Number), answeredAt: 0 },
      ]);
    });
    sendOthers();
    expect(record()?.peers).toEqual([
      { ip: GATEWAY, askedAt: startedAt, answeredAt: startedAt + 250 },
    ]);
    expect(log.lines.filter((line) => !line.startsWith('debug'))).toEqual([
      `info: ${VIP}: ${GATEWAY} (02:00:00:00:00:fe) has answered after 250.0 ms`,
    ]);
  });

  it('ask nobody if the routes cannot be read, and are sent', () => {
    host.refuse('routes.onLink', systemError('RTM_GETROUTE', 'ENOBUFS'));
    expect(sendOthers({ announce_to: 'gateway' })).toMatchObject({ kind: 'complete', sent: 2 });
    expect(log.lines).toEqual([`warn: ${VIP}: nobody was asked: RTM_GETROUTE: ENOBUFS`]);
    expect(asked()).toEqual([]);
  });

  it('end at the given time', () => {
    expect(sendOthers({}, startedAt + 250)).toMatchObject({ kind: 'cut-short', sent: 1 });
    expect(rounds()).toEqual([200]);
  });
});

describe('after the last round', () => {
  const { background, foreground } = ANSWER_WAIT_MS;
  const LAST = 400;

  it('the background process listens for a second, also if all have answered', () => {
    answersAfter(0.2);
    sendOthers();
    expect(host.timeline.elapsed).toBe(LAST + background);
  });

  it('an answer that comes late is heard', () => {
    answersAfter(LAST + background - 100);
    sendOthers();
    expect(record()?.peers[0]?.answeredAt).toBe(startedAt + LAST + background - 100);
    expect(log.lines.some((line) => line.includes('no answer'))).toBe(false);
  });

  it('a peer that has not answered is reported', () => {
    answersAfter(LAST + background + 1);
    sendOthers();
    expect(log.lines).toEqual([
      expect.stringMatching(/^warn: 10\.0\.0\.10: no answer from 10\.0\.0\.254 on eth0; /),
    ]);
    expect(record()?.peers[0]?.answeredAt).toBe(0);
  });

  it('in the foreground it ends when all have answered, or soon', () => {
    sendOthers({}, startedAt + 10_000);
    expect(host.timeline.elapsed).toBe(LAST + foreground);
    expect(log.lines).toHaveLength(1);
  });

  it('in the foreground it waits for another owner that answers the last probe', () => {
    answersAfter(0.2);
    sendOthers({}, startedAt + 10_000);
    expect(host.timeline.elapsed).toBe(LAST + 5);
  });

  it('the rounds begin again if the link changes, and the peers are asked again', () => {
    answersAfter(0.2);
    later(1000, () => host.links.setCarrier('eth0', true));
    expect(sendOthers()).toMatchObject({ kind: 'complete', sent: 5 });
    expect(rounds()).toEqual([200, 400, 1000, 1200, 1400]);
    expect(asked().filter((one) => one.endsWith(GATEWAY))).toEqual([
      `0 ${GATEWAY}`,
      `1000 ${GATEWAY}`,
    ]);
    expect(host.timeline.elapsed).toBe(1400 + background);
    expect(record()?.link).toBe(linkState(kernel, host.link('eth0')));
  });

  it('ends without a report if the address is removed', () => {
    later(900, remove);
    expect(sendOthers()).toMatchObject({ kind: 'address-gone', sent: 2 });
    expect(host.timeline.elapsed).toBe(900);
    expect(log.lines).toEqual([]);
  });
});

describe('a flood of packets', () => {
  it('delays no round', () => {
    const flood = (left: number) =>
      host.before('socket.receive', () => {
        if (left === 0) return;
        host.deliver('eth0', arpReply(OTHER, '10.0.0.77'));
        host.timeline.advance(host.timeline.now() + 10);
        flood(left - 1);
      });
    flood(300);
    host.deliver('eth0', arpReply(OTHER, '10.0.0.77'));
    sendOthers();
    for (const [at, round] of rounds().entries()) {
      expect(round - 200 * (at + 1)).toBeLessThanOrEqual(10);
    }
  });
});

describe('another owner', () => {
  it('that is heard while the announcer listens is answered with an announcement at once', () => {
    later(230, () => host.deliver('eth0', arpReply(OTHER, VIP)));
    sendOthers({ on_conflict: 'defend' });
    // The answer took 30 ms, and that to the control questions may take as long.
    expect(rounds()).toEqual([200, 230 + CONTROL_WAIT_MS + 60, 400]);
    expect(record()?.conflict).toMatchObject({ hardwareAddress: '02:00:00:00:00:aa', count: 1 });
  });

  it.each(['warn', 'degrade', 'fail'])('is recorded only with on_conflict=%s', (on_conflict) => {
    later(250, () => host.deliver('eth0', arpReply(OTHER, VIP)));
    sendOthers({ on_conflict });
    expect(rounds()).toEqual([200, 400]);
    expect(record()?.conflict?.count).toBe(1);
  });

  it('that answers each probe is counted', () => {
    addNeighbour(host, 'eth0', { mac: OTHER, answersFor: (ip) => ip === VIP });
    sendOthers({ announce_to: 'none' });
    expect(record()?.conflict?.count).toBe(3);
  });

  it('is none in a router that answers for every address', () => {
    addNeighbour(host, 'eth0', { mac: GATEWAY_MAC, answersFor: () => true });
    sendOthers();
    expect(record()?.conflict).toBeUndefined();
    expect(record()?.peers[0]?.answeredAt).toBeGreaterThan(0);
  });

  it('that has answered the probe of start is heard by the background process', () => {
    addNeighbour(host, 'eth0', { mac: OTHER, answersFor: (ip) => ip === VIP });
    const announcer = newAnnouncer({ announce_to: 'none', arp_count: 1 });
    announcer.reserve(NEVER);
    announcer.sendFirst();
    announcer.sendOthers();
    // It has answered the probe of the background process as well.
    expect(record()?.conflict?.count).toBe(2);
  });
});

describe('a wait for the rate', () => {
  it('delays the questions and the rounds behind those of others', () => {
    reserveForOthers(0, 50);
    sendOthers({ announce_to: 'none' });
    expect(asked()[0]).toBe('50 probe');
    expect(rounds()).toEqual([200, 400]);
  });

  it('ends a round without a packet if the address is removed', () => {
    later(150, () => reserveForOthers(0, 900));
    later(500, remove);
    expect(sendOthers()).toMatchObject({ kind: 'address-gone', sent: 0 });
    expect(rounds()).toEqual([]);
  });

  // Rounds.ask ignores what has ended its wait.
  it('before the questions: nothing is sent for an address that is removed', () => {
    reserveForOthers(0, 300);
    later(100, remove);
    expect(sendOthers()).toMatchObject({ kind: 'address-gone', sent: 0 });
    expect([rounds(), asked()]).toEqual([[], []]);
  });

  // The same.
  it('before the questions: the rounds begin again if the link changes', () => {
    reserveForOthers(0, 150);
    later(100, () => host.links.setAddress('eth0', NEW_MAC));
    expect(sendOthers()).toMatchObject({ kind: 'complete', sent: 3 });
    expect(new Set(senders().map((one) => one.split(' ')[1]))).toEqual(new Set([NEW_MAC.toHex()]));
  });

  // Rounds.#sendRound goes on as if the link had not changed.
  it('before a round: the rounds begin again if the link changes', () => {
    later(150, () => reserveForOthers(0, 350));
    later(250, () => host.links.setAddress('eth0', NEW_MAC));
    expect(sendOthers()).toMatchObject({ kind: 'complete', sent: 3 });
    const after = senders().filter((one) => Number(one.split(' ')[0]) >= 250);
    expect(new Set(after.map((one) => one.split(' ')[1]))).toEqual(new Set([NEW_MAC.toHex()]));
  });

  it('for first rounds that came afterwards is longer', () => {
    later(150, () => reserveForOthers(0, 250));
    // 500 frames per second: 300 ms.
    later(220, () => new Pace(kernel, host.link('eth0').index, 500).reserve(150, 'first'));
    sendOthers({ announce_to: 'none', arp_count: 2 });
    expect(rounds()[0]).toBeGreaterThanOrEqual(300);
  });
});

// The questions come from the old address: the peer learns it after the announcement of the new one.
it('a question has the new hardware address if it changes during the round before it', () => {
  host.after('socket.send', () => host.links.setAddress('eth0', NEW_MAC));
  sendOthers();
  const questions = host.questions.filter(({ at }) => at === 200);
  expect(questions).toHaveLength(2);
  for (const { payload } of questions) {
    expect(decodeArp(payload).senderHardwareAddress).toEqual(NEW_MAC);
  }
});

it('followLink announces the link as it is now', () => {
  const announcer = newAnnouncer();
  host.links.setAddress('eth0', NEW_MAC);
  announcer.followLink();
  announcer.sendFirst();
  expect(senders()).toEqual([`0 ${NEW_MAC.toHex()}`]);
});

describe('a shared address, which several hosts have', () => {
  const announcer = () => {
    const link = host.link('eth0');
    const given = { ip: VIP, arp_type: 'request', arp_count: 3, announce_to: GATEWAY };
    const context = { ...contextOf(kernel, given, { log }), announcedMac: hex('03005e000001') };
    const plan = announcementPlan(context, link, 24);
    const watch = kernel.watchAddress(address(VIP), link.index);
    return new Announcer(kernel, plan, watch, openListener(kernel, address(VIP), link));
  };

  it('is announced without questions, and nobody is listened to', () => {
    const { index } = host.link('eth0');
    const shared = announcer();
    shared.reserve(NEVER);
    // 500 frames per second: one packet.
    expect(host.records.get(rateRecordName(kernel, index))).toContain(`${startedAt + 2} `);
    shared.sendFirst();
    addNeighbour(host, 'eth0', { mac: OTHER, answersFor: () => true });
    later(250, () => host.deliver('eth0', arpReply(OTHER, VIP)));
    expect(shared.sendOthers()).toMatchObject({ kind: 'complete', sent: 2 });
    expect([rounds(), asked()]).toEqual([[0, 200, 400], []]);
    expect(host.timeline.elapsed).toBe(400);
    expect([record()?.conflict, log.lines]).toEqual([undefined, []]);
  });
});

describe('waitForRestore', () => {
  const wait = () => {
    const { index } = host.link('eth0');
    const watch = kernel.watchAddress(address(VIP), index);
    return waitForRestore(kernel, address(VIP), index, watch);
  };
  const acquire = (name: string) => new FakeKernel(host).locks.acquire(name, 0);

  it.each([true, false])('without a stop: whether the address is there, %s', (isThere) => {
    if (!isThere) remove();
    expect(wait()).toBe(isThere);
    expect(host.timeline.elapsed).toBe(0);
  });

  it('is false during a stop of the address', () => {
    acquire(addressLockName(NAMESPACE_ID, address(VIP)));
    expect(wait()).toBe(false);
  });

  it('waits until another stop has put the address back', () => {
    remove();
    const lock = acquire(addressListLockName(NAMESPACE_ID));
    later(30, () => {
      host.addAddress('eth0', `${VIP}/24`);
      lock?.release();
    });
    expect(wait()).toBe(true);
    expect(host.timeline.elapsed).toBe(30);
  });
});
