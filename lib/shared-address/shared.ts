import type { MulticastMemberships } from '../linux/multicast-addresses.ts';
import type { FindFirewalls } from './firewall/find.ts';

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
