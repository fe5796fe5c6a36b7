import { beforeEach, describe, expect, it } from 'vitest';
import type { PacketReceiver } from '../../../../lib/linux/kernel.ts';
import type { Heard } from '../../../../lib/vip/announce/heard.ts';
import { Claims, type Conflict } from '../../../../lib/vip/conflict/claims.ts';
import { probeSource } from '../../../../lib/vip/conflict/probe.ts';
import { RT_SCOPE_LINK } from '../../../../lib/wire/ifaddrmsg.ts';
import { samePrefix, withHostBits } from '../../../../lib/wire/ip-address.ts';
import { CONTROL_WAIT_MS } from '../../../../ocf-metadata/times.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import { hex } from '../../support/fields.ts';
import { askerOf, targetOf } from '../../support/neighbourhood.ts';
import { systemError } from '../../support/system-error.ts';

const VIP = '10.0.0.10';
const OTHER = hex('0200000000aa');
const ROUTER = hex('0200000000bb');

let host: FakeHost;
let kernel: FakeKernel;
let socket: PacketReceiver;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('eth0');
  host.addLink('eth1');
  socket = kernel.openReceiver(0x0806, host.link('eth0').index);
});

function claimsFor(ip = VIP, prefixLength = 24): Claims {
  const source = probeSource(kernel, host.link('eth0'), address(ip));
  return new Claims(kernel, address(ip), prefixLength, source, socket);
}

/** What a host says: that it has an address. */
const says = (hardwareAddress: Uint8Array, ip: string, isOwner = true): Heard => ({
  address: address(ip).bytes,
  hardwareAddress,
  isOwner,
  answerTo: undefined,
});
/** The addresses of the control questions so far. */
const controls = () => host.questions.map(targetOf);
const pass = (milliseconds: number) => host.timeline.advance(host.timeline.now() + milliseconds);
const texts = (conflicts: readonly Conflict[]) =>
  conflicts.map(({ hardwareAddress, count }) => `${hardwareAddress.toHex()} ${count}`);

/** The conflicts after the wait for control answers. */
function settled(claims: Claims): string[] {
  pass(CONTROL_WAIT_MS);
  return texts(claims.settled());
}

describe('a claim', () => {
  it('is a conflict after the wait for control answers, and not before', () => {
    const claims = claimsFor();
    const startedAt = kernel.clock.now();
    claims.hear(says(OTHER, VIP));
    expect(claims.settlesAt()).toBe(startedAt + CONTROL_WAIT_MS);
    pass(CONTROL_WAIT_MS - 1);
    expect(claims.settled()).toEqual([]);
    pass(1);
    expect(texts(claims.settled())).toEqual(['0200000000aa 1']);
  });

  it('is reported once, with the number of its packets', () => {
    const claims = claimsFor();
    for (let i = 0; i < 3; i++) claims.hear(says(OTHER, VIP));
    expect(settled(claims)).toEqual(['0200000000aa 3']);
    expect(settled(claims)).toEqual([]);
    expect(claims.settlesAt()).toBe(Number.POSITIVE_INFINITY);
    claims.hear(says(OTHER, VIP));
    expect(settled(claims)).toEqual(['0200000000aa 1']);
  });

  it('settles at the time of its first packet, whatever follows', () => {
    const claims = claimsFor();
    claims.hear(says(OTHER, VIP));
    const settlesAt = claims.settlesAt();
    pass(60);
    claims.hear(says(OTHER, VIP));
    expect(claims.settlesAt()).toBe(settlesAt);
  });

  it('of a slow host waits longer for its answers to the control questions', () => {
    const claims = claimsFor();
    claims.hear(says(OTHER, VIP), 50);
    pass(CONTROL_WAIT_MS + 99);
    expect(claims.settled()).toEqual([]);
    pass(1);
    expect(texts(claims.settled())).toEqual(['0200000000aa 1']);
  });

  it('of two hosts is two conflicts, each at its time', () => {
    const claims = claimsFor();
    claims.hear(says(OTHER, VIP));
    pass(40);
    claims.hear(says(ROUTER, VIP));
    pass(60);
    expect(texts(claims.settled())).toEqual(['0200000000aa 1']);
    pass(40);
    expect(texts(claims.settled())).toEqual(['0200000000bb 1']);
  });

  it.each<[string, Heard]>([
    ['another address', says(OTHER, '10.0.0.11')],
    ['an address of a proxy or an anycast address', says(OTHER, VIP, false)],
  ])('is not %s', (_, heard) => {
    const claims = claimsFor();
    claims.hear(heard);
    expect(claims.settlesAt()).toBe(Number.POSITIVE_INFINITY);
    expect(settled(claims)).toEqual([]);
    expect(controls()).toEqual([]);
  });

  it.each<[string, () => Uint8Array]>([
    ['the interface', () => host.link('eth0').address],
    ['another interface', () => host.link('eth1').address],
    [
      'a port of a bond, which has another address while it is a port',
      () => {
        const link = host.link('eth1');
        const permanentAddress = hex('0200000000cc');
        const all = host.links
          .all()
          .map((one) => (one.index === link.index ? { ...one, permanentAddress } : one));
        host.links.all = () => all;
        return permanentAddress;
      },
    ],
  ])('is not a packet with the hardware address of %s', (_, own) => {
    const hardwareAddress = own();
    const claims = claimsFor();
    for (let i = 0; i < 3; i++) claims.hear(says(hardwareAddress, VIP));
    expect(settled(claims)).toEqual([]);
    expect(controls()).toEqual([]);
  });

  it('is not a packet without a hardware address', () => {
    const claims = claimsFor();
    claims.hear(says(hex(''), VIP));
    expect(settled(claims)).toEqual([]);
  });
});

