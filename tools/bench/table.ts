/** Plain text tables: text is aligned to the left, numbers to the right. */

export type Row = readonly string[];

/** @param leftColumns number of columns, from the left, that contain text */
export function renderTable(rows: readonly Row[], leftColumns: number): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  }
  const lines = rows.map((row) =>
    row
      .map((cell, i) =>
        i < leftColumns ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

export function milliseconds(value: number): string {
  return `${value.toFixed(2)} ms`;
}

export function microseconds(value: number): string {
  return `${(value * 1000).toFixed(0)} µs`;
}

export function mebibytes(kibibytes: number): string {
  return `${(kibibytes / 1024).toFixed(1)} MiB`;
}

export function mega(value: number): string {
  return `${(value / 1e6).toFixed(2)} M`;
}

export function megabytes(octets: number): string {
  return `${(octets / 1e6).toFixed(2)} MB`;
}

export function ratio(of: number, to: number): string {
  return to === 0 ? '-' : (of / to).toFixed(2);
}
