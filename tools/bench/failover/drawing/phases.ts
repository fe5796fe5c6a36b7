/** The phases of a failover. */
import type { Moments, Run } from '../run.ts';

export type Phase =
  | "agent's stop"
  | 'token'
  | 'consensus'
  | 'fencing'
  | 'Pacemaker'
  | 'no advertisement'
  | "agent's start"
  | 'client';

export const COLOURS: Readonly<Record<Phase, string>> = {
  "agent's stop": '#8c6bb1',
  token: '#d9d9d9',
  consensus: '#bdbdbd',
  fencing: '#ef8a62',
  Pacemaker: '#9ecae1',
  'no advertisement': '#c7c7a6',
  "agent's start": '#31a354',
  client: '#fdd0a2',
};

export interface Span {
  readonly phase: Phase;
  readonly from: number;
  readonly to: number;
}

/** The phase that ends with each moment. */
const ENDS: readonly (readonly [moment: keyof Moments, phase: Phase])[] = [
  ['tokenLost', 'token'],
  ['membership', 'consensus'],
  ['fencingAsked', 'Pacemaker'],
  ['fenced', 'fencing'],
  ['startBegun', 'Pacemaker'],
  ['firstFrame', "agent's start"],
  ['firstAnswer', 'client'],
];

const VRRP_ENDS: typeof ENDS = [
  ['added', 'no advertisement'],
  ['firstAnswer', 'client'],
];

export function spansOf({ at, contender }: Run): Span[] {
  const spans: Span[] = [];
  const add = (phase: Phase, from: number, to: number) => spans.push({ phase, from, to });
  let last = at.happened ?? 0;
  if (at.stopBegun !== undefined && at.happened === undefined) {
    last = at.removed ?? at.stopBegun;
    add("agent's stop", at.stopBegun, last);
  }
  for (const [moment, phase] of contender.startsWith('keepalived') ? VRRP_ENDS : ENDS) {
    const end = at[moment];
    if (end === undefined) continue;
    add(phase, last, end);
    last = end;
  }
  return spans;
}
