import { beforeEach, describe, expect, it } from 'vitest';
import type { ArpType } from '../../../lib/ocf/request.ts';
import { Round } from '../../../lib/vip/round.ts';
import { type RoundsOutcome, type Schedule, sendRounds } from '../../../lib/vip/rounds.ts';
import { decodeArp } from '../../../lib/wire/arp.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { systemError } from '../support/system-error.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('eth0');
  host.addAddress('eth0', `${VIP}/24`);
});

/** Rounds 200 ms apart from now on. */
function send(
  type: ArpType = 'both',
  { first = 0, count = 3, comesBack = (): boolean => false } = {},
): RoundsOutcome {
  const link = host.link('eth0');
  const schedule: Schedule = { startedAt: kernel.clock.now(), interval: 200, count };
  const round = new Round(kernel, { ip: address(VIP), link, type });
  return sendRounds(round, schedule, first, {
    sender: kernel.openSender(),
    watch: kernel.watchAddress(address(VIP), link.index),
    clock: kernel.clock,
    isInUse: () => true,
    comesBack,
  });
}

const times = () => host.packets.map(({ at }) => at);
const removeByHand = () => host.removeAddress('eth0', `${VIP}/24`);

describe('rounds', () => {
  it.each([
    ['both', [0, 0, 200, 200, 400, 400]],
    ['request', [0, 200, 400]],
    ['reply', [0, 200, 400]],
  ] as const)('of %s are sent at %j', (type, expected) => {
    expect(send(type)).toEqual({ kind: 'complete', sent: expected.length, unsent: [] });
    expect(times()).toEqual(expected);
  });

  it('start with the first that is not sent yet, at its own time', () => {
    send('request', { first: 1, count: 4 });
    expect(times()).toEqual([200, 400, 600]);
  });

  it('do not drift, however long one of them takes', () => {
    host.before('sender.send', () => host.timeline.advance(kernel.clock.now() + 130), 1);
    send('request', { count: 4 });
    expect(times()).toEqual([0, 330, 400, 600]);
  });

  it('that are late are sent at once', () => {
    host.before('sender.send', () => host.timeline.advance(kernel.clock.now() + 450));
    send('request', { count: 4 });
    expect(times()).toEqual([450, 450, 450, 600]);
  });

  it('end when the address is removed', () => {
    host.timeline.at(350, removeByHand);
    expect(send('request', { count: 100 })).toMatchObject({ kind: 'address-gone', sent: 2 });
    expect(times()).toEqual([0, 200]);
    expect(host.timeline.elapsed).toBe(350);
  });

  it('end between two packets of one round', () => {
    host.after('sender.send', removeByHand, 2);
    expect(send('both')).toMatchObject({ kind: 'address-gone', sent: 3 });
    expect(times()).toEqual([0, 0, 200]);
  });

  it('end when the address is removed, also where it is there again but not ours', () => {
    host.timeline.at(350, () => {
      removeByHand();
      host.addAddress('eth0', `${VIP}/24`);
    });
    expect(send('request')).toMatchObject({ kind: 'address-gone', sent: 2 });
  });

  it('go on at their times when it comes back, however often', () => {
    host.timeline.at(250, removeByHand);
    host.timeline.at(350, removeByHand);
    let returns = 0;
    const comesBack = () => {
      host.addAddress('eth0', `${VIP}/24`);
      returns++;
      return true;
    };
    expect(send('request', { count: 4, comesBack })).toMatchObject({ kind: 'complete', sent: 4 });
    expect(times()).toEqual([0, 200, 400, 600]);
    expect(returns).toBe(2);
  });

  it('go on when another address is removed', () => {
    host.addAddress('eth0', '10.0.0.11/24');
    host.timeline.at(350, () => host.removeAddress('eth0', '10.0.0.11/24'));
    expect(send('request')).toMatchObject({ kind: 'complete', sent: 3 });
  });

  it('go on when the same address is removed from another interface', () => {
    host.addLink('eth1');
    host.addAddress('eth1', `${VIP}/24`);
    host.timeline.at(350, () => host.removeAddress('eth1', `${VIP}/24`));
    expect(send('request')).toMatchObject({ kind: 'complete', sent: 3 });
  });

  it('do not count a packet that never left the host', () => {
    const refusal = systemError('sendto', 'ENOBUFS');
    host.refuse('sender.send', refusal, 1);
    expect(send('both')).toEqual({ kind: 'complete', sent: 5, unsent: [refusal] });
    expect(times()).toEqual([0, 200, 200, 400, 400]);
  });

  const OTHER = Uint8Array.of(2, 0, 0x5e, 0, 0, 9);
  const senders = () =>
    host.packets.map(({ payload }) => [...decodeArp(payload).senderHardwareAddress]);

  it('tell of another hardware address at once, and from then on', () => {
    const first = [...host.link('eth0').address];
    host.timeline.at(250, () => host.links.setAddress('eth0', OTHER));
    expect(send('request')).toMatchObject({ kind: 'complete', sent: 4 });
    expect(times()).toEqual([0, 200, 250, 400]);
    expect(senders()).toEqual([first, first, [...OTHER], [...OTHER]]);
  });

  it('begin a round again whose first packet told of the old one', () => {
    host.after('sender.send', () => host.links.setAddress('eth0', OTHER));
    expect(send('both', { count: 1 })).toMatchObject({ kind: 'complete', sent: 3 });
    expect(senders().slice(1)).toEqual([[...OTHER], [...OTHER]]);
  });

  it('end with a round of the hardware address that the link got at the last moment', () => {
    host.after('sender.send', () => host.links.setAddress('eth0', OTHER), 1);
    expect(send('both', { count: 1 })).toMatchObject({ kind: 'complete', sent: 4 });
    expect(senders().slice(2)).toEqual([[...OTHER], [...OTHER]]);
  });

  it('send nothing more when anything else of the link changes', () => {
    host.timeline.at(250, () => host.links.setCarrier('eth0', false));
    host.timeline.at(300, () => host.links.rename('eth0', 'wan0'));
    expect(send('request')).toMatchObject({ sent: 3 });
  });
});
