import { expect, it } from 'vitest';
import { againstMirror } from '../../../../tools/structure/mirror.ts';

const LIB = ['lib/wire/arp.ts', 'lib/vip/address/placement.ts', 'ocf-metadata/render.ts'];

it.each([
  'test/unit/wire/arp.test.ts',
  'test/unit/vip/address/placement.test.ts',
  'test/unit/vip/address/placement/cost.test.ts',
  'test/unit/ocf-metadata/render.test.ts',
  'test/unit/scenarios/ipv6.test.ts',
  'test/unit/wire/golden/arp.ts',
  'test/netns/arp.test.ts',
])('%s is in its place', (file) => {
  expect(againstMirror([...LIB, file])).toEqual([]);
});

it.each([
  'test/unit/wire/arp-packet.test.ts',
  'test/unit/vip/placement.test.ts',
  'test/unit/arp.test.ts',
])('%s is not', (file) => {
  expect(againstMirror([...LIB, file])).toEqual([expect.stringContaining(file)]);
});
