/** What the steps of start come to. */
import type { Announcement } from '../../vip/announce.ts';
import { failure, type Outcome } from '../shared/outcome.ts';

export interface Started {
  readonly outcome: Outcome;
  /** With its first round sent; what is left of it needs no turn. */
  readonly announcement?: Announcement | undefined;
}

export function fail(...reason: Parameters<typeof failure>): Started {
  return { outcome: failure(...reason) };
}
