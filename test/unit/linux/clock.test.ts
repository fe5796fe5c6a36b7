import { describe, expect, it, vi } from 'vitest';
import { formatLocalTime, systemClock } from '../../../lib/linux/clock.ts';

describe('systemClock', () => {
  it('counts milliseconds of CLOCK_MONOTONIC', () => {
    const before = Number(process.hrtime.bigint()) / 1e6;
    const now = systemClock.now();
    const after = Number(process.hrtime.bigint()) / 1e6;
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(after);
  });

  it('sleeps at least the given time', () => {
    const start = systemClock.now();
    systemClock.sleep(5);
    expect(systemClock.now() - start).toBeGreaterThanOrEqual(5);
  });

  it.each([
    [0.0001, [1]],
    [1.5, [1500]],
    [0, []],
    [-1, []],
  ])('%d ms: usleep(3) of %j', (milliseconds, expected) => {
    const usleep = vi.fn<typeof sys_usleep>(() => 0);
    vi.stubGlobal('sys_usleep', usleep);
    systemClock.sleep(milliseconds);
    vi.unstubAllGlobals();
    expect(usleep.mock.calls.flat()).toEqual(expected);
  });
});

describe('formatLocalTime', () => {
  it('formats as strftime(3)', () => {
    const at = () => {
      const now = new Date();
      const two = (value: number) => `${value}`.padStart(2, '0');
      const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
      return `${date} ${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())} é`;
    };
    const before = at();
    const text = formatLocalTime('%Y-%m-%d %H:%M:%S é');
    expect([before, at()]).toContain(text);
  });

  it('is empty if there is no local time', () => {
    vi.stubGlobal('sys_strftime_now', (_: Uint8Array, text: Uint8Array) => {
      text.fill(0x78);
      return -75;
    });
    expect(formatLocalTime('%Y')).toBe('');
    vi.unstubAllGlobals();
  });

  it('is empty if the text is too long', () => {
    expect(formatLocalTime('x'.repeat(255))).toBe('x'.repeat(255));
    expect(formatLocalTime('x'.repeat(256))).toBe('');
  });
});
