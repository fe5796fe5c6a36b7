import { describe, expect, it } from 'vitest';
import { checkReasonLength } from '../../../lab/reason-length.ts';
import {
  describePlacement,
  howDifferent,
  milliseconds,
  namesOf,
  onlyAddressOfNetwork,
  remedyForDifferent,
  whetherAnswered,
  whyAbsent,
  whyConflict,
  whyDisplaced,
  whyNoCarrier,
  whyNotInUse,
  whyNotPlaced,
  whyTaken,
  withPrefix,
} from '../../../lib/actions/messages.ts';
import type { VipRequest } from '../../../lib/ocf/request.ts';
import type { AssignedAddress } from '../../../lib/vip/address/assigned-address.ts';
import type { NotPlaced, Placed } from '../../../lib/vip/address/placement.ts';
import type { ConflictRecord } from '../../../lib/vip/state/announcement-record.ts';
import { contextOf, type Parameters } from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';

const IP = '192.0.2.10';
const host = new FakeHost();
for (const name of ['eth0', 'eth1']) {
  host.addLink(name);
  host.addAddress(name, `${IP}/24`);
}
const kernel = new FakeKernel(host);
const request = (parameters: Parameters = {}): VipRequest =>
  contextOf(kernel, { ip: IP, ...parameters }).request;

function assignedTo(name: string): AssignedAddress {
  const link = host.link(name);
  const [entry] = host.addresses.find(address(IP), link.index);
  if (!entry) throw new Error(`${IP} is not on ${name}`);
  return { entry, link };
}
const onEth0 = assignedTo('eth0');
const onEth1 = assignedTo('eth1');

describe('whyNotInUse', () => {
  it.each([
    ['tentative', 'duplicate address detection has not finished'],
    ['duplicate', 'another host on the network has it too (duplicate address detection failed)'],
    ['link-down', 'eth0 is down'],
    ['no-carrier', 'eth0 has no carrier'],
  ] as const)('%s', (kind, reason) => {
    expect(whyNotInUse(request(), onEth0, kind)).toBe(`192.0.2.10 is on eth0, but ${reason}`);
  });
});

describe('whyAbsent', () => {
  it.each<[Parameters, AssignedAddress[], string]>([
    [{}, [], 'is not on this host'],
    [{ nic: 'eth0' }, [], 'is not on eth0'],
    [{}, [onEth1], 'is only on eth1 (ignored unless nic names the interface)'],
    [{ nic: 'eth0' }, [onEth1, onEth1], 'is not on eth0, but on eth1; nic names another interface'],
  ])('with %j and %#', (parameters, elsewhere, where) => {
    expect(whyAbsent(request(parameters), elsewhere)).toBe(`192.0.2.10 ${where}`);
  });
});

it('namesOf names each interface once', () => {
  expect(namesOf([onEth1, onEth0, onEth1])).toBe('eth1, eth0');
});

describe('an address that differs', () => {
  it('in the prefix length', () => {
    const wanted = request({ cidr_netmask: 32, iflabel: 'vip' });
    expect(howDifferent(wanted, onEth0)).toBe('192.0.2.10 is on eth0 as /24, not /32');
    expect(remedyForDifferent(wanted, onEth0)).toBe(
      'if it belongs to the host itself, choose another ip; otherwise set cidr_netmask=24, or remove it ' +
        '(ip address delete 192.0.2.10/24 dev eth0)',
    );
  });

  it.each([{ iflabel: 'vip' }, { iflabel: 'vip', cidr_netmask: 24 }])(
    'in the label, with %j',
    (parameters) => {
      const wanted = request(parameters);
      expect(howDifferent(wanted, onEth0)).toBe(
        '192.0.2.10 is on eth0 with the label eth0, not eth0:vip',
      );
      expect(remedyForDifferent(wanted, onEth0)).toBe(
        'leave iflabel out, or remove it (ip address delete 192.0.2.10/24 dev eth0)',
      );
    },
  );
});

