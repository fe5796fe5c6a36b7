import type { findFirewalls } from '../../kernel/firewall/find.ts';
import type { MulticastMemberships } from '../../kernel/multicast.ts';
import type { Instance } from '../dispatch/shared-actions.ts';

/** What a shared address needs of the host that no other does. */
export interface Means {
  readonly findFirewalls: typeof findFirewalls;
  readonly memberships: Pick<MulticastMemberships, 'join' | 'leave' | 'has'>;
}

/** What the actions on a shared address work with, besides what every action has. */
export interface Shared extends Instance, Means {}
