export type Cell = () => string;
export type Row = readonly [name: string, cell: Cell];

/** Returns the result, or the error that is thrown. */
export function said(cell: Cell): string {
  try {
    return cell();
  } catch (error) {
    return error instanceof Error ? `throws ${error.name}: ${error.message}` : 'throws';
  }
}
