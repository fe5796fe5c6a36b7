import { expect, it } from 'vitest';
import { normalIp, shortIp } from '../../../../../tools/torture/judge/addresses.ts';

it.each([
  ['2001:db8::10', '2001:0db8:0000:0000:0000:0000:0000:0010'],
  ['::', '0000:0000:0000:0000:0000:0000:0000:0000'],
  ['fe80::1:2', 'fe80:0000:0000:0000:0000:0000:0001:0002'],
  ['::ffff:192.0.2.1', '0000:0000:0000:0000:0000:ffff:c000:0201'],
])('%s is %s', (short, normal) => {
  expect(normalIp(short)).toBe(normal);
  expect(normalIp(shortIp(normal))).toBe(normal);
});
