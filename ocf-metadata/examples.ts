/**
 * A resource for production, for manual page and README. Each monitor also asks whether another host has the address.
 * Failures are forgotten after two minutes: without failure-timeout, a node whose cable was out for a moment is
 * banned until an administrator clears the failure.
 */
const PARAMETERS = 'ip=192.0.2.10';
const MONITOR = 'op monitor interval=10s timeout=20s OCF_CHECK_LEVEL=10';
const META = 'meta migration-threshold=3 failure-timeout=120s';

export const PCS_EXAMPLE: readonly string[] = [
  `pcs resource create vip ocf:floatip:VirtualIP ${PARAMETERS} \\`,
  `  ${MONITOR} \\`,
  `  ${META}`,
];

export const CRM_EXAMPLE: readonly string[] = [
  'primitive vip ocf:floatip:VirtualIP \\',
  `  params ${PARAMETERS} \\`,
  `  ${MONITOR} \\`,
  `  ${META}`,
];
