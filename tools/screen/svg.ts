/** A terminal as SVG, with a background of its own: the page that shows it may be black or white. */
import type { Line, Run } from './terminal-text.ts';

/** Pixels. */
const FONT_SIZE = 14;
/** The advance of the usual monospaced fonts. */
const COLUMN = 0.6 * FONT_SIZE;
const ROW = 19;
const PADDING = 18;

const BACKGROUND = '#161b22';
const BORDER = '#30363d';
const FOREGROUND = '#d1d7e0';
/** Attributes of the styles that tools/demo/narrator.ts uses. */
const STYLES: Readonly<Record<number, string>> = {
  1: 'fill="#ffffff" font-weight="bold"',
  2: 'fill="#8b949e"',
  31: 'fill="#ff7b72"',
  32: 'fill="#56d364"',
  36: 'fill="#79c0ff"',
};

/** @param title what the picture shows, for those who do not see it */
export function drawTerminal(lines: readonly Line[], title: string): string {
  const columns = Math.max(
    ...lines.map((line) =>
      line.reduce((end, run) => Math.max(end, run.column + run.text.length), 0),
    ),
  );
  const width = Math.ceil(columns * COLUMN) + 2 * PADDING;
  const height = lines.length * ROW + 2 * PADDING;
  const rows = lines.flatMap((line, row) => line.flatMap((run) => drawRun(run, row)));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${BACKGROUND}" stroke="${BORDER}"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${FONT_SIZE}" fill="${FOREGROUND}" xml:space="preserve">
${rows.join('\n')}
</g>
</svg>
`;
}

/** Blanks at the start are a position: not every program that shows SVG keeps them. */
function drawRun({ text, column, style }: Run, row: number): string[] {
  const content = text.trim();
  if (content === '') return [];
  const start = column + text.indexOf(content);
  const x = (PADDING + start * COLUMN).toFixed(1);
  const y = PADDING + row * ROW + FONT_SIZE;
  const length = (content.length * COLUMN).toFixed(1);
  const attributes = STYLES[style] === undefined ? '' : ` ${STYLES[style]}`;
  return [`<text x="${x}" y="${y}" textLength="${length}"${attributes}>${escaped(content)}</text>`];
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
