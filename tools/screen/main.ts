/**
 * `make screen`: runs the demo with a cluster on a terminal, and draws its first line, the chapter in which a node
 * dies, and its last line.
 * usage: tools/screen/main.ts FILE
 */
import { writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { nodeCommand } from '../../lab/node.ts';
import { drawTerminal } from './svg.ts';
import { type Line, readTerminal, textOf } from './terminal-text.ts';

const CHAPTER = /^\d+\. The power of \w+ is cut$/;
const NEXT_CHAPTER = /^\d+\. /;
const TITLE = 'make demo: Pacemaker moves a virtual IP after the power of a node was cut';

const file = process.argv[2];
if (file === undefined) throw new Error('usage: tools/screen/main.ts FILE');
const demo = nodeCommand('tools/demo.ts', '--cluster').join(' ');
const { stdout } = await execa('script', ['-qefc', demo, '/dev/null'], {
  env: { TERM: 'xterm', NO_COLOR: '' },
  stdin: 'ignore',
});
writeFileSync(file, drawTerminal(excerpt(readTerminal(stdout)), TITLE));

function excerpt(lines: readonly Line[]): Line[] {
  const [title = []] = lines;
  const last = lines.at(-1) ?? [];
  const start = lines.findIndex((line) => CHAPTER.test(textOf(line)));
  if (start < 0) throw new Error('the demo has no chapter in which the power of a node is cut');
  const length = lines.slice(start + 1).findIndex((line) => NEXT_CHAPTER.test(textOf(line)));
  const chapter = lines.slice(start, start + 1 + length);
  const command: Line = [{ text: '# make demo', column: 0, style: 36 }];
  const omitted: Line = [{ text: '   …', column: 0, style: 2 }];
  return [command, title, omitted, [], ...chapter, omitted, [], last];
}
