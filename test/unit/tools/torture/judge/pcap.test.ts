import { describe, expect, it } from 'vitest';
import { normalIp, shortIp } from '../../../../../tools/torture/judge/addresses.ts';
import { parsePacket } from '../../../../../tools/torture/judge/packet.ts';
import { readCapture } from '../../../../../tools/torture/judge/pcap.ts';
import { readRecords } from '../../../../../tools/torture/judge/records.ts';
import { A, announcement, pcap, T0, VIP } from './support.ts';

const FRAMES = [
  { at: 1.5, octets: [1, 2, 3] },
  { at: 2000.25, octets: [4] },
];

describe('readCapture', () => {
  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('reads pcap: little-endian %s, nanoseconds %s', (little, nanoseconds) => {
    const frames = [...readCapture(pcap(FRAMES, little, nanoseconds))];
    expect(frames.map(({ time }) => time - T0)).toEqual([1.5, 2000.25]);
    expect(frames.map(({ octets }) => [...octets])).toEqual([[1, 2, 3], [4]]);
    expect(frames.map(({ number }) => number)).toEqual([1, 2]);
  });

  it('reads pcapng', () => {
    const block = (type: number, body: readonly number[]) => {
      const length = 12 + body.length;
      return [...u32(type), ...u32(length), ...body, ...u32(length)];
    };
    const stamp = BigInt(T0) * 1_000_000n + 1_500_000n;
    const packet = [...u32(0), ...u32(Number(stamp >> 32n)), ...u32(Number(stamp & 0xffffffffn))];
    const file = [
      ...block(0x0a0d0d0a, [
        ...u32(0x1a2b3c4d),
        1,
        0,
        0,
        0,
        ...u32(0xffffffff),
        ...u32(0xffffffff),
      ]),
      // Ethernet, and times in nanoseconds.
      ...block(1, [1, 0, 0, 0, ...u32(0), 9, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0]),
      ...block(6, [...packet, ...u32(3), ...u32(3), 1, 2, 3, 0]),
    ];
    const [frame, ...more] = readCapture(Uint8Array.from(file));
    const octets = Uint8Array.of(1, 2, 3);
    expect(frame).toEqual({ number: 1, time: T0 + 1.5, octets, linkType: 'Ethernet' });
    expect(more).toEqual([]);
  });

  it('ends at a record that is not complete', () => {
    const file = pcap(FRAMES);
    expect([...readCapture(file.subarray(0, file.length - 1))]).toHaveLength(1);
  });

  it('refuses other files, and captures of other networks', () => {
    expect(() => [...readCapture(new Uint8Array(100))]).toThrow('neither pcap nor pcapng');
    expect(() => [...readCapture(new Uint8Array(3))]).toThrow('shorter than its header');
    const wireless = pcap([]);
    wireless[20] = 105;
    expect(() => [...readCapture(wireless)]).toThrow('link type 105, not Ethernet');
  });
});

it.each(['SLL', 'SLL2'] as const)('parsePacket reads %s, of captures on "any"', (linkType) => {
  const octets = announcement(A);
  const mac = octets.slice(6, 12);
  const header =
    linkType === 'SLL'
      ? [0, 1, 0, 1, 0, 6, ...mac, 0, 0, 8, 6]
      : [8, 6, 0, 0, 0, 0, 0, 2, 0, 1, 1, 6, ...mac, 0, 0];
  const packet = parsePacket(Uint8Array.from([...header, ...octets.slice(14)]), linkType);
  expect(packet).toEqual(parsePacket(Uint8Array.from(octets)));
  expect(packet).toMatchObject({ kind: 'arp', from: A, sender: VIP, isReply: false });
});

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

it.each([
  ['2001:db8::10', '2001:0db8:0000:0000:0000:0000:0000:0010'],
  ['::', '0000:0000:0000:0000:0000:0000:0000:0000'],
  ['fe80::1:2', 'fe80:0000:0000:0000:0000:0000:0001:0002'],
  ['::ffff:192.0.2.1', '0000:0000:0000:0000:0000:ffff:c000:0201'],
])('%s is %s', (short, normal) => {
  expect(normalIp(short)).toBe(normal);
  expect(normalIp(shortIp(normal))).toBe(normal);
});

function u32(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];
}
