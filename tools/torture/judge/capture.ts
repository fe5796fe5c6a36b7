import type { LinkType } from './link-type.ts';

export interface Capture {
  readonly frames: readonly CapturedFrame[];
  /** The last record is not complete. */
  readonly isCut: boolean;
}

export interface CapturedFrame {
  /** From 1, as Wireshark counts. */
  readonly number: number;
  /** Milliseconds since the epoch, with a fraction. */
  readonly time: number;
  readonly octets: Uint8Array;
  readonly linkType: LinkType;
}
