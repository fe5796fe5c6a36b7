import { beforeEach, describe, expect, it } from 'vitest';
import type { ArpType } from '../../../../build/names.ts';
import { Conversation } from '../../../../lib/vip/announce/conversation.ts';
import { Pace } from '../../../../lib/vip/announce/pace.ts';
import { Round } from '../../../../lib/vip/announce/round.ts';
import { Rounds, type RoundsOutcome, type Schedule } from '../../../../lib/vip/announce/rounds.ts';
import { decodeArp } from '../../../../lib/wire/arp.ts';
import { ETH_P_ARP } from '../../../../lib/wire/ethernet.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import { systemError } from '../../support/system-error.ts';

const VIP = '10.0.0.10';
/** Frames per second: no round waits. */
const RATE = 100_000;

let host: FakeHost;
let kernel: FakeKernel;
/** clock.now() of each call of onAnnounced. */
let announced: number[];
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  announced = [];
  host.addLink('eth0');
  host.addAddress('eth0', `${VIP}/24`);
});

/** Sends all rounds, 200 ms apart, unless the first one finds the address removed. */
function send(
  type: ArpType = 'both',
  {
    count = 3,
    late = [] as readonly number[],
    isInUse = (): boolean => true,
    waitForRestore = (): boolean => false,
  } = {},
): RoundsOutcome {
  const link = host.link('eth0');
  const ip = address(VIP);
  const socket = kernel.openReceiver(ETH_P_ARP, link.index);
  const schedule: Schedule = { startedAt: kernel.clock.now(), interval: 200, count, late };
  const rounds = new Rounds(new Round(kernel, { ip, link, type }), schedule, {
    socket,
    watch: kernel.watchAddress(ip, link.index),
    clock: kernel.clock,
    pace: new Pace(kernel, link.index, RATE),
    conversation: new Conversation(
      kernel,
      { ip, link, prefixLength: 24, asks: undefined },
      socket,
      () => {},
    ),
    isInUse,
    waitForRestore,
    onAnnounced: () => announced.push(kernel.clock.now()),
  });
  const first = rounds.sendFirst();
  return first.kind === 'complete' ? rounds.sendOthers() : first;
}

const times = () => host.packets.map(({ at }) => at);
const removeByHand = () => host.removeAddress('eth0', `${VIP}/24`);

