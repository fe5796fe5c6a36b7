import { inCodes } from './in-codes.ts';
import { type Cell, type Row, said } from './row.ts';

function counted(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = at + 1;
  return bytes;
}

function inDecimal(bytes: Uint8Array): string {
  return [...bytes].join(' ');
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const ODD_PLACES = [-9, -1, 0, 2, 6, 9, 1.5, Number.NaN, Number.POSITIVE_INFINITY];

function atEach(show: (place: number) => string): Cell {
  return () => ODD_PLACES.map((place) => said(() => show(place))).join(' | ');
}

export const OCTETS: readonly Row[] = [
  ['subarray', atEach((place) => inDecimal(counted(6).subarray(place)))],
  ['subarray with its end', atEach((place) => inDecimal(counted(6).subarray(1, place)))],
  ['slice', atEach((place) => inDecimal(counted(6).slice(place)))],
  ['DataView, read', atEach((place) => `${viewOf(counted(6)).getUint16(place, true)}`)],
  [
    'DataView of a part',
    atEach((place) => `${viewOf(counted(9).subarray(2, 6)).getUint32(place)}`),
  ],
  ['set', atEach((place) => written((bytes) => bytes.set(counted(2), place)))],
  ['DataView, written', atEach((place) => written((bytes) => viewOf(bytes).setUint32(place, -2)))],
  [
    'only eight bits are kept',
    () => written((bytes) => bytes.set(new Uint8Array([256, -1, 511, 1.9]))),
  ],
  ['subarray shares, slice does not', () => shared()],
  ['overlapping', () => written((bytes) => bytes.set(bytes.subarray(0, 4), 1))],
  [
    'text of octets',
    () =>
      decoded([
        [0xef, 0xbb, 0xbf, 65],
        [65, 0, 66],
        [0xc3],
        [0xed, 0xa0, 0x80],
        [0xf0, 0x9f, 0x98, 0x80],
        [0xff, 65],
      ]),
  ],
];

function written(change: (bytes: Uint8Array) => void): string {
  const bytes = counted(6);
  change(bytes);
  return inDecimal(bytes);
}

function shared(): string {
  const bytes = counted(3);
  const part = bytes.subarray(1);
  const copy = bytes.slice(1);
  part[0] = 9;
  copy[1] = 8;
  return `${inDecimal(bytes)} | ${inDecimal(copy)}`;
}

function decoded(sequences: readonly number[][]): string {
  return sequences
    .map((octets) => inCodes(new TextDecoder().decode(new Uint8Array(octets))))
    .join(' | ');
}
