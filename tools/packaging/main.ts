/** make packages: builds the .deb and the .rpm. usage: main.ts WORK OUTPUT */
import { mkdirSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildDeb } from './deb.ts';
import { buildRpm } from './rpm.ts';
import { buildOfSources } from './stage.ts';

const [, , work, output] = process.argv;
if (work === undefined || output === undefined) throw new Error('usage: main.ts WORK OUTPUT');

const finished = resolve(work, 'finished');
rmSync(finished, { recursive: true, force: true });
mkdirSync(finished, { recursive: true });
const build = buildOfSources(resolve(work), finished);
buildDeb(build);
buildRpm(build);

for (const name of readdirSync(output)) if (/\.(deb|rpm)$/.test(name)) rmSync(join(output, name));
for (const name of readdirSync(finished)) {
  renameSync(join(finished, name), join(output, name));
  writeSync(1, `${join(output, name)}\n`);
}
