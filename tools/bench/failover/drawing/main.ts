/** Draws the last measurement again. */
import { readFileSync } from 'node:fs';
import { say } from '../../say.ts';
import { DRAWINGS, RESULTS } from '../settings.ts';
import { draw } from './draw.ts';

for (const file of await draw(JSON.parse(readFileSync(RESULTS, 'utf8')), DRAWINGS)) {
  say(`drawn: ${file}`);
}
// echarts keeps the process alive.
process.exit(0);
