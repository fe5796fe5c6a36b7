const MAX_LINES = 5;
const MAX_LINE_LENGTH = 1000;

/** The first lines that differ, one below the other. */
export function firstDifferences(compiled: Uint8Array, interpreted: Uint8Array): string {
  const ours = linesOf(compiled);
  const theirs = linesOf(interpreted);
  const shown: string[] = [];
  for (let at = 0; at < Math.max(ours.length, theirs.length) && shown.length < MAX_LINES; at++) {
    const [our, their] = [ours[at], theirs[at]];
    if (our === their) continue;
    shown.push(`line ${at + 1}\n  compiled: ${cut(our)}\n  Node.js:  ${cut(their)}`);
  }
  return shown.join('\n');
}

/** One character for each octet, so that octets that are not UTF-8 can differ. */
function linesOf(octets: Uint8Array): string[] {
  return Buffer.from(octets).toString('latin1').split('\n');
}

function cut(line: string | undefined): string {
  return line === undefined ? '(no such line)' : line.slice(0, MAX_LINE_LENGTH);
}