it('whyDisplaced says why the interface is not the wanted one', () => {
  expect(whyDisplaced(request(), onEth1)).toBe(
    '192.0.2.10 is on eth1, where start added it, but eth1 has no neighbours any more (loopback or NOARP)',
  );
  expect(whyDisplaced(request({ nic: 'eth0' }), onEth1)).toBe(
    '192.0.2.10 is on eth1, where start added it, and nic="eth0" is another interface now',
  );
});

it('onlyAddressOfNetwork warns of an address that may be of the host', () => {
  expect(onlyAddressOfNetwork(request(), onEth0)).toBe(
    '192.0.2.10/24 was on eth0 before start, and is its only address in that network; ' +
      "stop will remove it. If it is the host's own, choose another ip",
  );
});

describe('whyNotPlaced', () => {
  const NO_ROUTE: NotPlaced = { kind: 'no-route', candidates: [] };
  const candidate = (text: string) => ({
    link: host.link('eth0'),
    prefixLength: 24,
    metric: 0,
    preferredSource: undefined,
    ofAddress: true,
    text,
  });
  const CANDIDATES = [candidate('192.0.2.0/24 dev eth0'), candidate('192.0.2.0/24 dev eth1')];

  it.each<[Parameters, NotPlaced, string]>([
    [
      {},
      { kind: 'ambiguous', candidates: CANDIDATES },
      'these routes are equally good: 192.0.2.0/24 dev eth0, 192.0.2.0/24 dev eth1; set nic to the interface to use',
    ],
    [
      {},
      NO_ROUTE,
      "no on-link route in table main covers it; set nic and cidr_netmask, or add the interface's own address",
    ],
    [
      { nic: 'eth0', cidr_netmask: 16 },
      NO_ROUTE,
      'no on-link route in table main covers it (nic=eth0, cidr_netmask=16 or less); ' +
        "set cidr_netmask, or add the interface's own address",
    ],
    [
      {},
      { kind: 'no-route', candidates: CANDIDATES },
      'no on-link route in table main covers it; there is 192.0.2.0/24 dev eth0, 192.0.2.0/24 dev eth1; ' +
        "set nic and cidr_netmask, or add the interface's own address",
    ],
    [
      { proto: '2' },
      NO_ROUTE,
      'no on-link route in table main covers it (proto=2); ' +
        "set nic and cidr_netmask, or add the interface's own address",
    ],
  ])('with %j, case %#', (parameters, placement, text) => {
    expect(whyNotPlaced(request(parameters), placement)).toBe(`ip="192.0.2.10": ${text}`);
  });
});

describe('describePlacement', () => {
  const placed: Placed = {
    kind: 'placed',
    link: host.link('eth0'),
    prefixLength: 24,
    broadcast: undefined,
    route: undefined,
  };

  it('of an IPv4 address', () => {
    expect(describePlacement(request(), placed)).toBe(
      '192.0.2.10: interface eth0, prefix length 24, no broadcast address, no route needed',
    );
    const broadcast = address('192.0.2.255').bytes;
    expect(describePlacement(request(), { ...placed, broadcast })).toBe(
      '192.0.2.10: interface eth0, prefix length 24, broadcast 192.0.2.255, no route needed',
    );
  });

  it('of an IPv6 address, which has no broadcast address', () => {
    const route = {
      link: host.link('eth0'),
      prefixLength: 64,
      metric: 256,
      preferredSource: undefined,
      ofAddress: true,
      text: '2001:db8::/64 dev eth0 metric 256',
    };
    const wanted = request({ ip: '2001:db8::10' });
    expect(describePlacement(wanted, { ...placed, prefixLength: 64, route })).toBe(
      '2001:db8::10: interface eth0, prefix length 64, from route 2001:db8::/64 dev eth0 metric 256',
    );
  });
});

