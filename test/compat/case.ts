/** A case: the same steps for both agents, each in a new network. */
import type { DeliberateId } from '../../ocf-metadata/deliberate-differences.ts';

export interface Case {
  readonly name: string;
  /**
   * Parameters without OCF_RESKEY_, in addition to USUAL_PARAMETERS; undefined removes one of those.
   * `$node` is replaced by the name of the node's network namespace.
   */
  readonly parameters?: Readonly<Record<string, string | undefined>>;
  /** `ip` commands on the node, which has eth0 and eth1, up, without IPv4 or global IPv6 addresses. */
  readonly surroundings?: readonly string[];
  /** `ip` commands on the neighbour, whose br0 has the node's interfaces as ports. */
  readonly neighbour?: readonly string[];
  readonly steps?: readonly Step[];
  /** Host that runs the agent; on the neighbour, network_namespace must name the node. */
  readonly calledOn?: 'node' | 'neighbour';
  /** Reason why the frames of both agents differ from run to run; if set, they are not compared. */
  readonly framesVary?: string;
  /** All differences, in the exact text, by the reason why they are intended. */
  readonly differs?: { readonly [Id in DeliberateId]?: readonly string[] };
}

export const ACTIONS = [
  'probe',
  'start',
  'monitor',
  'status',
  'validate-all',
  'stop',
  'no-such-action',
] as const;

/**
 * An action of the agent, or a command that changes the surroundings. A probe is a monitor with interval
 * 0; a monitor has the interval that Pacemaker passes.
 */
export type Step =
  | (typeof ACTIONS)[number]
  | `ip ${string}`
  | `neighbour ip ${string}`
  | `sysctl ${string}`
  /** Waits until duplicate address detection has finished. */
  | 'detection ends';

/** One round of announcements: five rounds take IPaddr2 a second. */
export const USUAL_PARAMETERS: NonNullable<Case['parameters']> = {
  ip: '10.0.0.10',
  arp_count: '1',
};

export const USUAL_STEPS: readonly Step[] = [
  'probe',
  'start',
  'monitor',
  'start',
  'validate-all',
  'stop',
  'monitor',
];
