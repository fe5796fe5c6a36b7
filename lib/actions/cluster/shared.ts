import type { FindFirewalls } from '../../kernel/firewall/find.ts';
import type { MulticastMemberships } from '../../kernel/multicast.ts';

/** What the actions on a shared address work with, besides what every action has. */
export interface Shared {
  /** As which instance of the clone the action is called: see SharedClone. */
  readonly bucket: number;
  readonly total: number;
  /** Where to look for the firewall's tools: PATH. */
  readonly path: string;
  readonly findFirewalls: FindFirewalls;
  readonly memberships: MulticastMemberships;
}
