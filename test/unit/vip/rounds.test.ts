import { beforeEach, describe, expect, it } from 'vitest';
import { type ArpType, gratuitousArp } from '../../../lib/vip/gratuitous-arp.ts';
import { type RoundsOutcome, type Schedule, sendRounds } from '../../../lib/vip/rounds.ts';
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
  return sendRounds(gratuitousArp(link, address(VIP), type), link.index, schedule, first, {
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
});
