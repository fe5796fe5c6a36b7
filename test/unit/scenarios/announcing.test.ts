/** start announces the address: the rounds after the first, in the background or in the foreground. */

import { beforeEach, describe, expect, it } from 'vitest';
import { start } from '../../../lib/actions/start.ts';
import { acquireAnnouncerLock } from '../../../lib/vip/state/locks.ts';
import { ARP_REQUEST, decodeArp } from '../../../lib/wire/arp.ts';
import { ETH_P_ARP } from '../../../lib/wire/ethernet.ts';
import { ANNOUNCER_GRACE_MS, CONFLICT_WAIT_MS } from '../../../ocf-metadata/times.ts';
import { type Parameters, run, TIMEOUT_MS } from '../support/actions.ts';
import { runBackground } from '../support/background.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../support/fake-kernel.ts';
import { addressListLockName, announcerLockName } from '../support/lock-names.ts';
import { systemError } from '../support/system-error.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
});

const startIt = (parameters: Parameters = {}) =>
  run(host, start, { ip: VIP, arp_type: 'request', ...parameters });
const times = () => host.packets.map(({ at }) => at);
const lockName = () => announcerLockName(NAMESPACE_ID, address(VIP), host.link('eth0').index);
const removeByHand = () => host.removeAddress('eth0', `${VIP}/24`);

describe('an earlier announcer of the address', () => {
  /** Takes the announcer lock in another process. */
  const announcer = () => {
    const process = new FakeKernel(host);
    const lock = acquireAnnouncerLock(process, address(VIP), host.link('eth0').index, 0);
    return { pid: process.pid, lock };
  };

  it('is waited for until it ends', () => {
    const { lock } = announcer();
    host.timeline.at(120, () => lock?.release());
    expect(startIt({ arp_count: 1 })).toMatchObject({ status: 0 });
    expect(host.killed).toEqual([]);
    expect(times()).toEqual([120]);
  });

  it('is killed if it does not end', () => {
    const { pid } = announcer();
    expect(startIt({ arp_count: 1 })).toMatchObject({ status: 0 });
    expect(host.killed).toEqual([pid]);
    expect(times()).toEqual([ANNOUNCER_GRACE_MS]);
  });
});

