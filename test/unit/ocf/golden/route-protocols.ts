/** Route protocols as text, and their numbers. */

export const NUMBERS: readonly [text: string, value: number | undefined][] = [
  ['1', 1],
  ['66', 66],
  ['255', 255],
  ['0x42', 66],
  ['0XfF', 255],
  ['0', 0],
  ['256', undefined],
  ['0x100', undefined],
  ['0x', undefined],
  ['-1', undefined],
  ['+1', undefined],
  ['1.5', undefined],
  ['1e1', undefined],
  [' 1', undefined],
  ['', undefined],
];

/** Names that are known without a file. */
export const BUILT_IN: readonly [name: string, value: number | undefined][] = [
  ['redirect', 1],
  ['kernel', 2],
  ['boot', 3],
  ['static', 4],
  ['ra', 9],
  ['dhcp', 16],
  ['nonsense', undefined],
  ['constructor', undefined],
];
