import { describe, expect, it } from 'vitest';
import { readRecords } from '../../../../../tools/torture/judge/records.ts';
import { A, action, HOSTS, T0, VIP } from './support.ts';

const read = (...records: readonly object[]) =>
  readRecords([...HOSTS, ...records].map((one) => JSON.stringify(one)).join('\n'), 'x');

describe('readRecords', () => {
  it('names the file and the line that is wrong', () => {
    expect(() => readRecords('\n{"kind":"host"}', 'x')).toThrow('x:2: host is not a text');
    expect(() => readRecords('{"kind":"x"}', 'x')).toThrow('x:1: "x" is none of host, action,');
    expect(() => readRecords('x', 'x')).toThrow('x:1: not JSON');
  });

  const stop = action('a', 'stop', 0, 10);
  const wrong: readonly [string, object, string][] = [
    ['an address', { ...stop, address: '192.0.2.300' }, '"192.0.2.300" is not an IP address'],
    ['an action', { ...stop, action: 'Stop' }, '"Stop" is none of start, stop,'],
    ['a host', { ...stop, host: 'A' }, 'there is no record of kind "host" for "A"'],
    ['a field', { ...stop, adress: VIP }, 'a record of kind "action" has no field "adress"'],
    ['an end', { ...stop, end: T0 - 1 }, 'end is before begin'],
    ['a time', { ...stop, begin: 1e16 }, 'begin is not a time'],
    ['a status', { ...stop, status: undefined }, 'status is not a number'],
    ['a clock', { ...stop, clock: 'wall' }, '"wall" is none of monotonic'],
    ['no samples', { ...stop, clock: 'monotonic' }, 'a time of CLOCK_MONOTONIC, but there is no'],
    ['shared', { kind: 'address', address: VIP, shared: 'true' }, 'shared is neither true nor'],
    ['no macs', { kind: 'host', host: 'c', macs: [] }, 'macs is empty'],
    ['macs', { kind: 'host', host: 'c', macs: [A] }, `"a" has the hardware address ${A} as well`],
    ['rules', { kind: 'disturbed', begin: T0, rules: ['x'] }, '"x" is none of late, two-owners'],
  ];
  it.each(wrong)('refuses what is wrong: %s', (_, record, problem) => {
    expect(() => read(record)).toThrow(`x:${HOSTS.length + 1}: ${problem}`);
  });

  it('accepts a hardware address that another host takes over', () => {
    expect(read({ kind: 'host', host: 'b', macs: [A], at: T0 }).hosts.at(-1)?.at).toBe(T0);
  });

  it('takes the moment of a power cut for its end', () => {
    const down = { kind: 'down', host: 'a', at: T0 };
    expect(read(down, { ...down, off: T0 + 5 }).downs.map(({ off }) => off - T0)).toEqual([0, 5]);
  });

  it('converts CLOCK_MONOTONIC, and takes the last line of an id', () => {
    const action = {
      kind: 'action',
      id: '1',
      host: 'a',
      action: 'stop',
      address: '::1',
      begin: 50,
    };
    const lines = [
      { kind: 'clock', wall: T0, monotonic: 40 },
      { ...action, clock: 'monotonic' },
      { ...action, clock: 'monotonic', end: 60, status: 0 },
    ];
    const { actions } = read(...lines);
    expect(actions.map(({ begin, end }) => [begin - T0, end - T0])).toEqual([[10, 20]]);
  });
});
