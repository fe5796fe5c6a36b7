/** The data of one failover. */

export type Scenario = 'standby' | 'move' | 'kill' | 'kill, fenced' | 'cable cut';

export type Contender =
  | 'IPaddr2'
  | 'VirtualIP'
  | 'keepalived, 1 s'
  | 'keepalived, 1 s, priority 254'
  | 'keepalived, 0.1 s'
  | Ipv6Contender;

export type Ipv6Contender =
  | 'IPaddr2, IPv6'
  | 'VirtualIP, dad=kernel'
  | 'VirtualIP, dad=fast'
  | 'VirtualIP, dad=none';

/**
 * Milliseconds after the last answer of the former holder. Times of Pacemaker's and corosync's logs have a resolution
 * of 4 ms, the kernel's tick.
 */
export interface Moments {
  /** The power or the cable was cut. */
  readonly happened?: number;
  /** Corosync's token timeout expired. */
  readonly tokenLost?: number;
  /** Corosync has a membership without the node. */
  readonly membership?: number;
  /** The first decision of Pacemaker's scheduler. */
  readonly scheduled?: number;
  readonly fencingAsked?: number;
  readonly fenced?: number;
  /** The stop action was executed, or keepalived got SIGTERM. */
  readonly stopBegun?: number;
  readonly removed?: number;
  /** Pacemaker read the agent's meta-data, as it does before each start. */
  readonly metaDataBegun?: number;
  readonly startBegun?: number;
  readonly added?: number;
  /** The new holder's first announcement on the client's wire. */
  readonly firstFrame?: number;
  readonly firstAnswer: number;
}

/** Descriptions of the moments. */
export const EVENTS: Readonly<Record<keyof Moments, string>> = {
  happened: 'the power is cut',
  tokenLost: 'corosync: the token is lost',
  membership: 'corosync: a new membership',
  scheduled: 'Pacemaker: the first decision',
  fencingAsked: 'Pacemaker: fencing is requested',
  fenced: 'Pacemaker: the node is fenced',
  stopBegun: 'the agent executes stop',
  removed: 'the address is removed',
  metaDataBegun: 'the agent executes meta-data',
  startBegun: 'the agent executes start',
  added: 'the address is added',
  firstFrame: "the first announcement is on the client's wire",
  firstAnswer: 'the client has an answer of the new holder',
};

/** The events in the order of time. */
export function chronicle(at: Moments): { readonly what: string; readonly time: number }[] {
  return Object.entries(at)
    .map(([name, time]) => ({ what: EVENTS[name as keyof Moments], time: Number(time) }))
    .toSorted((a, b) => a.time - b.time);
}

export interface Run {
  readonly scenario: Scenario;
  readonly contender: Contender;
  readonly at: Moments;
  /** Requests without an answer. */
  readonly lost: number;
  /** Times of the announcements. */
  readonly frames: readonly number[];
  /** Neighbours whose ARP table did not point at the new holder afterwards. */
  readonly astray: readonly string[];
  /** Whether the lost node was Pacemaker's designated controller. */
  readonly lostController?: boolean;
}

/** Milliseconds from the last answer of the former holder to the first one of the new. */
export const gap = ({ at }: Run): number => at.firstAnswer;

/** Milliseconds between two moments, if both are known. */
export function between(run: Run, from: keyof Moments, to: keyof Moments): number | undefined {
  const [begin, end] = [run.at[from], run.at[to]];
  return begin === undefined || end === undefined ? undefined : end - begin;
}