describe('whyNoCarrier', () => {
  const ADVICE =
    'check its cable, its switch port or its lower interfaces, or set check_link_status=false';

  it.each([
    ['down', undefined, 'is down'],
    ['no-carrier', undefined, 'has no carrier'],
    ['no-carrier', 0, 'still has no carrier 0 s after it was brought up'],
    ['no-carrier', 4499, 'still has no carrier 4 s after it was brought up'],
    ['no-carrier', 4500, 'still has no carrier 5 s after it was brought up'],
  ] as const)('%s, waited %s ms', (health, waited, state) => {
    expect(whyNoCarrier('eth0', health, waited)).toBe(`interface eth0 ${state}; ${ADVICE}`);
  });
});

it('whyTaken names the other host', () => {
  expect(whyTaken(address(IP), host.link('eth0'), '02:aa:00:00:00:01')).toBe(
    'ip="192.0.2.10": 02:aa:00:00:00:01 on the network of eth0 has this address; remove it there first',
  );
});

it('withPrefix', () => {
  expect(withPrefix(address(IP), 24)).toBe('192.0.2.10/24');
});

/** clock.now() */
const NOW = 1_000_000;

describe('whetherAnswered', () => {
  it.each([
    [1000.2, 1000.4, 'answered after 0.2 ms, 999 s ago'],
    [1000, 1250.06, 'answered after 250.1 ms, 999 s ago'],
    [NOW - 1, NOW, 'answered after 1.0 ms, 0 s ago'],
    [1000, NOW - 500, 'answered after 998500.0 ms, 1 s ago'],
    [1000.2, 0, 'has not answered'],
    [0, 0, 'has not answered'],
  ])('asked at %d, answered at %d: %s', (askedAt, answeredAt, expected) => {
    const peer = { ip: '192.0.2.1', askedAt, answeredAt };
    expect(whetherAnswered(peer, NOW)).toBe(`192.0.2.1 ${expected}`);
  });
});

it.each([
  [0, '0.0 ms'],
  [0.04, '0.0 ms'],
  [0.05, '0.1 ms'],
  [12.34, '12.3 ms'],
])('milliseconds: %d is %s', (time, text) => {
  expect(milliseconds(time)).toBe(text);
});

describe('whyConflict', () => {
  const record = (change: Partial<ConflictRecord>): ConflictRecord => ({
    hardwareAddress: '02:00:00:00:00:09',
    firstAt: NOW,
    lastAt: NOW,
    count: 1,
    isReported: false,
    defendedAt: 0,
    ...change,
  });
  const why = (change: Partial<ConflictRecord>, ip = IP) =>
    whyConflict(request({ ip }), record(change), NOW);
  const CONFLICT = '192.0.2.10 is also on host 02:00:00:00:00:09; remove it there';

  it.each<[Partial<ConflictRecord>, string]>([
    [{}, 'once, 0 s ago'],
    [{ firstAt: NOW - 61_000, lastAt: NOW - 60_400 }, 'once, 60 s ago'],
    [{ firstAt: NOW - 61_000, lastAt: NOW - 500, count: 4 }, '4 times, 1 s ago'],
    [{ count: 2 }, '2 times, 0 s ago'],
  ])('%j', (change, times) => {
    expect(why(change)).toBe(`${CONFLICT} (${times})`);
  });

  // crm_mon truncates them.
  it.each<[string, Partial<ConflictRecord>, string]>([
    ['that is heard again', { count: 2 }, IP],
    ['that is heard for an hour', { count: 360, firstAt: NOW - 3_600_000 }, IP],
    ['of an IPv6 address', {}, '2001:db8:1234:5678:9abc:def0:1234:5678'],
    ['on InfiniBand', { hardwareAddress: Array(20).fill('ab').join(':') }, IP],
  ])('fits into what crm_mon shows: a conflict %s', (_, change, ip) => {
    checkReasonLength(why(change, ip));
  });
});
