export interface Entry {
  readonly name: string;
  readonly rank: number;
}

export const ENTRIES: readonly Entry[] = [
  { name: 'b', rank: 2 },
  { name: 'a', rank: 1 },
  { name: 'c', rank: 2 },
  { name: 'd', rank: 1 },
];