describe('Rounds', () => {
  it.each([
    ['both', [0, 0, 200, 200, 400, 400]],
    ['request', [0, 200, 400]],
    ['reply', [0, 200, 400]],
  ] as const)('sends rounds of arp_type=%s at %j', (type, expected) => {
    expect(send(type)).toEqual({ kind: 'complete', sent: expected.length, unsent: [] });
    expect(times()).toEqual(expected);
  });

  it('sends late rounds at their times, between others and after them', () => {
    send('request', { late: [300, 5000, 8000] });
    expect(times()).toEqual([0, 200, 300, 400, 5000, 8000]);
  });

  it('ends before a round if the kernel does not use the address', () => {
    let calls = 0;
    const isInUse = () => ++calls < 2;
    expect(send('request', { isInUse })).toMatchObject({ kind: 'address-gone', sent: 2 });
  });

  it('keeps the times of later rounds if one takes longer', () => {
    host.before('socket.send', () => host.timeline.advance(kernel.clock.now() + 130), 1);
    send('request', { count: 4 });
    expect(times()).toEqual([0, 330, 400, 600]);
  });

  it('sends rounds that are late at once', () => {
    host.before('socket.send', () => host.timeline.advance(kernel.clock.now() + 450));
    send('request', { count: 4 });
    expect(times()).toEqual([450, 450, 450, 600]);
  });

  it('ends when the address is removed', () => {
    host.timeline.at(350, removeByHand);
    expect(send('request', { count: 100 })).toMatchObject({ kind: 'address-gone', sent: 2 });
    expect(times()).toEqual([0, 200]);
    expect(host.timeline.elapsed).toBe(350);
  });

  it('ends between two packets of one round', () => {
    host.after('socket.send', removeByHand, 2);
    expect(send('both')).toMatchObject({ kind: 'address-gone', sent: 3 });
    expect(times()).toEqual([0, 0, 200]);
  });

  it('ends when the address is removed, also if it is added again at once', () => {
    host.timeline.at(350, () => {
      removeByHand();
      host.addAddress('eth0', `${VIP}/24`);
    });
    expect(send('request')).toMatchObject({ kind: 'address-gone', sent: 2 });
  });

  it('continues at the same times when the address is put back', () => {
    host.timeline.at(250, removeByHand);
    host.timeline.at(350, removeByHand);
    let returns = 0;
    const waitForRestore = () => {
      host.addAddress('eth0', `${VIP}/24`);
      returns++;
      return true;
    };
    expect(send('request', { count: 4, waitForRestore })).toMatchObject({
      kind: 'complete',
      sent: 4,
    });
    expect(times()).toEqual([0, 200, 400, 600]);
    expect(returns).toBe(2);
  });

  it('continues when another address is removed', () => {
    host.addAddress('eth0', '10.0.0.11/24');
    host.timeline.at(350, () => host.removeAddress('eth0', '10.0.0.11/24'));
    expect(send('request')).toMatchObject({ kind: 'complete', sent: 3 });
  });

  it('continues when the address is removed from another interface', () => {
    host.addLink('eth1');
    host.addAddress('eth1', `${VIP}/24`);
    host.timeline.at(350, () => host.removeAddress('eth1', `${VIP}/24`));
    expect(send('request')).toMatchObject({ kind: 'complete', sent: 3 });
  });

  it('does not count a packet that cannot be sent', () => {
    const refusal = systemError('sendto', 'ENOBUFS');
    host.refuse('socket.send', refusal, 1);
    expect(send('both')).toEqual({ kind: 'complete', sent: 5, unsent: [refusal] });
    expect(times()).toEqual([0, 200, 200, 400, 400]);
  });

  const OTHER = Uint8Array.of(2, 0, 0x5e, 0, 0, 9);
  const senders = () =>
    host.packets.map(({ payload }) => [...decodeArp(payload).senderHardwareAddress]);

  it('begins again at once when the hardware address of the link changes', () => {
    const first = [...host.link('eth0').address];
    host.timeline.at(250, () => host.links.setAddress('eth0', OTHER));
    expect(send('request', { late: [500] })).toMatchObject({ kind: 'complete', sent: 6 });
    expect(times()).toEqual([0, 200, 250, 450, 650, 750]);
    expect(senders()).toEqual([first, first, ...Array(4).fill([...OTHER])]);
  });

  it.each([
    ['the carrier is back', () => host.links.setCarrier('eth0', true)],
    ['another port of the bond is active', () => host.links.setActivePort('eth0', 7)],
  ])('begins again at once when %s', (_, change) => {
    host.timeline.at(250, () => host.links.setCarrier('eth0', false));
    host.timeline.at(350, change);
    expect(send('request')).toMatchObject({ kind: 'complete', sent: 5 });
    expect(times()).toEqual([0, 200, 350, 550, 750]);
  });

  it('repeats a round if the hardware address changes during it', () => {
    host.after('socket.send', () => host.links.setAddress('eth0', OTHER));
    expect(send('both', { count: 1 })).toMatchObject({ kind: 'complete', sent: 3 });
    expect(senders().slice(1)).toEqual([[...OTHER], [...OTHER]]);
  });

  it('repeats the last round if the hardware address changes after its last packet', () => {
    host.after('socket.send', () => host.links.setAddress('eth0', OTHER), 1);
    expect(send('both', { count: 1 })).toMatchObject({ kind: 'complete', sent: 4 });
    expect(senders().slice(2)).toEqual([[...OTHER], [...OTHER]]);
  });

  it('does not announce on a changed link if the kernel does not use the address', () => {
    let isUsed = true;
    host.timeline.at(250, () => {
      isUsed = false;
      host.links.setAddress('eth0', OTHER);
    });
    const outcome = send('request', { isInUse: () => isUsed });
    expect(outcome).toMatchObject({ kind: 'address-gone', sent: 2 });
  });

  it('tells of each round', () => {
    send('request');
    expect(announced).toHaveLength(3);
  });

  it('sends no further round when anything else of the link changes', () => {
    host.timeline.at(250, () => host.links.setCarrier('eth0', false));
    host.timeline.at(300, () => host.links.rename('eth0', 'wan0'));
    expect(send('request')).toMatchObject({ sent: 3 });
  });
});
