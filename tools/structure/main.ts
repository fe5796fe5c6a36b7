/** Part of make check: no circle of imports, no import against the layers, and unit tests that mirror the code. */
import { existsSync, writeSync } from 'node:fs';
import { execaSync } from 'execa';
import { circlesOf } from './circles.ts';
import { importsOf } from './imports.ts';
import { againstLayers } from './layers.ts';
import { againstMirror } from './mirror.ts';

const { stdout } = execaSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts']);
const files = stdout.split('\n').filter((file) => existsSync(file));
const imports = importsOf(files, process.cwd());
const findings = [
  ...circlesOf(imports).map((circle) => `circle of imports: ${circle.join(' -> ')}`),
  ...againstLayers(imports),
  ...againstMirror(files),
];
for (const finding of findings) writeSync(2, `${finding}\n`);
if (findings.length > 0) process.exitCode = 1;
