import { beforeEach, describe, expect, it } from 'vitest';
import { neighborPacket, solicitation } from '../../../../lib/vip/announce/neighbor-packet.ts';
import { detectDuplicate, whyLeftToKernel } from '../../../../lib/vip/conflict/detect-duplicate.ts';
import { ARPHRD_ETHER } from '../../../../lib/wire/arp.ts';
import { ETH_P_IPV6 } from '../../../../lib/wire/ethernet.ts';
import { IFA_F_DADFAILED, IFA_F_TENTATIVE, RT_SCOPE_LINK } from '../../../../lib/wire/ifaddrmsg.ts';
import { decodeIpv6 } from '../../../../lib/wire/ipv6.ts';
import { ALL_NODES } from '../../../../lib/wire/multicast-address.ts';
import { encodeNeighborAdvertisement } from '../../../../lib/wire/neighbor-advertisement.ts';
import { decodeNeighborSolicitation } from '../../../../lib/wire/neighbor-solicitation.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import { hex } from '../../support/fields.ts';
import { systemError } from '../../support/system-error.ts';

const VIP = address('2001:db8::10').bytes;
const OTHER = address('2001:db8::77').bytes;
const UNSPECIFIED = address('::').bytes;
const OWN = address('fe80::1').bytes;
const THEIRS = address('fe80::2').bytes;
const OTHER_MAC = hex('02aa00000001');
const NONCE = hex('666c6f617470');
/** FakeReceiver has no other. */
const FRAME_SOURCE = new Uint8Array(6);

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('eth0');
  host.addLink('eth1');
  host.addAddress('eth0', 'fe80::1/64', { scope: RT_SCOPE_LINK });
});

const detectOnEth0 = (ip = '2001:db8::10') =>
  detectDuplicate(kernel, host.link('eth0'), address(ip));
const arrives = (payload: Uint8Array, at = 150, dev = 'eth0') =>
  host.timeline.at(at, () => host.deliver(dev, payload));

function advertisement({
  target = VIP,
  override = true,
  mac = OTHER_MAC,
  hasMac = true,
  hopLimit = 255,
} = {}): Uint8Array {
  const addressing = { hardwareType: ARPHRD_ETHER, source: target, destination: OWN };
  const message = encodeNeighborAdvertisement(
    {
      router: false,
      solicited: true,
      override,
      target,
      targetLinkLayerAddress: hasMac ? mac : undefined,
    },
    addressing,
  );
  const { payload } = neighborPacket(target, OWN, ALL_NODES, message);
  payload[7] = hopLimit;
  return payload;
}

/** The kernel's solicitation of duplicate address detection. */
function dadSolicitation(target = VIP): Uint8Array {
  const message = hex(`8700000000000000${target.toHex()}0e01010203040506`);
  return neighborPacket(UNSPECIFIED, ALL_NODES, ALL_NODES, message).payload;
}

function linkSolicitation(source: Uint8Array, mac: Uint8Array, nonce?: Uint8Array, target = VIP) {
  return solicitation({ ...host.link('eth0'), address: mac }, source, target, undefined, nonce)
    .payload;
}

describe('detection without an answer', () => {
  it('finds no duplicate after PROBE_NUM solicitations, and remains in the group', () => {
    const detection = detectOnEth0();
    expect(detection.kind).toBe('unique');
    expect(host.questions.map(({ at }) => at)).toEqual([0, 100, 200]);
    expect(host.timeline.elapsed).toBe(300);
    expect([...host.groups]).toEqual([`${host.link('eth0').index} ff02::1:ff00:10`]);
    if (detection.kind === 'unique') detection.group.close();
    expect([...host.groups]).toEqual([]);
    expect(host.descriptors.of(kernel.pid)).toEqual([]);
  });

  it('asks the group of the address, from the link-local address and with a nonce', () => {
    detectOnEth0();
    const link = host.link('eth0');
    for (const { payload, destination, etherType, index } of host.questions) {
      expect({ destination, etherType, index }).toEqual({
        destination: hex('3333ff000010'),
        etherType: ETH_P_IPV6,
        index: link.index,
      });
      const packet = decodeIpv6(payload);
      expect(packet).toMatchObject({
        hopLimit: 255,
        source: OWN,
        destination: address('ff02::1:ff00:10').bytes,
      });
      expect(decodeNeighborSolicitation(packet.payload, ARPHRD_ETHER)).toEqual({
        target: VIP,
        sourceLinkLayerAddress: link.address,
        nonce: NONCE,
      });
    }
  });

  it('joins the group before it asks', () => {
    detectOnEth0();
    const calls = host.calls.filter((name) => name === 'joinGroup' || name === 'socket.ask');
    expect(calls[0]).toBe('joinGroup');
  });
});

