import { beforeEach, describe, expect, it } from 'vitest';
import { detectConflict } from '../../../../lib/vip/conflict/detect-conflict.ts';
import { ARP_REPLY, ARP_REQUEST, decodeArp, encodeArp } from '../../../../lib/wire/arp.ts';
import { ETH_P_ARP } from '../../../../lib/wire/ethernet.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import { systemError } from '../../support/system-error.ts';

const VIP = address('10.0.0.10').bytes;
const OTHER = address('10.0.0.77').bytes;
const UNSPECIFIED = new Uint8Array(4);
const OTHER_MAC = Uint8Array.of(2, 0xaa, 0, 0, 0, 1);
/** CONFLICT_DETECTION_MS */
const DETECTION_MS = 300;

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('eth0');
  host.addLink('eth1');
});

const detectOnEth0 = () => detectConflict(kernel, host.link('eth0'), address('10.0.0.10'));

function arp(
  operation: number,
  source: Uint8Array,
  target: Uint8Array,
  sender: Uint8Array = OTHER_MAC,
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

describe('detection without an answer', () => {
  it('finds no conflict after PROBE_NUM probes', () => {
    expect(detectOnEth0()).toBeUndefined();
    expect(host.questions.map(({ at }) => at)).toEqual([0, 100, 200]);
    expect(host.timeline.elapsed).toBe(DETECTION_MS);
  });

  it('broadcasts ARP Probes without a sender protocol address', () => {
    detectOnEth0();
    const link = host.link('eth0');
    for (const { payload, destination, etherType, index } of host.questions) {
      expect({ destination, etherType, index }).toEqual({
        destination: link.broadcast,
        etherType: ETH_P_ARP,
        index: link.index,
      });
      expect(decodeArp(payload)).toMatchObject({
        operation: ARP_REQUEST,
        senderHardwareAddress: link.address,
        senderProtocolAddress: UNSPECIFIED,
        targetHardwareAddress: new Uint8Array(6),
        targetProtocolAddress: VIP,
      });
    }
  });
});

describe('a conflict is', () => {
  it.each([
    ["another host's reply", arp(ARP_REPLY, VIP, UNSPECIFIED)],
    ["another host's request from the address", arp(ARP_REQUEST, VIP, OTHER)],
    ["another host's announcement", arp(ARP_REQUEST, VIP, VIP)],
    ["another host's probe", arp(ARP_REQUEST, UNSPECIFIED, VIP)],
  ])('%s', (_what, payload) => {
    arrives(payload);
    expect(detectOnEth0()).toEqual(OTHER_MAC);
    expect(host.timeline.elapsed).toBe(150);
  });

  it('an answer to the last probe', () => {
    arrives(arp(ARP_REPLY, VIP, UNSPECIFIED), DETECTION_MS - 1);
    expect(detectOnEth0()).toBeDefined();
  });

  it('found after packets for other addresses', () => {
    for (let i = 0; i < 20; i++) arrives(arp(ARP_REQUEST, OTHER, OTHER));
    arrives(arp(ARP_REPLY, VIP, UNSPECIFIED));
    expect(detectOnEth0()).toBeDefined();
  });
});

describe('no conflict is', () => {
  const whole = arp(ARP_REPLY, VIP, UNSPECIFIED);
  const changed = (at: number, value: number) => {
    const bytes = whole.slice();
    bytes[at] = value;
    return bytes;
  };

  it.each([
    ["another host's request for the address", arp(ARP_REQUEST, OTHER, VIP)],
    ["another host's reply for another address", arp(ARP_REPLY, OTHER, VIP)],
    ["another host's probe for another address", arp(ARP_REQUEST, UNSPECIFIED, OTHER)],
    ['a reply without a sender protocol address', arp(ARP_REPLY, UNSPECIFIED, VIP)],
    ['a packet of no octets', new Uint8Array(0)],
    ['a packet that is cut off', whole.subarray(0, whole.length - 1)],
    ['a packet of another protocol', changed(2, 0x86)],
    ['a packet with long protocol addresses', changed(5, 16)],
    ['a packet with a hardware address longer than itself', changed(4, 255)],
  ])('%s', (_what, payload) => {
    arrives(payload);
    expect(detectOnEth0()).toBeUndefined();
  });

  it('our own frame', () => {
    const { address: own } = host.link('eth0');
    arrives(arp(ARP_REQUEST, UNSPECIFIED, VIP, own));
    arrives(arp(ARP_REPLY, VIP, UNSPECIFIED, own));
    expect(detectOnEth0()).toBeUndefined();
  });

  it('anything on another interface', () => {
    arrives(whole, 150, 'eth1');
    expect(detectOnEth0()).toBeUndefined();
  });
});

describe('a shared hardware address', () => {
  const detectWithShared = (shared: Uint8Array) =>
    detectConflict(kernel, host.link('eth0'), address('10.0.0.10'), shared);

  it('in an answer is no conflict', () => {
    arrives(arp(ARP_REPLY, VIP, UNSPECIFIED));
    expect(detectWithShared(OTHER_MAC)).toBeUndefined();
  });

  it('does not make a conflict of our own frame', () => {
    arrives(arp(ARP_REPLY, VIP, UNSPECIFIED, host.link('eth0').address));
    expect(detectWithShared(OTHER_MAC)).toBeUndefined();
  });

  it('does not hide a host that has another', () => {
    const other = Uint8Array.of(2, 0xbb, 0, 0, 0, 1);
    arrives(arp(ARP_REPLY, VIP, UNSPECIFIED), 150);
    arrives(arp(ARP_REPLY, VIP, UNSPECIFIED, other), 160);
    expect(detectWithShared(OTHER_MAC)).toEqual(other);
  });
});

it('detectConflict sends its probes on time during a flood of other packets', () => {
  // There is always a packet to read, and reading it takes 10 ms.
  const flood = (left: number) =>
    host.before('socket.receive', () => {
      if (left === 0) return;
      host.deliver('eth0', arp(ARP_REQUEST, OTHER, OTHER));
      host.timeline.advance(host.timeline.now() + 10);
      flood(left - 1);
    });
  flood(100);
  expect(detectOnEth0()).toBeUndefined();
  expect(host.questions.map(({ at }) => at)).toEqual([0, 100, 200]);
  expect(host.timeline.elapsed).toBe(DETECTION_MS);
});

it('detectConflict does not catch errors other than of malformed packets', () => {
  const subarray = () => {
    throw new Error('a defect');
  };
  arrives(Object.assign(arp(ARP_REPLY, VIP, UNSPECIFIED), { subarray }));
  expect(detectOnEth0).toThrow('a defect');
});

it('detectConflict copies the hardware address from the receive buffer', () => {
  const payload = arp(ARP_REPLY, VIP, UNSPECIFIED);
  arrives(payload);
  const conflict = detectOnEth0();
  payload.fill(0xaa);
  expect(conflict).toEqual(OTHER_MAC);
});

it('detectConflict closes its socket if a probe cannot be sent', () => {
  host.refuse('socket.ask', systemError('sendto', 'ENETDOWN'), 1);
  expect(detectOnEth0).toThrow('sendto: ENETDOWN');
  expect(host.descriptors.of(kernel.pid)).toEqual([]);
});
