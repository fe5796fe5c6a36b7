import type { Variables } from '../../../lib/ocf/environment.ts';
import {
  type ReadParameters,
  type ReadRequest,
  readParameters,
} from '../../../lib/ocf/read-parameters.ts';
import { brief } from '../../support/brief.ts';

/** Parameters by their names, as the cluster manager passes them. */
export function reskeys(parameters: Variables): Variables {
  const entries = Object.entries(parameters);
  return Object.fromEntries(entries.map(([name, value]) => [`OCF_RESKEY_${name}`, value]));
}

export function read(parameters: Variables): ReadParameters {
  const result = readParameters(reskeys(parameters));
  for (const problem of result.problems) brief(problem);
  return result;
}

/** Everything that ends a line somewhere (UAX #14, mandatory breaks). */
export const LINE_BREAK = /[\n\r\v\f\u0085\u2028\u2029]/;

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
