/** Parameters and surroundings of the IPv6 cases. */
import { type Case, USUAL_PARAMETERS } from './case.ts';

/**
 * Without duplicate address detection, and without the address label, which only one of the agents adds by
 * default: both have cases of their own.
 */
export const USUAL_IPV6: NonNullable<Case['parameters']> = {
  ...USUAL_PARAMETERS,
  ip: 'fd00::10',
  nodad: 'true',
  lvs_ipv6_addrlabel: 'false',
};
