/** Pads each cell to the width of its column, except the last of each row. */
export function aligned(rows: readonly (readonly string[])[]): string[][] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  const result: string[][] = [];
  for (const row of rows) {
    const last = row.length - 1;
    const cells = row.map((cell, at) => (at === last ? cell : cell.padEnd(widths[at] ?? 0)));
    result.push(cells);
  }
  return result;
}

/** Formats rows of two columns, the second one aligned. */
export function columns(rows: readonly (readonly [string, string])[], indent = '  '): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${indent}${left.padEnd(width)}  ${right}`);
}
