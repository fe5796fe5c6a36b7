/**
 * A resource for production, for the manual page and README. After one failed monitor the address moves, and
 * after a minute without a failure the node can have it again: without failure-timeout, a node whose cable was out
 * for a moment is banned until an administrator clears the failure.
 */
const PARAMETERS = 'ip=192.0.2.10 cidr_netmask=24';
const MONITOR = 'op monitor interval=10s timeout=20s';
const META = 'meta migration-threshold=1 failure-timeout=60s';

export const PCS_EXAMPLE: readonly string[] = [
  'pcs resource create vip ocf:floatip:VirtualIP \\',
  `  ${PARAMETERS} \\`,
  `  ${MONITOR} \\`,
  `  ${META}`,
];

export const CRM_EXAMPLE: readonly string[] = [
  'primitive vip ocf:floatip:VirtualIP \\',
  `  params ${PARAMETERS} \\`,
  `  ${MONITOR} \\`,
  `  ${META}`,
];
