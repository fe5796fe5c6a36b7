/** Which folder may import from which. */
import type { Imports } from './imports.ts';

interface Layer {
  /** A file belongs to the layer whose folder is the longest that it is in. */
  readonly folder: string;
  /** The folders that it may import from, beside itself. */
  readonly below: readonly string[];
}

const ROWS = ['ocf-metadata'];
const BELOW_VIP = ['lib/ocf', 'lib/linux', 'lib/wire'];
const BELOW_ACTIONS = ['lib/vip', ...BELOW_VIP];
const LIB = ['lib/main', 'lib/cli', 'lib/shared-address', 'lib/actions', ...BELOW_ACTIONS];

/** From the bottom to the top. */
export const LAYERS: readonly Layer[] = [
  { folder: 'ocf-metadata', below: [] },
  { folder: 'lib/wire', below: [] },
  { folder: 'lib/linux', below: ['lib/wire'] },
  { folder: 'lib/ocf', below: ['lib/linux', 'lib/wire', ...ROWS] },
  { folder: 'lib/vip', below: BELOW_VIP },
  { folder: 'lib/actions', below: BELOW_ACTIONS },
  { folder: 'lib/shared-address', below: ['lib/actions', ...BELOW_ACTIONS] },
  { folder: 'lib/cli', below: ['lib/actions', ...BELOW_ACTIONS, ...ROWS] },
  { folder: 'lib/main', below: [...LIB, ...ROWS] },
  { folder: 'bin', below: LIB },
  // It runs the executable; of lib it has the codecs and the C layer.
  { folder: 'lab', below: ['lib/wire', 'lib/linux', ...ROWS] },
  { folder: 'tools', below: [...LIB, ...ROWS, 'lab'] },
  { folder: 'test', below: ['bin', ...LIB, ...ROWS, 'lab', 'tools'] },
];

/** A line for each import that goes upwards, or sideways, in the table above. */
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
