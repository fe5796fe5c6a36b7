import type { Narrator } from './narrator.ts';

/** A story and what it is played on. */
export interface Show {
  readonly title: string;
  play(tell: Narrator): Promise<void>;
  /** Takes down whatever there is, also of what was only half made, and names what is left of it. */
  close(): Promise<readonly string[]>;
}
