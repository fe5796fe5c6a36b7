/** Prints the meta-data XML: `make build` embeds it in the executable. */
import { writeSync } from 'node:fs';
import { renderMetaData } from '../ocf-metadata/render.ts';
import manifest from '../package.json' with { type: 'json' };

writeSync(1, renderMetaData(manifest.version));
