import { describe, expect, it } from 'vitest';
import { parsePacket } from '../../../../../tools/torture/judge/packet.ts';
import { readCapture } from '../../../../../tools/torture/judge/pcap.ts';
import { A, announcement, pcap, T0, VIP } from './support.ts';

const FRAMES = [
  { at: 1.5, octets: [1, 2, 3] },
  { at: 2000.25, octets: [4] },
];

const SECTION = block(0x0a0d0d0a, [
  ...u32(0x1a2b3c4d),
  ...[1, 0, 0, 0],
  ...u32(0xffffffff),
  ...u32(0xffffffff),
]);

describe('readCapture', () => {
  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('reads pcap: little-endian %s, nanoseconds %s', (little, nanoseconds) => {
    const { frames } = readCapture(pcap(FRAMES, little, nanoseconds));
    expect(frames.map(({ time }) => time - T0)).toEqual([1.5, 2000.25]);
    expect(frames.map(({ octets }) => [...octets])).toEqual([[1, 2, 3], [4]]);
    expect(frames.map(({ number }) => number)).toEqual([1, 2]);
  });

  const ETHERNET = [1, 0, 0, 0, ...u32(0)];
  const NANOSECONDS = [9, 0, 1, 0, 9, 0, 0, 0];
  const END = [0, 0, 0, 0];
  const pcapng = (...blocks: readonly (readonly number[])[]) =>
    Uint8Array.from([...SECTION, ...blocks.flat()]);
  const stamp = (nanoseconds: bigint) => [
    ...u32(Number(nanoseconds >> 32n)),
    ...u32(Number(nanoseconds & 0xffffffffn)),
  ];
  const TIME = stamp(BigInt(T0) * 1_000_000n + 1_500_000n);
  const PACKET = [...TIME, ...u32(3), ...u32(3), 1, 2, 3, 0];
  const FRAME = {
    number: 1,
    time: T0 + 1.5,
    octets: Uint8Array.of(1, 2, 3),
    linkType: 'Ethernet',
  };

  it('reads pcapng', () => {
    const nic = block(1, [...ETHERNET, ...NANOSECONDS, ...END]);
    const whole = { frames: [FRAME], isCut: false };
    expect(readCapture(pcapng(nic, block(6, [...u32(0), ...PACKET])))).toEqual(whole);
    // The interface has 16 bits, and so has the number of dropped packets.
    expect(readCapture(pcapng(nic, block(2, [0, 0, 7, 0, ...PACKET])))).toEqual(whole);
  });

  it('reads pcapng with an offset of the times', () => {
    const offset = [14, 0, 8, 0, ...u32(1000), ...u32(0)];
    const nic = block(1, [...ETHERNET, ...NANOSECONDS, ...offset, ...END]);
    const time = stamp(BigInt(T0 - 1_000_000) * 1_000_000n);
    const file = pcapng(nic, block(6, [...u32(0), ...time, ...u32(0), ...u32(0)]));
    expect(readCapture(file).frames.map((frame) => frame.time)).toEqual([T0]);
  });

  it('ends at a record that is not complete, and says so', () => {
    const file = pcap(FRAMES);
    expect(readCapture(file).isCut).toBe(false);
    for (const missing of [1, 10, 17]) {
      const { frames, isCut } = readCapture(file.subarray(0, file.length - missing));
      expect([frames.length, isCut]).toEqual([1, missing < 17]);
    }
    const packet = block(6, [...u32(0), ...PACKET]);
    const cut = pcapng(block(1, [...ETHERNET, ...NANOSECONDS]), packet, packet.slice(0, -1));
    expect(readCapture(cut)).toEqual({ frames: [FRAME], isCut: true });
  });

  it('refuses a record that is damaged', () => {
    const length = pcap(FRAMES);
    length.fill(0xff, 24 + 8, 24 + 12);
    expect(() => readCapture(length, 'x.pcap')).toThrow('x.pcap: frame 1: its record is damaged');
    const fraction = pcap(FRAMES);
    fraction.fill(0xff, 24 + 4, 24 + 8);
    expect(() => readCapture(fraction)).toThrow('frame 1: its record is damaged');
    const nic = block(1, [...ETHERNET, ...NANOSECONDS]);
    const damaged = [
      [block(1, []), 'its length is 12'],
      [block(6, []), 'its length is 12'],
      [block(0, []).fill(0), 'its length is 0'],
      [[...u32(9), ...u32(16), ...u32(0), ...u32(20)], 'it has two lengths'],
      [block(6, [...u32(0), ...TIME, ...u32(9), ...u32(9)]), 'it is too short'],
      [block(6, [...u32(3), ...PACKET]), 'is of interface 3, which is not described'],
      [block(3, [...u32(1), 1, 0, 0, 0]), 'has no time'],
    ] as const;
    for (const [octets, problem] of damaged) {
      expect(() => readCapture(pcapng(nic, octets), 'x')).toThrow(problem);
      expect(() => readCapture(pcapng(nic, octets), 'x')).toThrow('x: frame 1');
    }
  });

  it('refuses other files, and captures of other networks', () => {
    expect(() => readCapture(new Uint8Array(100))).toThrow('neither pcap nor pcapng');
    expect(() => readCapture(new Uint8Array(3))).toThrow('shorter than its header');
    const wireless = pcap([]);
    wireless[20] = 105;
    expect(() => readCapture(wireless)).toThrow('link type 105, not Ethernet');
  });
});

it.each([
  ['802.1Q', [0x81, 0]],
  ['802.1ad', [0x88, 0xa8]],
  ['before 802.1ad', [0x91, 0]],
])('parsePacket skips a VLAN tag: %s', (_, type) => {
  const octets = announcement(A);
  const tagged = [...octets.slice(0, 12), ...type, 0, 7, ...octets.slice(12)];
  expect(parsePacket(Uint8Array.from(tagged))).toEqual(parsePacket(Uint8Array.from(octets)));
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

function u32(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];
}

/** Of pcapng, in the little-endian byte order. */
function block(type: number, body: readonly number[]): number[] {
  const length = 12 + body.length;
  return [...u32(type), ...u32(length), ...body, ...u32(length)];
}
