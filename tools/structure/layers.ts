/** The folders that a folder may import from. */
import type { Imports } from './imports.ts';

interface Layer {
  /** A file belongs to the layer with the longest matching folder. */
  readonly folder: string;
  /** The folders that it may import from, besides itself. */
  readonly below: readonly string[];
}

const ROWS = ['ocf-metadata'];
const BELOW_VIP = ['lib/ocf', 'lib/linux', 'lib/wire', ...ROWS];
const BELOW_ACTIONS = ['lib/vip', ...BELOW_VIP];
const LIB = [
  'lib/main',
  'lib/inventory',
  'lib/doctor',
  'lib/cli',
  'lib/migrate',
  'lib/cluster',
  'lib/shared-address',
  'lib/actions',
  ...BELOW_ACTIONS,
];

/** From the bottom to the top. */
export const LAYERS: readonly Layer[] = [
  { folder: 'ocf-metadata', below: [] },
  { folder: 'lib/wire', below: [] },
  { folder: 'lib/linux', below: ['lib/wire'] },
  { folder: 'lib/ocf', below: ['lib/linux', 'lib/wire', ...ROWS] },
  { folder: 'lib/vip', below: BELOW_VIP },
  { folder: 'lib/actions', below: BELOW_ACTIONS },
  { folder: 'lib/shared-address', below: ['lib/actions', ...BELOW_ACTIONS] },
  { folder: 'lib/cluster', below: BELOW_VIP },
  { folder: 'lib/migrate', below: ['lib/cluster', ...BELOW_VIP] },
  { folder: 'lib/cli', below: ['lib/actions', ...BELOW_ACTIONS] },
  {
    folder: 'lib/inventory',
    below: ['lib/cli', 'lib/cluster', 'lib/shared-address', 'lib/actions', ...BELOW_ACTIONS],
  },
  { folder: 'lib/doctor', below: ['lib/cli', 'lib/cluster', 'lib/actions', ...BELOW_ACTIONS] },
  { folder: 'lib/main', below: LIB },
  { folder: 'bin', below: LIB },
  // Runs the executable; needs only the codecs and the C layer of lib.
  { folder: 'lab', below: ['lib/wire', 'lib/linux', ...ROWS] },
  // What the packages contain; tools/packaging builds them.
  { folder: 'packaging', below: ROWS },
  { folder: 'tools', below: [...LIB, 'lab', 'packaging', 'tools/torture/judge'] },
  // Judges the agent: must not believe its code.
  { folder: 'tools/torture/judge', below: [] },
  { folder: 'test', below: ['bin', ...LIB, 'lab', 'packaging', 'tools', 'tools/torture/judge'] },
];

/** Returns a line for each import that LAYERS does not allow. */
export function againstLayers(imports: Imports): string[] {
  const findings: string[] = [];
  for (const [file, targets] of imports) {
    const from = layerOf(file);
    if (!from) continue;
    for (const target of targets) {
      const to = layerOf(target);
      if (!to || to === from || from.below.includes(to.folder)) continue;
      findings.push(`${file}: imports ${target}, but ${from.folder} is not above ${to.folder}`);
    }
  }
  return findings;
}

function layerOf(file: string): Layer | undefined {
  const containing = LAYERS.filter(({ folder }) => file.startsWith(`${folder}/`));
  return containing.sort((a, b) => b.folder.length - a.folder.length).at(0);
}
