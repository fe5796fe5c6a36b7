/** Hosts that speak for an address that they were never told to have, or no more. */
import { describe, expect, it } from 'vitest';
import {
  A,
  action,
  announcement,
  answer,
  answerArp,
  arp,
  ask,
  askAll,
  B,
  CLIENT,
  discovery,
  type Frame,
  rulesOf,
  T0,
  UNKNOWN,
  VIP,
  VIP6,
  verdictOn,
} from './support.ts';

const HELD = [action('a', 'start', 0, 10)];
const find = (records: readonly object[], ...frames: Frame[]) =>
  rulesOf(verdictOn([{ at: 5, octets: announcement(A) }, ...frames], records));
const SPLIT = { kind: 'disturbed', begin: T0, end: T0 + 1000 };

describe('a host that has never started the address', () => {
  it('is found when it answers or announces', () => {
    for (const octets of [answerArp(B), answer(B), announcement(B)]) {
      expect(find(HELD, { at: 100, octets })).toEqual(['two-owners']);
    }
    const { findings } = verdictOn([{ at: 100, octets: answerArp(B) }], HELD);
    expect(findings[0]?.text).toBe(
      'b sent an ARP reply for 192.0.2.10, but has never started it (frame 1)',
    );
  });

  it('is found although a monitor there has not found the address', () => {
    const probed = [...HELD, action('b', 'monitor', 20, 30, 7)];
    expect(find(probed, { at: 100, octets: announcement(B) })).toEqual(['two-owners']);
  });

  it('may ask whether the address is free', () => {
    const probe = arp(B, 'ff:ff:ff:ff:ff:ff', 'request', '0.0.0.0', VIP);
    expect(find(HELD, { at: 100, octets: probe })).toEqual([]);
  });

  it('is none if it had the address before, or somebody has added it, or the cluster is split', () => {
    const frame = { at: 100, octets: announcement(B) };
    expect(find([...HELD, action('b', 'stop', 200, 210)], frame)).toEqual([]);
    const hand = { kind: 'hand', host: 'b', address: VIP, at: T0 + 50 };
    expect(find([...HELD, hand], frame)).toEqual([]);
    expect(find([...HELD, SPLIT], frame)).toEqual([]);
    const shared = { kind: 'address', address: VIP, shared: true };
    expect(find([...HELD, shared], frame)).toEqual([]);
  });
});

describe('a hardware address of no host', () => {
  const frame = { at: 100, octets: answerArp(UNKNOWN) };

  it('is found when it answers while a host has the address', () => {
    expect(find(HELD, frame)).toEqual(['two-owners']);
    expect(find([...HELD, SPLIT], frame)).toEqual([]);
    expect(find([...HELD, action('a', 'stop', 50, 60)], frame)).toEqual([]);
  });
});

describe('two answers', () => {
  const both = [...HELD, action('b', 'start', 0, 10)];
  const answers = [
    { at: 101, octets: answerArp(A) },
    { at: 102, octets: answerArp(B) },
  ];

  it('to one question are found', () => {
    const frames = [{ at: 100, octets: askAll() }, ...answers];
    expect(find(both, ...frames)).toEqual(['two-owners']);
    expect(find([...both, SPLIT], ...frames)).toEqual([]);
    const { findings } = verdictOn(frames, both);
    expect(findings[0]?.text).toBe(
      'a and b both answer one question for 192.0.2.10: b 1.0 ms after a (frame 3)',
    );
  });

  it('to two questions, or to none, are no reason', () => {
    const [first, second] = answers.map((one) => [one]);
    const asks = (at: number) => ({ at, octets: askAll() });
    expect(find(both, asks(100), ...(first ?? []), asks(101.5), ...(second ?? []))).toEqual([]);
    expect(find(both, ...answers)).toEqual([]);
  });

  it('are none if the second host has started meanwhile', () => {
    const moved = [...HELD, action('a', 'stop', 101.2, 101.4), action('b', 'start', 101.5, 101.9)];
    expect(find(moved, { at: 100, octets: askAll() }, ...answers)).toEqual([]);
  });
});

describe('a host whose power was cut', () => {
  const cut = [...HELD, { kind: 'down', host: 'a', at: T0 + 100 }];
  const frame = { at: 300, octets: announcement(A) };

  it('is silent until its next start', () => {
    const { findings } = verdictOn([frame], cut);
    expect(findings.map(({ text }) => text)).toEqual([
      'a sent an ARP Announcement for 192.0.2.10 200.000 ms after its power was cut (frame 1)',
    ]);
    expect(find([...cut, action('a', 'start', 200, 400)], frame)).toEqual([]);
    const hand = { kind: 'hand', host: 'a', address: VIP, at: T0 + 200 };
    expect(find([...cut, hand], frame)).toEqual([]);
  });

  it('is silent when it is off', () => {
    const slow = [...HELD, { kind: 'down', host: 'a', at: T0 + 100, off: T0 + 400 }];
    expect(find(slow, frame)).toEqual([]);
    expect(find(slow, { ...frame, at: 500 })).toEqual(['late']);
    expect(find([...slow, action('a', 'start', 200, 210)], { ...frame, at: 500 })).toEqual([]);
  });
});

describe('the Source Link-Layer Address of a Neighbor Solicitation', () => {
  const held6 = [{ ...action('a', 'start', 0, 10), address: VIP6 }];
  const asks = (from: string, linkLayer: string, at = 100) => ({
    at,
    octets: discovery(from, 135, VIP6, '2001:db8::fe', linkLayer),
  });

  it('says where the address is', () => {
    expect(rulesOf(verdictOn([asks(A, A)], held6))).toEqual([]);
    expect(rulesOf(verdictOn([asks(A, B)], held6))).toEqual(['impostor']);
    const stopped = [...held6, { ...action('a', 'stop', 50, 60), address: VIP6 }];
    expect(rulesOf(verdictOn([asks(UNKNOWN, A)], stopped))).toEqual(['late']);
  });
});

it('a Neighbor Advertisement from the address for another one is sent for the address', () => {
  const octets = discovery(A, 136, VIP6, 'fe80::1', B);
  const stopped = ['start', 'stop'].map((name, at) => ({
    ...action('a', name, 20 * at, 20 * at + 10),
    address: VIP6,
  }));
  expect(rulesOf(verdictOn([{ at: 100, octets }], stopped))).toEqual(['late']);
});

it('a former hardware address is that of an impostor after a while', () => {
  const changed = [
    ...HELD,
    { kind: 'host', host: 'a', macs: [CLIENT.replace(/64$/, '65')], at: T0 },
  ];
  expect(find(changed, { at: 900, octets: announcement(A) })).toEqual([]);
  expect(find(changed, { at: 1100, octets: announcement(A) })).toEqual(['impostor']);
});

it('neighbours of a host whose stop has failed are not misled', () => {
  const failed = [...HELD, action('a', 'stop', 50, 60, 1), action('b', 'start', 70, 80)];
  expect(find(failed, { at: 2000, octets: ask(A) })).toEqual([]);
  const stopped = [...HELD, action('a', 'stop', 50, 60), action('b', 'start', 70, 80)];
  expect(find(stopped, { at: 2000, octets: ask(A) })).toEqual(['neighbour']);
});
