/** Settings of corosync and Pacemaker, from careful to fast. */
import type { ClusterOptions } from '../../../cluster/lab/cluster.ts';

export interface Tuning extends Pick<ClusterOptions, 'totem' | 'properties'> {
  readonly name: string;
}

/** So that changes of the CIB are through before Pacemaker's controller asks for it. */
const DELAY = { 'transition-delay': '100ms' };

export const TUNINGS: readonly Tuning[] = [
  { name: "corosync's defaults", totem: { token: 3000, token_coefficient: 650 } },
  { name: 'token 1000', totem: { token: 1000 } },
  { name: 'token 1000, delay 100', totem: { token: 1000 }, properties: DELAY },
  { name: 'token 300', totem: { token: 300 } },
  { name: 'token 300, delay 100', totem: { token: 300 }, properties: DELAY },
  { name: 'token 150, delay 100', totem: { token: 150 }, properties: DELAY },
];
