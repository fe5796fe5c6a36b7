/** Settings of corosync and Pacemaker, from careful to fast. */
import type { ClusterOptions } from '../../../../lab/cluster/cluster.ts';

export interface Tuning extends Pick<ClusterOptions, 'corosync' | 'properties'> {
  readonly name: string;
}

/** So that changes of the CIB are through before Pacemaker's controller asks for it. */
const DELAY = { 'transition-delay': '100ms' };

/**
 * Knet gives a link up after half a token without an answer, and lets nothing through for longer than that.
 * With a single link there is no other to go over to: these are the times that belong to a token of 1000.
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
