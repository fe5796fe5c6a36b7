/** What is known of one failover. */

export type Scenario = 'standby' | 'move' | 'kill' | 'kill, fenced' | 'cable cut';

export type Contender =
  | 'IPaddr2'
  | 'VirtualIP'
  | 'keepalived, 1 s'
  | 'keepalived, 1 s, priority 254'
  | 'keepalived, 0.1 s';

/**
 * Milliseconds after the last answer that the former holder gave. Those of Pacemaker's and corosync's
 * logs are good to 4 ms, the kernel's tick.
 */
export interface Moments {
  /** The power or the cable was cut. */
  readonly happened?: number;
  /** Corosync gave up waiting for the token. */
  readonly tokenLost?: number;
  /** Corosync has a membership without the node. */
  readonly membership?: number;
  /** Pacemaker's scheduler said for the first time what to do. */
  readonly scheduled?: number;
  readonly fencingAsked?: number;
  readonly fenced?: number;
  /** The stop action was executed, or keepalived was told to end. */
  readonly stopBegun?: number;
  readonly removed?: number;
  /** Pacemaker read the agent's meta-data, as it does before each start. */
  readonly metaDataBegun?: number;
  readonly startBegun?: number;
  readonly added?: number;
  /** Of the announcements of the new holder, on the client's wire. */
  readonly firstFrame?: number;
  readonly firstAnswer: number;
}

/** In words. */
export const EVENTS: Readonly<Record<keyof Moments, string>> = {
  happened: 'the power is cut',
  tokenLost: 'corosync: the token is lost',
  membership: 'corosync: a new membership',
  scheduled: 'Pacemaker: the first decision',
  fencingAsked: 'Pacemaker: fencing is asked for',
  fenced: 'Pacemaker: the node is fenced',
  stopBegun: 'the agent executes stop',
  removed: 'the address is removed',
  metaDataBegun: 'the agent executes meta-data',
  startBegun: 'the agent executes start',
  added: 'the address is added',
  firstFrame: "the first gratuitous ARP is on the client's wire",
  firstAnswer: 'the client has an answer of the new holder',
};

/** What happened and when, in the order of time. */
export function chronicle(at: Moments): { readonly what: string; readonly time: number }[] {
  return Object.entries(at)
    .map(([name, time]) => ({ what: EVENTS[name as keyof Moments], time: Number(time) }))
    .toSorted((a, b) => a.time - b.time);
}

export interface Run {
  readonly scenario: Scenario;
  readonly contender: Contender;
  readonly at: Moments;
  /** Questions without an answer. */
  readonly lost: number;
  /** When the announcements came. */
  readonly frames: readonly number[];
  /** Neighbours whose table did not point at the new holder afterwards. */
  readonly astray: readonly string[];
  /** The node that was lost was Pacemaker's designated controller. */
  readonly lostController?: boolean;
}

/** From the last answer before to the first answer after. */
export const gap = ({ at }: Run): number => at.firstAnswer;

/** Milliseconds between two moments, if both are known. */
export function between(run: Run, from: keyof Moments, to: keyof Moments): number | undefined {
  const [begin, end] = [run.at[from], run.at[to]];
  return begin === undefined || end === undefined ? undefined : end - begin;
}