describe('a duplicate is', () => {
  it.each<[string, () => Uint8Array, Uint8Array]>([
    ["another host's advertisement", () => advertisement(), OTHER_MAC],
    ['that of a proxy', () => advertisement({ override: false }), OTHER_MAC],
    ['one without a hardware address', () => advertisement({ hasMac: false }), FRAME_SOURCE],
    ["the solicitation of another kernel's detection", () => dadSolicitation(), FRAME_SOURCE],
    ['that of another dad=fast', () => linkSolicitation(THEIRS, OTHER_MAC, NONCE), OTHER_MAC],
  ])('%s', (_, payload, mac) => {
    arrives(payload());
    expect(detectOnEth0()).toEqual({ kind: 'taken', hardwareAddress: mac });
    expect(host.timeline.elapsed).toBe(150);
    expect([...host.groups]).toEqual([]);
    expect(host.descriptors.of(kernel.pid)).toEqual([]);
  });

  it('an answer to the last solicitation', () => {
    arrives(advertisement(), 299);
    expect(detectOnEth0().kind).toBe('taken');
  });
});

describe('no duplicate is', () => {
  const whole = advertisement();
  it.each<[string, () => Uint8Array]>([
    ["a client's solicitation", () => linkSolicitation(THEIRS, OTHER_MAC)],
    ['one with a nonce of SEND', () => linkSolicitation(THEIRS, OTHER_MAC, hex('010203040506'))],
    ['an advertisement for another address', () => advertisement({ target: OTHER })],
    ['an advertisement that a router has forwarded', () => advertisement({ hopLimit: 254 })],
    ['detection for another address', () => dadSolicitation(OTHER)],
    ['dad=fast for another address', () => linkSolicitation(THEIRS, OTHER_MAC, NONCE, OTHER)],
    ['our echo', () => linkSolicitation(OWN, host.link('eth0').address, NONCE)],
    ['an echo of another interface', () => advertisement({ mac: host.link('eth1').address })],
    ['a packet of no octets', () => new Uint8Array(0)],
    ['a packet that is cut off', () => whole.subarray(0, whole.length - 1)],
    [
      'ICMPv6 without octets',
      () => neighborPacket(OTHER, OWN, ALL_NODES, new Uint8Array(0)).payload,
    ],
  ])('%s', (_, payload) => {
    arrives(payload());
    expect(detectOnEth0().kind).toBe('unique');
  });

  it('anything on another interface', () => {
    arrives(whole, 150, 'eth1');
    expect(detectOnEth0().kind).toBe('unique');
  });
});

describe('detection is left to the kernel', () => {
  const reasonOf = (ip?: string) => {
    const detection = detectOnEth0(ip);
    expect(host.questions).toEqual([]);
    expect(host.descriptors.of(kernel.pid)).toEqual([]);
    return detection.kind === 'left-to-kernel' ? detection.reason : detection.kind;
  };

  it.each([
    ['tentative', IFA_F_TENTATIVE],
    ['a duplicate', IFA_F_DADFAILED],
  ])('if the link-local address is %s', (_, flags) => {
    host.removeAddress('eth0', 'fe80::1/64');
    host.addAddress('eth0', 'fe80::1/64', { scope: RT_SCOPE_LINK, flags });
    expect(reasonOf()).toBe('eth0 has no link-local address that is ready to use');
  });

  it('if the only link-local address is the one that is sought', () => {
    expect(reasonOf('fe80::1')).toBe('eth0 has no link-local address that is ready to use');
  });

  it('if the link is down or has no carrier', () => {
    host.links.setCarrier('eth0', false);
    expect(reasonOf()).toBe('eth0 has no carrier');
    host.links.setUp(host.link('eth0').index, false);
    expect(reasonOf()).toBe('eth0 is down');
  });

  it('with the state that the link has now', () => {
    const before = host.link('eth0');
    host.links.setCarrier('eth0', false);
    expect(whyLeftToKernel(kernel, before, address('2001:db8::10'))).toBe('eth0 has no carrier');
  });
  it.each([
    ['joinGroup', 'setsockopt IPV6_JOIN_GROUP on eth0', 'ENOBUFS'],
    ['openReceiver', 'socket AF_PACKET', 'EPERM'],
    ['socket.ask', 'sendto AF_PACKET on eth0', 'ENETDOWN'],
  ] as const)('if a system call fails: %s', (call, operation, code) => {
    host.refuse(call, systemError(operation, code));
    expect(reasonOf()).toContain(`${operation}: ${code}`);
    expect([...host.groups]).toEqual([]);
  });
});

it('a defect is no reason to leave detection to the kernel', () => {
  host.refuse('socket.receive', new Error('a defect'));
  expect(() => detectOnEth0()).toThrow('a defect');
  expect(host.descriptors.of(kernel.pid)).toEqual([]);
});
