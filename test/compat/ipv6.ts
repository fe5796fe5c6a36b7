/** What cases of IPv6 have in common. */
import { type Case, USUAL_PARAMETERS } from './case.ts';

/**
 * Without waiting for duplicate address detection, and without the address label that only one of the
 * agents makes unless it is told: both have cases of their own.
 */
export const USUAL_IPV6: NonNullable<Case['parameters']> = {
  ...USUAL_PARAMETERS,
  ip: 'fd00::10',
  nodad: 'true',
  lvs_ipv6_addrlabel: 'false',
};
