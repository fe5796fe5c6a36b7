import type { ReadRequest } from '../../../../lib/ocf/read-parameters.ts';

/** What README and meta-data promise of a resource that has nothing but its address. */
export const DEFAULTS: Omit<ReadRequest, 'ip'> = {
  baseIp: undefined,
  nic: undefined,
  isPlainClone: false,
  prefixLength: undefined,
  broadcast: undefined,
  label: undefined,
  routeProtocol: undefined,
  noPrefixRoute: false,
  skipDetection: false,
  preferredLifetime: 0xffffffff,
  addressLabel: undefined,
  flushRoutes: false,
  lvsSupport: false,
  checkLinkStatus: true,
  probe: false,
  networkNamespace: undefined,
  announcement: { count: 5, refreshCount: 0, interval: 200, type: 'both', background: true },
  cluster: {
    firewall: 'auto',
    table: 'floatip',
    chain: 'clusterip',
    seed: undefined,
    hardwareAddress: undefined,
    mangles: true,
  },
};