describe('control questions', () => {
  it('are two probes to the host that claims the address, and to no other', () => {
    claimsFor().hear(says(OTHER, VIP));
    expect(host.questions).toHaveLength(2);
    for (const asked of host.questions) {
      expect(asked).toMatchObject({ destination: OTHER, index: 1, etherType: 0x0806 });
      expect(askerOf(asked)).toBe('probe');
    }
  });

  it('are sent once to each host', () => {
    const claims = claimsFor();
    for (let i = 0; i < 3; i++) claims.hear(says(OTHER, VIP));
    settled(claims);
    claims.hear(says(OTHER, VIP));
    expect(controls()).toHaveLength(2);
    claims.hear(says(ROUTER, VIP));
    expect(controls()).toHaveLength(4);
  });

  it('are for the same addresses each time', () => {
    claimsFor().hear(says(OTHER, VIP));
    claimsFor().hear(says(ROUTER, VIP));
    const [first, second, ...again] = controls();
    expect(again).toEqual([first, second]);
    expect(first).not.toBe(second);
  });

  it('that cannot be sent leave the claim a conflict', () => {
    host.refuseAlways('socket.ask', systemError('sendto', 'ENOBUFS'));
    const claims = claimsFor();
    claims.hear(says(OTHER, VIP));
    expect(settled(claims)).toEqual(['0200000000aa 1']);
  });

  it('need a link-local address for IPv6; without one, the claim is a conflict', () => {
    const claims = claimsFor('2001:db8::10', 64);
    claims.hear(says(OTHER, '2001:db8::10'));
    expect(controls()).toEqual([]);
    expect(settled(claims)).toEqual(['0200000000aa 1']);
  });

  /** The host bits of a network: all prefix lengths with which an address is added. */
  const NETWORKS: [string, number][] = [
    ...['10.0.0.10', '10.0.0.1', '10.0.0.254', '10.85.170.85', '192.0.2.129'].flatMap((ip) =>
      [8, 16, 22, 23, 24, 30, 31, 32].map((length): [string, number] => [ip, length]),
    ),
    ...['2001:db8::10', 'fe80::1', '2001:db8::5555:aaaa'].flatMap((ip) =>
      [10, 48, 64, 96, 112, 120, 121, 127, 128].map((length): [string, number] => [ip, length]),
    ),
  ];

  function controlsOf(ip: string, prefixLength: number): Uint8Array[] {
    host.addAddress('eth0', 'fe80::99/64', { scope: RT_SCOPE_LINK });
    claimsFor(ip, prefixLength).hear(says(OTHER, ip));
    return controls().map((text) => address(text).bytes);
  }

  function expectOrdinary(asked: readonly Uint8Array[], ip: string, network: number): void {
    const { bytes } = address(ip);
    expect(asked).toHaveLength(2);
    for (const control of asked) {
      expect(samePrefix(control, bytes, network), `${control}`).toBe(true);
      expect(control).not.toEqual(bytes);
      for (const bit of [0, 1] as const) {
        expect(control).not.toEqual(withHostBits(bytes, network, bit));
      }
    }
    expect(asked[0]).not.toEqual(asked[1]);
  }

  it.each(NETWORKS)('of %s/%d are two ordinary addresses of its network', (ip, prefixLength) => {
    const largest = ip.includes(':') ? 120 : 24;
    expectOrdinary(controlsOf(ip, prefixLength), ip, Math.min(prefixLength, largest));
  });

  // controlAddresses of lib/vip/conflict/claims.ts takes all of 25 to 29 for 24, unlike MAX_CONTROL_PREFIX.
  it.each(
    ['10.0.0.10', '10.0.0.1', '10.0.0.6', '192.0.2.130'].flatMap((ip) =>
      [25, 26, 27, 28, 29].map((length): [string, number] => [ip, length]),
    ),
  )('of %s/%d are two ordinary addresses of its network', (ip, prefixLength) => {
    expectOrdinary(controlsOf(ip, prefixLength), ip, prefixLength);
  });
});

