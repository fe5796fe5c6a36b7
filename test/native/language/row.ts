export type Cell = () => string;
export type Row = readonly [name: string, cell: Cell];

/** What it comes to, or the error that it throws. */
export function said(cell: Cell): string {
  try {
    return cell();
  } catch (error) {
    return error instanceof Error ? `throws ${error.name}: ${error.message}` : 'throws';
  }
}
