import { describe, expect, it } from 'vitest';
import { readRecords } from '../../../../../tools/torture/judge/records.ts';
import { T0 } from './support.ts';

describe('readRecords', () => {
  it('names the line that is wrong', () => {
    expect(() => readRecords('\n{"kind":"host"}')).toThrow('line 2: host is not a text');
    expect(() => readRecords('{"kind":"x"}')).toThrow('line 1: kind is none of');
    expect(() => readRecords('x')).toThrow('line 1: not JSON');
    const action = '{"kind":"action","host":"a","action":"stop","address":"192.0.2.300","begin":1}';
    expect(() => readRecords(action)).toThrow('line 1: "192.0.2.300" is not an IP address');
    expect(() => readRecords('{"kind":"down","host":"a","at":1,"clock":"monotonic"}')).toThrow(
      'there is no "clock"',
    );
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
    const { actions } = readRecords(lines.map((line) => JSON.stringify(line)).join('\n'));
    expect(actions.map(({ begin, end }) => [begin - T0, end - T0])).toEqual([[10, 20]]);
  });
});
