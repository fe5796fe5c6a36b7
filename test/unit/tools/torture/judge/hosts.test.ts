import { describe, expect, it } from 'vitest';
import { Hosts } from '../../../../../tools/torture/judge/hosts.ts';
import { A, B, UNKNOWN } from './support.ts';

const ALWAYS = Number.NEGATIVE_INFINITY;
const OTHER = '02:00:00:00:00:01';

describe('Hosts', () => {
  // At 100, a gets another hardware address, and b takes over the one of a.
  const records = [
    { host: 'a', macs: [A], at: ALWAYS },
    { host: 'b', macs: [B], at: ALWAYS },
    { host: 'a', macs: [OTHER], at: 100 },
    { host: 'b', macs: [A], at: 100 },
  ];
  const hosts = new Hosts(records, []);

  it('knows which host has a hardware address at a time', () => {
    expect([50, 150].map((time) => hosts.of(A, time))).toEqual(['a', 'b']);
    expect(hosts.of(UNKNOWN, 50)).toBeUndefined();
    expect(hosts.macsOf('a', 150)).toMatchObject({ macs: [OTHER], at: 100 });
  });

  it('knows a hardware address a moment before and after its time', () => {
    expect(hosts.of(OTHER, 50)).toBe('a');
    expect(hosts.of(B, 150)).toBe('b');
  });

  it('accepts a former one for a while, and each one after a power cut', () => {
    expect([90, 109, 111].map((time) => hosts.has('a', A, time, 10))).toEqual([true, true, false]);
    expect([89, 91, 111].map((time) => hosts.has('a', OTHER, time, 10))).toEqual([
      false,
      true,
      true,
    ]);
    expect(hosts.has('a', UNKNOWN, 50, 10)).toBe(false);
    const reset = new Hosts(records, [{ host: 'a', at: 200, off: 200 }]);
    expect([150, 250].map((time) => reset.has('a', A, time, 10))).toEqual([false, true]);
  });

  it('takes several records without a time together', () => {
    const both = new Hosts([...records.slice(0, 2), { host: 'a', macs: [OTHER], at: ALWAYS }], []);
    expect(both.macsOf('a', 0).macs).toEqual([A, OTHER]);
  });
});