describe('in the background', () => {
  it('the rounds are sent at multiples of the interval after the first', () => {
    startIt();
    host.timeline.advance(host.timeline.now() + 30);
    expect(runBackground(host)).toEqual([{ kind: 'complete', sent: 4, unsent: [] }]);
    expect(times()).toEqual([0, 200, 400, 600, 800]);
  });

  it('the packets of all rounds are the same', () => {
    startIt({ arp_type: 'both' });
    runBackground(host);
    const [request, reply] = host.packets.map(({ payload }) => payload);
    expect(host.packets.map(({ payload }) => payload)).toEqual(
      Array.from({ length: 5 }, () => [request, reply]).flat(),
    );
    expect(host.packets.every(({ index }) => index === host.link('eth0').index)).toBe(true);
  });

  it('the announcer ends and releases its lock when the address is removed', () => {
    startIt({ arp_count: 100 });
    host.timeline.at(500, removeByHand);
    expect(runBackground(host)).toMatchObject([{ kind: 'address-gone', sent: 2 }]);
    expect(host.timeline.elapsed).toBe(500);
    expect(host.locks.names()).toEqual([]);
  });

  it('the announcer sends nothing if the address was removed before it runs', () => {
    startIt();
    removeByHand();
    expect(runBackground(host)).toEqual([{ kind: 'address-gone', sent: 0, unsent: [] }]);
    expect(times()).toEqual([0]);
  });

  it('the announcer continues if the address was removed before it runs, and is put back', () => {
    startIt();
    removeByHand();
    // As stop of the primary address does it: with the list lock until all addresses are put back.
    const other = new FakeKernel(host);
    const list = other.locks.acquire(addressListLockName(NAMESPACE_ID), 0);
    host.timeline.at(30, () => {
      host.addAddress('eth0', `${VIP}/24`);
      list?.release();
    });
    expect(runBackground(host)).toMatchObject([{ kind: 'complete', sent: 4 }]);
    expect(times()).toEqual([0, 200, 400, 600, 800]);
  });

  it('the announcer inherits the socket and the lock only', () => {
    startIt();
    const [announcer] = host.spawned;
    if (!announcer) throw new Error('no process was started');
    const { pid, socket, lock } = announcer;
    expect(host.descriptors.of(pid).sort()).toEqual([socket, lock].sort());
    expect(socket).not.toBe(lock);
    expect(lock).toBe(host.locks.descriptorOf(lockName()));
  });

  it('the announcer uses the parameters of start, and advertises its own pid', () => {
    const started = startIt({ arp_interval: 300, arp_count: 7 });
    expect(started.leftOpen).toEqual([]);
    const pid = host.spawned[0]?.pid;
    const holders: (number | undefined)[] = [];
    host.timeline.at(450, () =>
      holders.push(host.locks.advertisedHolder(lockName(), 'background')),
    );
    expect(runBackground(host)).toEqual([{ kind: 'complete', sent: 6, unsent: [] }]);
    expect(times()).toEqual([0, 300, 600, 900, 1200, 1500, 1800]);
    const [, ...later] = host.packets;
    expect(later.map((packet) => packet.pid)).toEqual(Array.from({ length: 6 }, () => pid));
    expect(holders).toEqual([pid]);
    const { index } = host.link('eth0');
    for (const packet of host.packets) {
      expect(packet).toMatchObject({ index, etherType: ETH_P_ARP });
      expect(decodeArp(packet.payload)).toMatchObject({
        operation: ARP_REQUEST,
        senderProtocolAddress: address(VIP).bytes,
        targetProtocolAddress: address(VIP).bytes,
      });
    }
  });

  it('the announcer uses the hardware address that the link has when it runs', () => {
    startIt({ arp_count: 2 });
    const changed = Uint8Array.of(2, 0, 0, 0, 0, 0x99);
    host.links.setAddress('eth0', changed);
    runBackground(host);
    const announced = host.packets.map(({ payload }) => decodeArp(payload).senderHardwareAddress);
    expect(announced).toEqual([Uint8Array.of(2, 0, 0, 0, 0, 1), changed]);
  });

  it('no process is started for one round', () => {
    expect(startIt({ arp_count: 1 }).leftOpen).toEqual([]);
    expect(host.spawned).toEqual([]);
    expect(host.locks.names()).toEqual([]);
  });

  it('start sends the other rounds itself with a warning if no process can be started', () => {
    host.refuse('startInBackground', systemError('fork', 'EAGAIN'));
    const { status, log, leftOpen } = startIt({ arp_count: 3 });
    expect(status).toBe(0);
    expect(log.join()).toMatch(/warn: no background process .*\(fork: EAGAIN\): sending/);
    expect(times()).toEqual([0, 200, 400]);
    expect(leftOpen).toEqual([]);
    expect(host.locks.names()).toEqual([]);
    expect(host.addressesOf('eth0')).toContain(`${VIP}/24 secondary`);
  });

  it('rounds that start sends itself end at its deadline', () => {
    host.refuse('startInBackground', systemError('fork', 'EAGAIN'));
    const { status, log } = startIt({ arp_count: 100, arp_interval: 1000 });
    expect(status).toBe(0);
    expect(log.join()).toContain('timeout too short for all announcement rounds');
    expect(times().at(-1)).toBe(TIMEOUT_MS * 0.9);
  });

  it('a packet that cannot be sent is not counted, and is logged', () => {
    host.refuse('socket.send', systemError('sendto', 'ENOBUFS'));
    const { status, log } = startIt();
    expect(status).toBe(0);
    expect(log).toContain(`warn: ${VIP}: packets not sent on eth0: 1 (sendto: ENOBUFS)`);
    expect(log).toContain(`debug: ${VIP}: packets sent on eth0: 0`);
  });
});

describe('arp_bg=false', () => {
  it('start sends all rounds at their times, and returns after the last', () => {
    expect(startIt({ arp_bg: false })).toMatchObject({ status: 0, leftOpen: [] });
    expect(times()).toEqual([0, 200, 400, 600, 800]);
    // Another owner of the address may answer the last probe.
    expect(host.timeline.elapsed).toBe(800 + CONFLICT_WAIT_MS);
    expect(host.spawned).toEqual([]);
    expect(host.locks.names()).toEqual([]);
  });

  it('start releases the address lock before the other rounds', () => {
    startIt({ arp_bg: false });
    const release = host.calls.indexOf('lock.release');
    expect(release).toBeGreaterThan(host.calls.indexOf('addresses.add'));
    expect(release).toBeLessThan(host.calls.lastIndexOf('watch.nextEvent'));
  });

  it('start advertises its pid while it announces', () => {
    const holders: (number | undefined)[] = [];
    const note = () => holders.push(host.locks.advertisedHolder(lockName(), 'any'));
    host.after('addresses.add', note);
    host.timeline.at(300, note);
    startIt({ arp_bg: false });
    expect(holders).toEqual([expect.any(Number), expect.any(Number)]);
  });

  it('start fails if the address is removed meanwhile', () => {
    host.timeline.at(500, removeByHand);
    expect(startIt({ arp_bg: false })).toMatchObject({
      status: 1,
      reason: `${VIP} was removed by another process`,
      leftOpen: [],
    });
    expect(host.timeline.elapsed).toBe(500);
    expect(times()).toEqual([0, 200, 400]);
    expect(host.locks.names()).toEqual([]);
  });

  it('start succeeds and releases its locks if the other rounds cannot be sent', () => {
    host.refuse('watch.nextEvent', systemError('recvfrom', 'ENOMEM'), 4);
    const { status, log, leftOpen } = startIt({ arp_bg: false });
    expect(status).toBe(0);
    expect(log).toContain('error: the other announcement rounds were not sent: recvfrom: ENOMEM');
    expect(leftOpen).toEqual([]);
    expect(host.locks.names()).toEqual([]);
  });
});
