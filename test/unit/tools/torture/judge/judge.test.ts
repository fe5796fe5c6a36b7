import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../../../tools/torture/random.ts';
import { lateFrame } from '../../../../../tools/torture/seeded/late-frames.ts';
import {
  A,
  action,
  announcement,
  answer,
  arp,
  ask,
  B,
  CLIENT,
  type Frame,
  rulesOf,
  T0,
  VIP,
  verdictOn,
} from './support.ts';

const AFTER_STOP = [action('a', 'start', 0, 10), action('a', 'stop', 100, 110)];
const SINCE_START: Frame = { at: 5, octets: announcement(A) };

describe('a frame after stop had returned', () => {
  const late = (records: readonly object[], ...frames: Frame[]) =>
    rulesOf(verdictOn([SINCE_START, ...frames], records));

  it('is found, with its distance', () => {
    const { findings } = verdictOn([{ at: 112.5, octets: announcement(A) }], AFTER_STOP);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.text).toContain('a sent an ARP Announcement for 192.0.2.10 2.500 ms after');
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'of any kind is found: seed %i',
    (seed) => {
      const octets = lateFrame(new SeededRandom(seed), [0, 0, 0x5e, 0, 0x53, 1], [192, 0, 2, 10]);
      expect(late(AFTER_STOP, { at: 200, octets })).toContain('late');
    },
  );

  it('is on its way within the tolerance', () => {
    const verdict = verdictOn([SINCE_START, { at: 110.5, octets: announcement(A) }], AFTER_STOP);
    expect(verdict.findings).toEqual([]);
    expect(verdict.notes[0]).toContain('1 frame came within the tolerance');
  });

  it('is none before stop returns, from another host, or for another address', () => {
    const other = arp(A, B, 'reply', '192.0.2.1', '192.0.2.2');
    const asks = arp(A, 'ff:ff:ff:ff:ff:ff', 'request', '192.0.2.1', VIP);
    const frames = [
      { at: 109, octets: announcement(A) },
      { at: 200, octets: other },
      { at: 201, octets: asks },
    ];
    const records = [...AFTER_STOP, action('b', 'start', 120, 130)];
    expect(late(records, ...frames, { at: 202, octets: announcement(B) })).toEqual([]);
  });

  it('is none after the next start has begun, or after somebody has added the address', () => {
    const again = [...AFTER_STOP, action('a', 'start', 300, 310)];
    expect(late(again, { at: 305, octets: announcement(A) })).toEqual([]);
    const hand = { kind: 'hand', host: 'a', address: VIP, at: T0 + 300 };
    expect(late([...AFTER_STOP, hand], { at: 305, octets: announcement(A) })).toEqual([]);
  });

  it('is none after a stop that failed, or while a start runs at the same time', () => {
    const failed = [action('a', 'start', 0, 10), action('a', 'stop', 100, 110, 1)];
    expect(late(failed, { at: 200, octets: announcement(A) })).toEqual([]);
    const around = [...AFTER_STOP, action('a', 'start', 105, 400)];
    expect(late(around, { at: 200, octets: announcement(A) })).toEqual([]);
  });

  it('is one if the start before the stop was killed', () => {
    const killed = [action('a', 'start', 0), action('a', 'stop', 100, 110)];
    expect(late(killed, { at: 200, octets: announcement(A) })).toEqual(['late']);
  });

  it('is one although the capture counts in other units', () => {
    const drifted = [
      { kind: 'clock', wall: T0, monotonic: 1000 },
      { kind: 'clock', wall: T0 + 105, monotonic: 1100 },
    ];
    // The clocks have drifted by 5 ms.
    expect(late([...AFTER_STOP, ...drifted], { at: 114, octets: announcement(A) })).toEqual([]);
    expect(late([...AFTER_STOP, ...drifted], { at: 118, octets: announcement(A) })).toEqual([
      'late',
    ]);
  });
});

describe('two hosts that answer', () => {
  const records = [action('a', 'start', 0, 10), action('b', 'start', 20, 30)];
  const frames = [
    { at: 50, octets: answer(A) },
    { at: 60, octets: answer(B) },
    { at: 70, octets: answer(A) },
  ];

  it('are found', () => {
    expect(rulesOf(verdictOn(frames, records))).toEqual(['two-owners']);
  });

  it('are none if the address has moved and come back', () => {
    const moved = [...records, action('a', 'start', 65, 68)];
    expect(verdictOn(frames, moved).findings).toEqual([]);
  });

  it('are none for a shared address, and while the cluster is split', () => {
    const shared = { kind: 'address', address: VIP, shared: true };
    expect(verdictOn(frames, [...records, shared]).findings).toEqual([]);
    const split = { kind: 'disturbed', begin: T0 + 55, end: T0 + 65 };
    expect(verdictOn(frames, [...records, split]).findings).toEqual([]);
  });
});

