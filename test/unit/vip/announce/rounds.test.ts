import { beforeEach, describe, expect, it } from 'vitest';
import type { ArpType } from '../../../../build/names.ts';
import { Round } from '../../../../lib/vip/announce/round.ts';
import {
  type RoundsOutcome,
  type Schedule,
  sendRounds,
} from '../../../../lib/vip/announce/rounds.ts';
import { decodeArp } from '../../../../lib/wire/arp.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import { systemError } from '../../support/system-error.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('eth0');
  host.addAddress('eth0', `${VIP}/24`);
});

/** Sends rounds with an interval of 200 ms. */
function send(
  type: ArpType = 'both',
  { first = 0, count = 3, waitForRestore = (): boolean => false } = {},
): RoundsOutcome {
  const link = host.link('eth0');
  const schedule: Schedule = { startedAt: kernel.clock.now(), interval: 200, count };
  const round = new Round(kernel, { ip: address(VIP), link, type });
  return sendRounds(round, schedule, first, {
    sender: kernel.openSender(),
    watch: kernel.watchAddress(address(VIP), link.index),
    clock: kernel.clock,
    isInUse: () => true,
    waitForRestore,
  });
}

const times = () => host.packets.map(({ at }) => at);
const removeByHand = () => host.removeAddress('eth0', `${VIP}/24`);

describe('sendRounds', () => {
  it.each([
    ['both', [0, 0, 200, 200, 400, 400]],
    ['request', [0, 200, 400]],
    ['reply', [0, 200, 400]],
  ] as const)('sends rounds of arp_type=%s at %j', (type, expected) => {
    expect(send(type)).toEqual({ kind: 'complete', sent: expected.length, unsent: [] });
    expect(times()).toEqual(expected);
  });

  it('begins with round `first`, at its time', () => {
    send('request', { first: 1, count: 4 });
    expect(times()).toEqual([200, 400, 600]);
  });

  it('keeps the times of later rounds if one takes longer', () => {
    host.before('sender.send', () => host.timeline.advance(kernel.clock.now() + 130), 1);
    send('request', { count: 4 });
    expect(times()).toEqual([0, 330, 400, 600]);
  });

  it('sends rounds that are late at once', () => {
    host.before('sender.send', () => host.timeline.advance(kernel.clock.now() + 450));
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
    host.after('sender.send', removeByHand, 2);
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
    host.refuse('sender.send', refusal, 1);
    expect(send('both')).toEqual({ kind: 'complete', sent: 5, unsent: [refusal] });
    expect(times()).toEqual([0, 200, 200, 400, 400]);
  });

  const OTHER = Uint8Array.of(2, 0, 0x5e, 0, 0, 9);
  const senders = () =>
    host.packets.map(({ payload }) => [...decodeArp(payload).senderHardwareAddress]);

  it('sends a round at once when the hardware address of the link changes', () => {
    const first = [...host.link('eth0').address];
    host.timeline.at(250, () => host.links.setAddress('eth0', OTHER));
    expect(send('request')).toMatchObject({ kind: 'complete', sent: 4 });
    expect(times()).toEqual([0, 200, 250, 400]);
    expect(senders()).toEqual([first, first, [...OTHER], [...OTHER]]);
  });

  it('repeats a round if the hardware address changes during it', () => {
    host.after('sender.send', () => host.links.setAddress('eth0', OTHER));
    expect(send('both', { count: 1 })).toMatchObject({ kind: 'complete', sent: 3 });
    expect(senders().slice(1)).toEqual([[...OTHER], [...OTHER]]);
  });

  it('repeats the last round if the hardware address changes after its last packet', () => {
    host.after('sender.send', () => host.links.setAddress('eth0', OTHER), 1);
    expect(send('both', { count: 1 })).toMatchObject({ kind: 'complete', sent: 4 });
    expect(senders().slice(2)).toEqual([[...OTHER], [...OTHER]]);
  });

  it('sends no further round when anything else of the link changes', () => {
    host.timeline.at(250, () => host.links.setCarrier('eth0', false));
    host.timeline.at(300, () => host.links.rename('eth0', 'wan0'));
    expect(send('request')).toMatchObject({ sent: 3 });
  });
});
