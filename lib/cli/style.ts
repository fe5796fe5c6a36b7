/** Colours, if the output is a terminal and NO_COLOR (no-color.org) is not set. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  faint(text: string): string;
  strong(text: string): string;
}

export function chooseStyle(isTerminal: boolean, noColor: string | undefined): Style {
  const coloured = isTerminal && !noColor;
  const paint = (code: number) => (text: string) =>
    coloured ? `\u001b[${code}m${text}\u001b[0m` : text;
  return { good: paint(32), bad: paint(31), faint: paint(2), strong: paint(1) };
}