describe('a host that answers for', () => {
  function claimOf(...answered: readonly number[]): Claims {
    const claims = claimsFor();
    claims.hear(says(ROUTER, VIP));
    for (const at of answered) claims.hear(says(ROUTER, controls()[at] ?? ''));
    return claims;
  }

  it('both control addresses is a proxy, and no conflict', () => {
    expect(settled(claimOf(0, 1))).toEqual([]);
    expect(settled(claimOf(1, 0))).toEqual([]);
  });

  it.each([[[0]], [[1]], [[0, 0, 0]], [[]]])(
    'the control addresses %j is a conflict',
    (answered) => {
      expect(settled(claimOf(...answered))).toEqual(['0200000000bb 1']);
    },
  );

  it('both later than the wait is a conflict once', () => {
    const claims = claimOf();
    expect(settled(claims)).toEqual(['0200000000bb 1']);
    for (const control of controls()) claims.hear(says(ROUTER, control));
    claims.hear(says(ROUTER, VIP));
    expect(settled(claims)).toEqual([]);
  });

  it('both as a proxy of IPv6, without the Override flag, is no conflict', () => {
    const claims = claimsFor();
    claims.hear(says(ROUTER, VIP));
    for (const control of controls()) claims.hear(says(ROUTER, control, false));
    expect(settled(claims)).toEqual([]);
  });

  it('other addresses than the control addresses is a conflict', () => {
    const claims = claimOf();
    for (let last = 100; last < 110; last++) claims.hear(says(ROUTER, `10.0.0.${last}`));
    expect(settled(claims)).toEqual(['0200000000bb 1']);
  });

  it('one and any other address is a conflict', () => {
    const claims = claimOf(0);
    claims.hear(says(ROUTER, '10.0.0.11'));
    expect(settled(claims)).toEqual(['0200000000bb 1']);
  });

  it('both does not hide another host', () => {
    const claims = claimOf(0, 1);
    claims.hear(says(OTHER, VIP));
    expect(settled(claims)).toEqual(['0200000000aa 1']);
  });

  it('one, while another host answers for the other, is a conflict', () => {
    const claims = claimOf(0);
    claims.hear(says(OTHER, controls()[1] ?? ''));
    expect(settled(claims)).toEqual(['0200000000bb 1']);
  });
});

describe('a flood of claimants', () => {
  const claimant = (n: number) => Uint8Array.of(2, 0xff, 0, 0, n >> 8, n & 0xff);

  it('sends control questions to 16 of them, and reports 16', () => {
    const claims = claimsFor();
    for (let n = 0; n < 1000; n++) claims.hear(says(claimant(n), VIP));
    expect(controls()).toHaveLength(32);
    expect(settled(claims)).toHaveLength(16);
  });

  it('does not hide another host for longer than a second', () => {
    const claims = claimsFor();
    for (let n = 0; n < 16; n++) claims.hear(says(claimant(n), VIP));
    expect(settled(claims)).toHaveLength(16);
    pass(1001);
    claims.hear(says(OTHER, VIP));
    expect(settled(claims)).toEqual(['0200000000aa 1']);
  });

  it('does not hide a host that was known before', () => {
    const claims = claimsFor();
    claims.hear(says(OTHER, VIP));
    expect(settled(claims)).toHaveLength(1);
    for (let n = 0; n < 1000; n++) claims.hear(says(claimant(n), VIP));
    claims.hear(says(OTHER, VIP));
    expect(settled(claims)).toContain('0200000000aa 1');
  });
});
