import { describe, expect, it } from 'vitest';
import { Clock } from '../../../../../tools/torture/judge/clock.ts';

describe('Clock', () => {
  // Slewed by 5 ms, then set by an hour.
  const clock = new Clock([
    { wall: 10_000, monotonic: 0 },
    { wall: 10_105, monotonic: 100 },
    { wall: 10_205, monotonic: 200 },
    { wall: 3_610_305, monotonic: 300 },
  ]);

  it('converts by the nearest sample', () => {
    expect([20, 90, 240, 260].map((time) => clock.wall(time))).toEqual([
      10_020, 10_095, 10_245, 3_610_265,
    ]);
    expect(new Clock([]).wall(1)).toBeUndefined();
  });

  it('knows how much it was slewed near a time', () => {
    const near = [9000, 10_050, 10_150, 10_500, 4_000_000];
    expect(near.map((time) => clock.driftNear(time))).toEqual([5, 5, 0, 0, 0]);
    expect(clock.drift).toBe(3_600_005);
    expect(new Clock([]).driftNear(1)).toBe(0);
    expect(new Clock([]).drift).toBe(0);
  });
});
