import type { Cell, Row } from './row.ts';

const NUMERALS = [
  ...[
    '',
    ' ',
    ' 12 ',
    '0x10',
    '-0x10',
    '1e3',
    '1_000',
    'Infinity',
    'inf',
    'nan',
    '٣',
    '12abc',
    '.5',
    '5.',
  ],
  ...[
    '-0',
    '00012',
    '9007199254740993',
    '18446744073709551616',
    '1e400',
    '0x1p3',
    '12\u0000',
    '\ufeff12',
    '1,5',
  ],
];

function ofNumerals(show: (value: number) => string): Cell {
  return () => NUMERALS.map((text) => show(Number(text))).join(' ');
}

export const NUMBERS: readonly Row[] = [
  ['of text', ofNumerals((value) => `${value}`)],
  ['integer', ofNumerals((value) => `${Number.isInteger(value)}`)],
  ['unsigned', ofNumerals((value) => `${value >>> 0}`)],
  ['signed', ofNumerals((value) => `${value | 0}`)],
  ['shifted', ofNumerals((value) => `${value << 31} ${value >> 3} ${value >>> 3}`)],
  [
    'rounded',
    ofNumerals((value) => `${Math.floor(value)} ${Math.ceil(value)} ${Math.round(value)}`),
  ],
  ['remainder', ofNumerals((value) => `${value % 256}`)],
  ['past 2^31 and 2^53', () => `${2 ** 31 + 1} ${2 ** 32 * 3} ${2 ** 53 + 2} ${0xffffffff + 1}`],
  ['divided by zero', () => `${1 / 0} ${-1 / 0} ${0 / 0}`],
  ['bits', () => `${(0xff << 24) >>> 0} ${~5} ${0xf0 ^ 0xff} ${(0x80 >> 7) & 1} ${1 << 31}`],
  ['in JSON', () => JSON.stringify([1.5, -0, 1e21, Number.NaN, Number.POSITIVE_INFINITY])],
];
