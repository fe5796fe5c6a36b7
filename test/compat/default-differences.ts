import type { DeliberateId } from '../../ocf-metadata/deliberate-differences.ts';

export interface DefaultDifference {
  /** The default in the meta-data; empty if there is none. */
  readonly virtualIp: string;
  readonly ipaddr2: string;
  /** The difference that docs/differences.md shows. */
  readonly reason: DeliberateId;
}

/** Parameters whose default in the meta-data of VirtualIP is not that of IPaddr2, of the recorded version. */
export const DEFAULT_DIFFERENCES: Readonly<Record<string, DefaultDifference>> = {
  arp_bg: { virtualIp: 'true', ipaddr2: '', reason: 'background-for-ipv6' },
  lvs_ipv6_addrlabel: {
    virtualIp: 'true',
    ipaddr2: 'false',
    reason: 'address-label-by-default',
  },
  clusterip_hash: { virtualIp: '', ipaddr2: 'sourceip-sourceport', reason: 'clusterip-hash' },
};
