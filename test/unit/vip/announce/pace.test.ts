import { beforeEach, describe, expect, it } from 'vitest';
import { Pace, type Urgency } from '../../../../lib/vip/announce/pace.ts';
import { rateRecordName } from '../../../../lib/vip/state/announcement-record.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import { largestBurst } from '../../support/frame-rate.ts';
import { systemError } from '../../support/system-error.ts';

/** Frames per second: one takes 2 ms. */
const RATE = 500;
/** Frames that need not wait: those of 50 ms. */
const BURST = 25;
const INDEX = 2;

let host: FakeHost;
let kernel: FakeKernel;
let startedAt: number;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  startedAt = kernel.clock.now();
});

const pace = (rate = RATE, index = INDEX) => new Pace(kernel, index, rate);
const pass = (milliseconds: number) => host.timeline.advance(host.timeline.now() + milliseconds);
/** The time that is reserved, in milliseconds after the beginning. */
const reserve = (frames: number, urgency: Urgency = 'later', of = pace()) =>
  of.reserve(frames, urgency).time - startedAt;
const setRecord = (text: string) => void host.records.set(rateRecordName(kernel, INDEX), text);

describe.each<Urgency>(['first', 'later'])('the queue of %s rounds', (urgency) => {
  it('lets a few go at once, and the others at the rate', () => {
    const times = Array.from({ length: 30 }, () => reserve(2, urgency));
    expect(times.slice(0, 13)).toEqual(Array(13).fill(0));
    expect(times.slice(13, 17)).toEqual([2, 6, 10, 14]);
    expect(times.at(-1)).toBe(29 * 4 - 50);
  });

  it('saves unused frames for 50 ms, and no longer', () => {
    reserve(100, urgency);
    pass(10_000);
    const times = Array.from({ length: 2 * BURST }, () => reserve(1, urgency) - 10_000);
    expect(times.filter((time) => time === 0)).toHaveLength(BURST + 1);
  });

  it('of 200 announcers sends no more than the rate, a burst and one round', () => {
    const frames: number[] = [];
    for (let n = 0; n < 200; n++) {
      for (let round = 0; round < 5; round++) {
        const time = reserve(3, urgency);
        frames.push(time, time, time);
      }
      pass(n % 7);
    }
    expect(largestBurst(frames, RATE)).toBeLessThanOrEqual(BURST + 3);
    // The queue is never empty: no frame is lost either.
    expect(Math.max(...frames)).toBeCloseTo(((frames.length - 3) * 1000) / RATE - 50);
  });

  it('has the order of the reservations', () => {
    const times = Array.from({ length: 100 }, (_, n) => reserve(1 + (n % 4), urgency));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('is that of all processes, and of one interface', () => {
    for (let n = 0; n < 100; n++) reserve(1, urgency, new Pace(new FakeKernel(host), INDEX, RATE));
    expect(reserve(1, urgency)).toBe(150);
    expect(reserve(1, urgency, pace(RATE, INDEX + 1))).toBe(0);
  });

  it('is longer for an announcer with a lower rate', () => {
    reserve(1, urgency, pace(10));
    expect(reserve(1, urgency)).toBe(50);
    expect(reserve(1, urgency)).toBe(52);
  });
});

describe('first rounds', () => {
  it('go before other frames that wait', () => {
    reserve(1000, 'later');
    expect(reserve(2, 'first')).toBe(0);
    expect(reserve(2, 'later')).toBe(2000 + 4 - 50);
  });

  it('are waited for by all others', () => {
    reserve(1000, 'first');
    expect(reserve(2, 'later')).toBe(1950);
    expect(reserve(2, 'first')).toBe(1950);
  });

  it('take the time of frames that were reserved before', () => {
    const mine = pace();
    const reserved = mine.reserve(2, 'later');
    expect(mine.after(reserved)).toEqual(reserved);
    reserve(5, 'first');
    const later = mine.after(reserved);
    expect(later.time - startedAt).toBe(10);
    // Each first round is waited for once.
    expect(mine.after(later)).toEqual(later);
  });

  it('do not take the time of another interface', () => {
    const other = pace(RATE, INDEX + 1);
    const reserved = other.reserve(2, 'later');
    reserve(1000, 'first');
    expect(other.after(reserved)).toEqual(reserved);
  });
});

describe('the record', () => {
  /** Different versions of the agent on one host must understand each other. */
  it('has the ends of both queues, and the time that first rounds have taken', () => {
    reserve(3, 'first');
    reserve(2, 'later');
    const [[name, text] = []] = host.records;
    expect(name).toBe(rateRecordName(kernel, INDEX));
    expect(text).toBe(`${startedAt + 6} ${startedAt + 10} 6\n`);
  });

  it.each(['', '\n', 'first all', '-5 -5\n', 'NaN Infinity', '1 2 3', '{}', '\ufffd\ufffd 7'])(
    '%j is an empty queue',
    (text) => {
      setRecord(text);
      expect([reserve(1, 'first'), reserve(1, 'later')]).toEqual([0, 0]);
    },
  );

  it('of before a boot, when the clock was far ahead, is an empty queue', () => {
    setRecord(`${startedAt + 600_001} ${startedAt + 900_000_000} 0\n`);
    expect([reserve(1, 'first'), reserve(1, 'later')]).toEqual([0, 0]);
    expect(host.records.get(rateRecordName(kernel, INDEX))).toBe(
      `${startedAt + 2} ${startedAt + 4} 2\n`,
    );
  });

  it('of a queue of a minute is none of before a boot', () => {
    setRecord(`0 ${startedAt + 60_000}\n`);
    expect(reserve(1, 'later')).toBe(60_000 - 50);
  });

  it('of a longer queue keeps the rate', () => {
    const times = Array.from({ length: 200 }, () => reserve(3, 'later', pace(5)));
    expect(largestBurst(times, 5 / 3)).toBeLessThanOrEqual(2);
  });

  it('that cannot be written lets everything go at once', () => {
    Object.assign(kernel, { records: { ...kernel.records, update: () => false } });
    expect([reserve(1000, 'first'), reserve(1000, 'first'), reserve(1000)]).toEqual([0, 0, 0]);
  });

  it('whose change fails lets everything go at once', () => {
    host.refuseAlways('records.update', systemError('open', 'EMFILE'));
    expect(reserve(1000, 'first')).toBe(0);
  });
});
