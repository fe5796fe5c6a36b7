/** Part of make check: no circle of imports, and no import against the layers. */
import { writeSync } from 'node:fs';
import { execaSync } from 'execa';
import { circlesOf } from './circles.ts';
import { importsOf } from './imports.ts';
import { againstLayers } from './layers.ts';

const listed = execaSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts']);
const deleted = execaSync('git', ['ls-files', '--deleted', '*.ts']).stdout.split('\n');
const files = listed.stdout.split('\n').filter((file) => !deleted.includes(file));
const imports = importsOf(files, process.cwd());
const findings = [
  ...circlesOf(imports).map((circle) => `circle of imports: ${circle.join(' -> ')}`),
  ...againstLayers(imports),
];
for (const finding of findings) writeSync(2, `${finding}\n`);
if (findings.length > 0) process.exitCode = 1;
