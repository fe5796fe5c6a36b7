import { expect, it } from 'vitest';
import { againstLayers } from '../../../../tools/structure/layers.ts';

it.each([
  ['lib/linux/a.ts', 'lib/wire/b.ts'],
  ['lib/vip/address/a.ts', 'lib/vip/state/b.ts'],
  ['lib/vip/address/a.ts', 'lib/ocf/b.ts'],
  ['lib/main/a.ts', 'lib/cli/b.ts'],
  ['test/netns/a.test.ts', 'lab/b.ts'],
  ['vitest.config.ts', 'lab/b.ts'],
])('%s may import %s', (from, to) => {
  expect(againstLayers(new Map([[from, [to]]]))).toEqual([]);
});

it.each([
  ['lib/wire/a.ts', 'lib/linux/b.ts'],
  ['lib/wire/a.ts', 'ocf-metadata/b.ts'],
  ['lib/linux/a.ts', 'lib/ocf/b.ts'],
  ['lib/ocf/a.ts', 'lib/vip/state/b.ts'],
  ['lib/actions/a.ts', 'lib/shared-address/b.ts'],
  ['lib/cli/a.ts', 'lib/shared-address/b.ts'],
  ['lib/shared-address/a.ts', 'lib/main/b.ts'],
  ['ocf-metadata/a.ts', 'lib/wire/b.ts'],
  ['lab/a.ts', 'test/netns/b.ts'],
  ['tools/demo/a.ts', 'test/netns/b.ts'],
  ['lib/wire/a.ts', 'lab/b.ts'],
])('%s may not import %s', (from, to) => {
  const findings = againstLayers(new Map([[from, [to]]]));
  expect(findings).toEqual([expect.stringMatching(`^${from}: imports ${to}, but `)]);
});
