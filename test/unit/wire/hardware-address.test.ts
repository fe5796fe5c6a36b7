import { expect, it } from 'vitest';
import { formatHardwareAddress, parseHardwareAddress } from '../../../lib/wire/hardware-address.ts';
import { hex } from '../support/fields.ts';

it.each([
  ['Ethernet', '525400120a56', '52:54:00:12:0a:56'],
  [
    'InfiniBand',
    '80000048fe8000000000000000 02c903000abc01',
    '80:00:00:48:fe:80:00:00:00:00:00:00:00:02:c9:03:00:0a:bc:01',
  ],
  ['a link without one', '', ''],
])('formats the hardware address of %s', (_, bytes, text) => {
  expect(formatHardwareAddress(hex(bytes))).toBe(text);
});

it.each(['5', '52:5', '5g', '52-54', '52 54'])('%j is malformed', (text) => {
  expect(() => parseHardwareAddress(text)).toThrow(RangeError);
});

it.each(['52:54:00:12:0a:5f', '52:54:00:12:0A:5F'])('reads %s', (text) => {
  expect(parseHardwareAddress(text)).toEqual(hex('525400120a5f'));
});
