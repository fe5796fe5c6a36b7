/** Which questions count as an outage, and when an answer is expected. */
import { describe, expect, it } from 'vitest';
import {
  A,
  action,
  answer,
  arp,
  ask,
  askAll,
  B,
  CLIENT,
  discovery,
  every,
  type Frame,
  rulesOf,
  T0,
  tcp,
  udp,
  VIP,
  VIP6,
  verdictOn,
} from './support.ts';

const HELD = [action('a', 'start', 0, 10)];
const find = (frames: readonly Frame[], records: readonly object[] = HELD) =>
  rulesOf(verdictOn(frames, records));
/** Answered at once, so that the address is in the capture. */
const ANSWERED: readonly Frame[] = [
  { at: 20, octets: ask(A) },
  { at: 21, octets: answer(A) },
];

describe('a question is', () => {
  it.each<[string, (at: number) => readonly number[]]>([
    ['an ARP request', () => askAll()],
    ['an echo request', () => ask(A)],
    ['TCP SYN', () => tcp(A, 0x02)],
  ])('%s', (_, octets) => {
    expect(find([...ANSWERED, ...every(100, 1400, 100, octets)])).toEqual(['outage']);
  });

  it('a Neighbor Solicitation, but not of the host that has the address', () => {
    const records = [{ ...action('a', 'start', 0, 10), address: VIP6 }];
    const asks = (from: string) =>
      every(100, 1400, 100, () => discovery(from, 135, 'fe80::1', VIP6));
    expect(find(asks(CLIENT), records)).toEqual(['outage']);
    expect(find(asks(A), records)).toEqual([]);
    const stopped = { ...action('a', 'stop', 20, 30), address: VIP6 };
    const moved = [...records, stopped, { ...action('b', 'start', 40, 50), address: VIP6 }];
    expect(find(asks(A), moved)).toEqual(['outage']);
  });

  it.each<[string, (at: number) => readonly number[]]>([
    ['a packet of UDP', () => udp(A)],
    ['TCP ACK', () => tcp(A, 0x10)],
    ['TCP SYN ACK', () => tcp(A, 0x12)],
    ['an ARP Probe', () => arp(CLIENT, 'ff:ff:ff:ff:ff:ff', 'request', '0.0.0.0', VIP)],
  ])('not %s', (_, octets) => {
    expect(find([...ANSWERED, ...every(100, 9000, 100, octets)])).toEqual([]);
  });
});

describe('an outage', () => {
  it('needs two questions that stay unanswered', () => {
    const late = [
      { at: 5000, octets: ask(A) },
      { at: 5001, octets: answer(A) },
    ];
    expect(find([...ANSWERED, { at: 100, octets: ask(A) }, ...late])).toEqual([]);
    expect(find([{ at: -500, octets: ask(A) }, ...late])).toEqual([]);
    const again = every(100, 1300, 1100, () => ask(A));
    expect(find([...ANSWERED, ...again, ...late])).toEqual(['outage']);
  });

  it('says which questions were counted', () => {
    const asks = [
      ...every(100, 1400, 500, () => ask(A)),
      { at: 1300, octets: arp(B, 'ff:ff:ff:ff:ff:ff', 'request', '192.0.2.2', VIP) },
    ];
    expect(verdictOn([...ANSWERED, ...asks], HELD).findings[0]?.text).toBe(
      'nobody answered for 192.0.2.10 for 1200 ms, although start on a had returned (4 questions of b, client)',
    );
  });

  it('is measured in each part that is not disturbed', () => {
    const asks = [...ANSWERED, ...every(100, 3000, 100, () => ask(A))];
    const cut = (begin: number, end: number) => ({
      kind: 'disturbed',
      begin: T0 + begin,
      end: T0 + end,
    });
    expect(find(asks, [...HELD, cut(950, 1050), cut(1950, 2050)])).toEqual([]);
    expect(find(asks, [...HELD, cut(50, 1000)])).toEqual(['outage']);
  });
});

describe('an answer is expected', () => {
  const asks = [...ANSWERED, ...every(2000, 9000, 100, () => ask(A))];

  it('in spite of a stop where the address is not', () => {
    expect(find(asks, [...HELD, action('b', 'stop', 1000, 1010)])).toEqual(['outage', 'outage']);
    const down = { kind: 'down', host: 'a', at: T0 + 1500 };
    expect(find(asks, [...HELD, down, action('b', 'stop', 1600, 1610)])).toEqual(['outage']);
  });

  it('in spite of a stop of another instance', () => {
    const of = (resource: string, ...[name, begin, end]: [string, number, number]) => ({
      ...action('a', name, begin, end),
      resource,
    });
    const two = [of('x', 'start', 0, 10), of('y', 'start', 20, 30), of('x', 'stop', 100, 110)];
    expect(find(asks, two)).toEqual(['outage', 'outage']);
    expect(find(asks, [...two, of('y', 'stop', 200, 210)])).toEqual([]);
  });

  it('of a shared address as long as one host has it', () => {
    const shared = [{ kind: 'address', address: VIP, shared: true }];
    const both = [...shared, ...HELD, action('b', 'start', 0, 10), action('a', 'stop', 50, 60)];
    expect(find(asks, both)).toEqual(['outage']);
    expect(find(asks, [...both, action('b', 'stop', 70, 80)])).toEqual([]);
  });

  it('after a monitor has not found the address, until stop', () => {
    const lost = [...HELD, action('a', 'monitor', 1000, 1010, 7)];
    expect(find(asks, lost)).toEqual(['outage']);
    expect(find(asks, [...lost, action('a', 'stop', 1020, 1030)])).toEqual([]);
  });
});
