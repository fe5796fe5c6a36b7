/** Reads pcapng (draft-ietf-opsawg-pcapng). */
import type { Capture, CapturedFrame } from './capture.ts';
import { type LinkType, linkTypeOf } from './link-type.ts';

const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const INTERFACE_DESCRIPTION = 1;
/** Of old writers: like an Enhanced Packet Block, but for the size of the interface's number. */
const PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
/** Type, and the length at both ends. */
const BLOCK = 12;
const BLOCK_WITH_INTERFACE = 20;
const BLOCK_WITH_PACKET = 32;
/** Wireshark refuses longer blocks as well. */
const MAX_BLOCK = 16 * 1024 * 1024;
/** Option if_tsresol: the unit of the time stamps. */
const OPTION_RESOLUTION = 9;
/** Option if_tsoffset: seconds that are added to them. */
const OPTION_OFFSET = 14;

interface Interface {
  readonly linkType: LinkType;
  readonly perSecond: bigint;
  readonly offsetSeconds: number;
}

export function isPcapng(view: DataView): boolean {
  return view.getUint32(0) === SECTION_HEADER;
}

/** @throws Error */
export function readPcapng(octets: Uint8Array, view: DataView): Capture {
  const frames: CapturedFrame[] = [];
  let little = true;
  let interfaces: Interface[] = [];
  let at = 0;
  while (at + BLOCK <= octets.length) {
    const place = `frame ${frames.length + 1}`;
    const isSection = view.getUint32(at) === SECTION_HEADER;
    if (isSection) {
      little = view.getUint32(at + 8, true) === BYTE_ORDER;
      interfaces = [];
    }
    const type = view.getUint32(at, little);
    const length = view.getUint32(at + 4, little);
    if (length < shortest(type) || length > MAX_BLOCK) {
      throw new Error(`${place}: the block at octet ${at} is damaged: its length is ${length}`);
    }
    if (at + length > octets.length) break;
    if (view.getUint32(at + length - 4, little) !== length) {
      throw new Error(`${place}: the block at octet ${at} is damaged: it has two lengths`);
    }
    if (type === INTERFACE_DESCRIPTION) interfaces.push(readInterface(view, at, length, little));
    if (type === SIMPLE_PACKET) throw new Error(`${place} has no time`);
    if (type === ENHANCED_PACKET || type === PACKET) {
      const isOld = type === PACKET;
      const id = isOld ? view.getUint16(at + 8, little) : view.getUint32(at + 8, little);
      const from = interfaces[id];
      if (!from) throw new Error(`${place} is of interface ${id}, which is not described`);
      const captured = view.getUint32(at + 20, little);
      if (captured > length - BLOCK_WITH_PACKET) {
        throw new Error(`${place}: the block at octet ${at} is damaged: it is too short`);
      }
      frames.push({
        number: frames.length + 1,
        time: timeOf(view, at + 12, little, from),
        octets: octets.subarray(at + 28, at + 28 + captured),
        linkType: from.linkType,
      });
    }
    at += length;
  }
  return { frames, isCut: at < octets.length };
}

function shortest(type: number): number {
  if (type === INTERFACE_DESCRIPTION) return BLOCK_WITH_INTERFACE;
  return type === ENHANCED_PACKET || type === PACKET ? BLOCK_WITH_PACKET : BLOCK;
}

function timeOf(view: DataView, at: number, little: boolean, from: Interface): number {
  const high = BigInt(view.getUint32(at, little));
  const stamp = high * 2n ** 32n + BigInt(view.getUint32(at + 4, little));
  const seconds = Number(stamp / from.perSecond) + from.offsetSeconds;
  const rest = Number(stamp % from.perSecond) / Number(from.perSecond);
  return seconds * 1000 + rest * 1000;
}

function readInterface(view: DataView, block: number, length: number, little: boolean): Interface {
  let perSecond = 1_000_000n;
  let offsetSeconds = 0;
  const end = block + length - 4;
  for (let at = block + 16; at + 4 <= end; ) {
    const code = view.getUint16(at, little);
    const size = view.getUint16(at + 2, little);
    const value = at + 4;
    at = value + Math.ceil(size / 4) * 4;
    if (code === 0 || at > end) break;
    if (code === OPTION_RESOLUTION && size === 1) perSecond = resolution(view.getUint8(value));
    if (code === OPTION_OFFSET && size === 8) {
      offsetSeconds = Number(view.getBigInt64(value, little));
    }
  }
  return { linkType: linkTypeOf(view.getUint16(block + 8, little)), perSecond, offsetSeconds };
}

/** A power of ten, or of two. */
function resolution(value: number): bigint {
  const power = BigInt(value & 0x7f);
  return value & 0x80 ? 2n ** power : 10n ** power;
}
