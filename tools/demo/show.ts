import type { Narrator } from './narrator.ts';

/** A variant of the demo, with its network. */
export interface Show {
  readonly title: string;
  play(tell: Narrator): Promise<void>;
  /** Removes the network, even if it is incomplete, and returns the names of what could not be removed. */
  close(): Promise<readonly string[]>;
}
