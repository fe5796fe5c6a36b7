/** Settings of corosync and Pacemaker, from slow to fast. */
import type { ClusterOptions } from '../../../../lab/cluster/cluster.ts';

export interface Tuning extends Pick<ClusterOptions, 'corosync' | 'properties'> {
  readonly name: string;
}

/** Changes of the CIB are complete before Pacemaker's controller asks for it. */
const DELAY = { 'transition-delay': '100ms' };

/**
 * Knet marks a link as down after half the token timeout without an answer, and then drops packets for longer than
 * that. With a single link, this does not help: these are the values for a token of 1000 ms.
 */
const PATIENT_LINK = { knet_ping_interval: 250, knet_ping_timeout: 500 };

const token = (milliseconds: number) => ({ totem: { token: milliseconds } });

export const TUNINGS: readonly Tuning[] = [
  { name: "corosync's defaults", corosync: { totem: { token: 3000, token_coefficient: 650 } } },
  { name: 'token 1000', corosync: token(1000) },
  { name: 'token 1000, delay 100', corosync: token(1000), properties: DELAY },
  { name: 'token 300, delay 100', corosync: token(300), properties: DELAY },
  {
    name: 'token 300, delay 100, patient link',
    corosync: { ...token(300), link: PATIENT_LINK },
    properties: DELAY,
  },
  {
    name: 'token 150, delay 100, patient link',
    corosync: { ...token(150), link: PATIENT_LINK },
    properties: DELAY,
  },
];
