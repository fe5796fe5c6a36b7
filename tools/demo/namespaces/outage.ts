/** Computes the outage that a client noticed, and its parts, from time stamps. */
import type { GratuitousArp } from '../../../lab/programs/arp-watch.ts';
import type { Answer } from '../../../lab/programs/client.ts';

/** Times of CLOCK_MONOTONIC in milliseconds. */
export interface Stamps {
  /** The command that cut the cable had returned. */
  readonly cut: number;
  /** VirtualIP start was called on the new host. */
  readonly startCalled: number;
  /** It had returned. */
  readonly startReturned: number;
}

export interface Moment {
  readonly at: number;
  readonly what: string;
}

export interface Outage {
  /** Milliseconds. */
  readonly total: number;
  /** The four parts of `total`, in the order of time. */
  readonly waited: number;
  readonly agent: number;
  readonly nextQuestion: number;
  readonly answer: number;
  /** All time stamps, relative to the last answer, in the order of time. */
  readonly moments: readonly Moment[];
}

/** Undefined if an answer or the announcement is missing. */
export function outageOf(
  answers: readonly Answer[],
  announcements: readonly GratuitousArp[],
  stamps: Stamps,
  to: { readonly name: string; readonly mac: string },
): Outage | undefined {
  const firstNew = answers.find(({ by }) => by === to.name);
  const lastOld = answers.findLast(({ by }) => by !== to.name);
  const frame = announcements.find(({ mac, at }) => mac === to.mac && at >= stamps.startCalled);
  if (!firstNew || !lastOld || !frame) return undefined;
  const moments = [
    { at: lastOld.at, what: `last answer of ${lastOld.by}` },
    { at: stamps.cut, what: `the cable of ${lastOld.by} is cut` },
    { at: stamps.startCalled, what: `VirtualIP start is called on ${to.name}` },
    { at: frame.at, what: `first gratuitous ARP of ${to.name} reaches the client` },
    { at: firstNew.askedAt, what: 'the client sends its next request' },
    { at: firstNew.at, what: `first answer of ${to.name}` },
    { at: stamps.startReturned, what: 'VirtualIP start has returned' },
  ];
  return {
    total: firstNew.at - lastOld.at,
    waited: stamps.startCalled - lastOld.at,
    agent: frame.at - stamps.startCalled,
    nextQuestion: firstNew.askedAt - frame.at,
    answer: firstNew.at - firstNew.askedAt,
    moments: moments
      .map(({ at, what }) => ({ at: at - lastOld.at, what }))
      .sort((a, b) => a.at - b.at),
  };
}
