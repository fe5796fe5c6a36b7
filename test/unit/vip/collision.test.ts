import { beforeEach, describe, expect, it } from 'vitest';
import { PROBE_INTERVAL, PROBE_NUM, probe } from '../../../lib/vip/collision.ts';
import { ARP_REPLY, ARP_REQUEST, decodeArp, encodeArp } from '../../../lib/wire/arp.ts';
import { ETH_P_ARP } from '../../../lib/wire/ethernet.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { systemError } from '../support/system-error.ts';

const VIP = address('10.0.0.10').bytes;
const OTHER = address('10.0.0.77').bytes;
const NOBODY = new Uint8Array(4);
const RIVAL = Uint8Array.of(2, 0xaa, 0, 0, 0, 1);
const WHOLE_PROBE = PROBE_NUM * PROBE_INTERVAL;

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('eth0');
  host.addLink('eth1');
});

const probeEth0 = () => probe(kernel, host.link('eth0'), address('10.0.0.10'));

function arp(
  operation: number,
  source: Uint8Array,
  target: Uint8Array,
  sender: Uint8Array = RIVAL,
) {
  return encodeArp({
    hardwareType: 1,
    operation,
    senderHardwareAddress: sender,
    senderProtocolAddress: source,
    targetHardwareAddress: new Uint8Array(6),
    targetProtocolAddress: target,
  });
}

const arrives = (payload: Uint8Array, at = 150, dev = 'eth0') =>
  host.timeline.at(at, () => host.deliver(dev, payload));

describe('a probe that nobody answers', () => {
  it('finds the address free, after PROBE_NUM probes at their times', () => {
    expect(probeEth0()).toEqual({ kind: 'free' });
    expect(host.packets.map(({ at }) => at)).toEqual([0, 100, 200]);
    expect(host.timeline.elapsed).toBe(WHOLE_PROBE);
  });

  it('asks everybody for the address, in the name of nobody', () => {
    probeEth0();
    const link = host.link('eth0');
    for (const { payload, destination, etherType, index } of host.packets) {
      expect({ destination, etherType, index }).toEqual({
        destination: link.broadcast,
        etherType: ETH_P_ARP,
        index: link.index,
      });
      expect(decodeArp(payload)).toMatchObject({
        operation: ARP_REQUEST,
        senderHardwareAddress: link.address,
        senderProtocolAddress: NOBODY,
        targetHardwareAddress: new Uint8Array(6),
        targetProtocolAddress: VIP,
      });
    }
  });
});

describe('a collision is', () => {
  it.each([
    ["another host's reply", arp(ARP_REPLY, VIP, NOBODY)],
    ["another host's request in the name of the address", arp(ARP_REQUEST, VIP, OTHER)],
    ["another host's announcement", arp(ARP_REQUEST, VIP, VIP)],
    ["another host's probe", arp(ARP_REQUEST, NOBODY, VIP)],
  ])('%s', (_what, payload) => {
    arrives(payload);
    expect(probeEth0()).toEqual({ kind: 'taken', by: RIVAL });
    expect(host.timeline.elapsed).toBe(150);
  });

  it('also an answer to the last probe', () => {
    arrives(arp(ARP_REPLY, VIP, NOBODY), WHOLE_PROBE - 1);
    expect(probeEth0()).toMatchObject({ kind: 'taken' });
  });

  it('found behind packets that say nothing', () => {
    for (let i = 0; i < 20; i++) arrives(arp(ARP_REQUEST, OTHER, OTHER));
    arrives(arp(ARP_REPLY, VIP, NOBODY));
    expect(probeEth0()).toMatchObject({ kind: 'taken' });
  });
});

describe('no collision is', () => {
  const whole = arp(ARP_REPLY, VIP, NOBODY);
  const changed = (at: number, value: number) => {
    const bytes = whole.slice();
    bytes[at] = value;
    return bytes;
  };

  it.each([
    ["another host's question for the address", arp(ARP_REQUEST, OTHER, VIP)],
    ["another host's reply for another address", arp(ARP_REPLY, OTHER, VIP)],
    ["another host's probe for another address", arp(ARP_REQUEST, NOBODY, OTHER)],
    ['a reply from nobody', arp(ARP_REPLY, NOBODY, VIP)],
    ['a packet of no octets', new Uint8Array(0)],
    ['a packet that is cut off', whole.subarray(0, whole.length - 1)],
    ['a packet of another protocol', changed(2, 0x86)],
    ['a packet with long protocol addresses', changed(5, 16)],
    ['a packet with a hardware address longer than itself', changed(4, 255)],
  ])('%s', (_what, payload) => {
    arrives(payload);
    expect(probeEth0()).toEqual({ kind: 'free' });
  });

  it('our own frame', () => {
    const { address: own } = host.link('eth0');
    arrives(arp(ARP_REQUEST, NOBODY, VIP, own));
    arrives(arp(ARP_REPLY, VIP, NOBODY, own));
    expect(probeEth0()).toEqual({ kind: 'free' });
  });

  it('anything on another interface', () => {
    arrives(whole, 150, 'eth1');
    expect(probeEth0()).toEqual({ kind: 'free' });
  });
});

describe('a shared hardware address', () => {
  const probeShared = (shared: Uint8Array) =>
    probe(kernel, host.link('eth0'), address('10.0.0.10'), shared);

  it('that other hosts answer with is no rival', () => {
    arrives(arp(ARP_REPLY, VIP, NOBODY));
    expect(probeShared(RIVAL)).toEqual({ kind: 'free' });
  });

  it('does not make a rival of our own frame', () => {
    arrives(arp(ARP_REPLY, VIP, NOBODY, host.link('eth0').address));
    expect(probeShared(RIVAL)).toEqual({ kind: 'free' });
  });

  it('does not hide a rival that has another', () => {
    const other = Uint8Array.of(2, 0xbb, 0, 0, 0, 1);
    arrives(arp(ARP_REPLY, VIP, NOBODY), 150);
    arrives(arp(ARP_REPLY, VIP, NOBODY, other), 160);
    expect(probeShared(RIVAL)).toEqual({ kind: 'taken', by: other });
  });
});

it('sends its probes on time through a flood of other packets', () => {
  // There is always one to be read, and reading it takes 10 milliseconds.
  const flood = (left: number) =>
    host.before('receiver.receive', () => {
      if (left === 0) return;
      host.deliver('eth0', arp(ARP_REQUEST, OTHER, OTHER));
      host.timeline.advance(host.timeline.now() + 10);
      flood(left - 1);
    });
  flood(100);
  expect(probeEth0()).toEqual({ kind: 'free' });
  expect(host.packets.map(({ at }) => at)).toEqual([0, 100, 200]);
  expect(host.timeline.elapsed).toBe(WHOLE_PROBE);
});

it('does not take a defect for a packet that says nothing', () => {
  const subarray = () => {
    throw new Error('a defect');
  };
  arrives(Object.assign(arp(ARP_REPLY, VIP, NOBODY), { subarray }));
  expect(probeEth0).toThrow('a defect');
});

it('the rival outlives the buffer that its packet came in', () => {
  const payload = arp(ARP_REPLY, VIP, NOBODY);
  arrives(payload);
  const collision = probeEth0();
  payload.fill(0xaa);
  expect(collision).toEqual({ kind: 'taken', by: RIVAL });
});

it('closes its socket, also when a probe cannot be sent', () => {
  host.refuse('sender.send', systemError('sendto', 'ENETDOWN'), 1);
  expect(probeEth0).toThrow('sendto: ENETDOWN');
  expect(host.descriptors.of(kernel.pid)).toEqual([]);
});
