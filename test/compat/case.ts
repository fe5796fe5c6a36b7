/** One case: the same steps for both agents, in surroundings of its own. */
import type { DeliberateId } from '../../ocf-metadata/deliberate-differences.ts';

export interface Case {
  readonly name: string;
  /**
   * Without OCF_RESKEY_, on top of USUAL_PARAMETERS; undefined takes one of those away. `$node` stands
   * for the name of the node's network namespace.
   */
  readonly parameters?: Readonly<Record<string, string | undefined>>;
  /** `ip` commands on the node, which has eth0 and eth1, up, without IPv4 or global IPv6 addresses. */
  readonly surroundings?: readonly string[];
  /** `ip` commands on the neighbour, whose br0 has the node's interfaces as ports. */
  readonly neighbour?: readonly string[];
  readonly steps?: readonly Step[];
  /** Where the agent is called; it must find its way to the node by network_namespace. */
  readonly calledOn?: 'node' | 'neighbour';
  /** Why the frames differ from run to run, whoever sends them, so that they are not compared. */
  readonly framesVary?: string;
  /** Every difference, exactly as it is found, under the reason why it is meant to be. */
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
 * An action of the agent, or a command that changes the surroundings meanwhile. A probe is a monitor
 * that is not repeated; for a monitor, Pacemaker says how often it is.
 */
export type Step =
  | (typeof ACTIONS)[number]
  | `ip ${string}`
  | `neighbour ip ${string}`
  | `sysctl ${string}`
  /** Waits until duplicate address detection has come to its end. */
  | 'detection ends';

/** One round of announcements: a start that sends five takes IPaddr2 a second. */
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
