/** The output of a program on a terminal, as lines of runs with one style each. */

export interface Run {
  readonly text: string;
  /** Columns from the left edge. */
  readonly column: number;
  /** A parameter of SGR (ECMA-48 section 8.3.117), or 0. */
  readonly style: number;
}

export type Line = readonly Run[];

const TAB_WIDTH = 8;
const ESCAPE = '\x1b';

/** @param output text with SGR sequences of one parameter each, and no other control functions */
export function readTerminal(output: string): Line[] {
  let style = 0;
  return output
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const runs: Run[] = [];
      let column = 0;
      line.split(ESCAPE).forEach((part, index) => {
        const [sequence = '', code] = index === 0 ? [] : (/^\[(\d+)m/.exec(part) ?? [part]);
        if (index > 0 && code === undefined) throw new Error(`unknown control function: ${part}`);
        if (code !== undefined) style = Number(code);
        const text = withoutTabs(part.slice(sequence.length), column);
        if (text !== '') runs.push({ text, column, style });
        column += text.length;
      });
      return runs;
    });
}

export function textOf(line: Line): string {
  return line.map(({ text }) => text).join('');
}

function withoutTabs(text: string, column: number): string {
  let expanded = '';
  for (const character of text) {
    const width = TAB_WIDTH - ((column + expanded.length) % TAB_WIDTH);
    expanded += character === '\t' ? ' '.repeat(width) : character;
  }
  return expanded;
}