describe('a neighbour that sends to the wrong host', () => {
  const records = [
    action('a', 'start', 0, 10),
    action('a', 'stop', 100, 110),
    action('b', 'start', 120, 130),
  ];
  const answers = [0, 1, 2, 3, 4].map((at) => ({ at: 140 + 500 * at, octets: answer(B) }));
  const find = (frames: readonly Frame[], more: readonly object[] = []) =>
    rulesOf(
      verdictOn(
        [...answers, ...frames].toSorted((x, y) => x.at - y.at),
        [...records, ...more],
      ),
    );

  it('is found after the limit, not before', () => {
    expect(find([{ at: 1000, octets: ask(A) }])).toEqual([]);
    expect(find([{ at: 1200, octets: ask(A) }])).toEqual(['neighbour']);
    expect(find([{ at: 1200, octets: ask(B) }])).toEqual([]);
    const { worst } = verdictOn([...answers, { at: 1000, octets: ask(A) }], records);
    expect(worst['wrong neighbour']).toBeCloseTo(870);
  });

  it('is found in a sample of its table', () => {
    const sample = { kind: 'neighbour', host: 'gateway', address: VIP, mac: A, at: T0 + 1300 };
    expect(find([], [sample])).toEqual(['neighbour']);
    expect(find([], [{ ...sample, mac: B }])).toEqual([]);
  });

  it('has the limit again after a disturbance, and after a change of the hardware address', () => {
    const cut = { kind: 'disturbed', begin: T0 + 500, end: T0 + 900 };
    expect(find([{ at: 1200, octets: ask(A) }], [cut])).toEqual([]);
    const changed = { kind: 'host', host: 'b', macs: ['02:00:00:00:00:01'], at: T0 + 1000 };
    expect(find([{ at: 1500, octets: ask(B) }], [changed])).toEqual([]);
    expect(find([{ at: 2100, octets: ask(B) }], [changed])).toEqual(['neighbour']);
  });
});

describe('a time without an answer', () => {
  const records = [action('a', 'start', 0, 10)];
  const requests = (from: number, to: number): Frame[] =>
    Array.from({ length: (to - from) / 10 }, (_, at) => ({ at: from + 10 * at, octets: ask(A) }));

  it('is found while a host has the address', () => {
    const frames = [...requests(100, 1400), { at: 1400, octets: answer(A) }];
    const { findings } = verdictOn(frames, records);
    expect(findings.map(({ text }) => text)).toEqual([
      'nobody answered for 192.0.2.10 for 1280 ms, although start on a had returned (129 questions of client)',
    ]);
  });

  it('is measured, also if it is short', () => {
    const frames = [...requests(100, 400), { at: 400, octets: answer(A) }];
    const { worst, findings } = verdictOn(frames, records);
    expect(findings).toEqual([]);
    expect(worst).toMatchObject({ unanswered: 280, 'unanswered while held': 280 });
  });

  it('is found again, if it is shorter the second time', () => {
    const first = [...requests(100, 1700), { at: 1700, octets: answer(A) }];
    const second = [...requests(2000, 3300), { at: 3300, octets: answer(A) }];
    expect(rulesOf(verdictOn([...first, ...second], records))).toEqual(['outage', 'outage']);
  });

  it('is found if no answer ever comes', () => {
    expect(rulesOf(verdictOn(requests(100, 2000), records))).toEqual(['outage']);
  });

  it('is found in all, also while nobody has the address', () => {
    const moves = [...records, action('a', 'stop', 50, 60), action('b', 'start', 7000, 7010)];
    const frames = [...requests(100, 7000), { at: 7020, octets: answer(B) }];
    expect(rulesOf(verdictOn(frames, moves))).toEqual(['outage']);
    expect(verdictOn(frames, moves, { promise: 8000 }).findings).toEqual([]);
  });

  it('is none without a request, after the last stop, or in a disturbance', () => {
    expect(
      verdictOn(
        [
          { at: 20, octets: answer(A) },
          { at: 9000, octets: answer(A) },
        ],
        records,
      ).findings,
    ).toEqual([]);
    const stopped = [...records, action('a', 'stop', 100, 110)];
    expect(verdictOn(requests(120, 9000), stopped).findings).toEqual([]);
    const cut = { kind: 'disturbed', begin: T0 + 200, end: T0 + 1500 };
    const frames = [...requests(100, 1600), { at: 1600, octets: answer(A) }];
    expect(verdictOn(frames, [...records, cut]).findings).toEqual([]);
  });
});

it('a host that names the hardware address of another one is found', () => {
  const octets = arp(A, 'ff:ff:ff:ff:ff:ff', 'request', VIP, VIP, CLIENT);
  expect(rulesOf(verdictOn([{ at: 5, octets }], AFTER_STOP))).toEqual(['impostor']);
});

it('frames are judged in the order of their times', () => {
  const frames = [
    { at: 300, octets: answer(A) },
    { at: 2000, octets: answer(A) },
    { at: 1900, octets: ask(A) },
    { at: 200, octets: ask(A) },
  ];
  expect(verdictOn(frames, [action('a', 'start', 0, 10)]).findings).toEqual([]);
});

it('a capture of another time is refused', () => {
  expect(() => verdictOn([{ at: 3_600_000, octets: announcement(A) }], AFTER_STOP)).toThrow(
    'times of actions are milliseconds of CLOCK_REALTIME',
  );
});
