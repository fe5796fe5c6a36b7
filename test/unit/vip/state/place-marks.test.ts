import { beforeEach, describe, expect, it } from 'vitest';
import {
  allPlacesOf,
  clearPlaceMark,
  clearPlaceMarks,
  hasPlaceMark,
  markedPlaces,
  markPlace,
  placesOf,
} from '../../../../lib/vip/state/place-marks.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../../support/fake-kernel.ts';

const VIP = address('192.0.2.10');
const PREFIX = `floatip-${NAMESPACE_ID}-192.0.2.10-`;
const ON_2 = { index: 2, prefixLength: 24 };
const ON_3 = { index: 3, prefixLength: 32 };

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
});

const marks = () => [...host.marks];

describe('markPlace', () => {
  /** Different versions of the agent on one host must use the same names. */
  it.each([
    ['eth0', `${PREFIX}2-24@eth0.place`],
    ['a-b@c', `${PREFIX}2-24@a-b@c.place`],
    [undefined, `${PREFIX}2-24@.place`],
  ])('makes a mark for nic=%s with the name %s', (nic, name) => {
    expect(markPlace(kernel, VIP, nic, ON_2)).toBe(true);
    expect(marks()).toEqual([name]);
    expect(markPlace(kernel, VIP, nic, ON_2)).toBe(false);
    expect(placesOf(kernel, VIP, nic)).toEqual([ON_2]);
  });

  it('makes a mark for an IPv6 address', () => {
    const ip = address('2001:db8::10');
    markPlace(kernel, ip, undefined, ON_2);
    expect(marks()).toEqual([`floatip-${NAMESPACE_ID}-2001:db8::10-2-24@.place`]);
    expect(placesOf(kernel, ip, undefined)).toEqual([ON_2]);
  });
});

it('clearPlaceMark clears the mark of one resource', () => {
  for (const nic of ['eth0', undefined]) markPlace(kernel, VIP, nic, ON_2);
  clearPlaceMark(kernel, VIP, 'eth0', ON_2);
  expect(marks()).toEqual([`${PREFIX}2-24@.place`]);
});

it('placesOf reads the marks of one resource, allPlacesOf those of all', () => {
  markPlace(kernel, VIP, 'eth0', ON_2);
  markPlace(kernel, VIP, undefined, ON_3);
  expect(placesOf(kernel, VIP, 'eth0')).toEqual([ON_2]);
  expect(placesOf(kernel, VIP, undefined)).toEqual([ON_3]);
  expect(placesOf(kernel, VIP, 'eth1')).toEqual([]);
  expect(allPlacesOf(kernel, VIP)).toEqual([ON_2, ON_3]);
});

describe('a file that is no mark of the address', () => {
  it.each([
    `floatip-${NAMESPACE_ID + 1}-192.0.2.10-2-24@.place`,
    `floatip-${NAMESPACE_ID}-192.0.2.101-2-24@.place`,
    `${PREFIX}2-24@eth0`,
    `${PREFIX}2-24.place`,
    `${PREFIX}224@eth0.place`,
    `${PREFIX}2x-24@eth0.place`,
    `${PREFIX}2-x@eth0.place`,
    `${PREFIX}-24@eth0.place`,
    `${PREFIX}224@eth-0.place`,
    `${PREFIX}99.addrlabel`,
    `${PREFIX}2.announcer`,
  ])('%s is ignored, and left', (name) => {
    host.marks.add(name);
    expect(allPlacesOf(kernel, VIP)).toEqual([]);
    clearPlaceMarks(kernel, VIP, () => false);
    expect(marks()).toEqual([name]);
  });
});

it('clearPlaceMarks clears the marks of all resources for places without the address', () => {
  markPlace(kernel, VIP, 'eth0', ON_2);
  markPlace(kernel, VIP, 'eth1', ON_3);
  markPlace(kernel, VIP, undefined, ON_3);
  clearPlaceMarks(kernel, VIP, ({ index }) => index === 2);
  expect(marks()).toEqual([`${PREFIX}2-24@eth0.place`]);
});

it('hasPlaceMark compares interface and prefix length', () => {
  host.addLink('lo');
  host.addLink('eth0');
  host.addAddress('eth0', '192.0.2.10/24');
  const [entry] = host.addresses.find(VIP);
  if (!entry) throw new Error('the address is missing');
  expect(hasPlaceMark([ON_3, ON_2], entry)).toBe(true);
  expect(hasPlaceMark([{ index: 2, prefixLength: 32 }], entry)).toBe(false);
  expect(hasPlaceMark([{ index: 3, prefixLength: 24 }], entry)).toBe(false);
});

it('markedPlaces reads the marks of all resources of a network namespace, and no other files', () => {
  markPlace(kernel, VIP, 'eth0', ON_2);
  markPlace(kernel, address('2001:db8::10'), undefined, ON_3);
  const others = [
    'floatip-99-192.0.2.10-2-24@.place',
    `${PREFIX}2.announced`,
    `floatip-${NAMESPACE_ID}-2.rate`,
    `floatip-${NAMESPACE_ID}-odd.place`,
    'other',
  ];
  expect(markedPlaces(`floatip-${NAMESPACE_ID}`, [...others, ...marks()])).toEqual([
    { ip: '192.0.2.10', nic: 'eth0', place: ON_2 },
    { ip: '2001:db8::10', nic: undefined, place: ON_3 },
  ]);
  expect(markedPlaces('floatip-99', [...others, ...marks()])).toEqual([
    { ip: '192.0.2.10', nic: undefined, place: ON_2 },
  ]);
});
