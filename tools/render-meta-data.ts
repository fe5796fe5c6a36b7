/**
 * Writes the meta-data XML twice into the folder that is named: as a document, for what validates it, and as
 * a module, which the executable embeds.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderMetaData } from '../ocf-metadata/render.ts';
import manifest from '../package.json' with { type: 'json' };

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: render-meta-data.ts FOLDER');
mkdirSync(folder, { recursive: true });
const text = renderMetaData(manifest.version);
writeFileSync(join(folder, 'meta-data.xml'), text);
writeFileSync(
  join(folder, 'meta-data.ts'),
  `export const META_DATA: string = ${JSON.stringify(text)};\n`,
);
