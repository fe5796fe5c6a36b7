/** Which instance of a clone this is, as the cluster manager says in the clone's meta attributes. */

import { ipAddressFromBytes } from '../linux/ip-text.ts';
import { decimalNumber } from '../wire/characters.ts';
import { addressAfter, type IpAddress, samePrefix } from '../wire/ip-address.ts';
import { readBoolean } from './boolean.ts';
import type { Variables } from './environment.ts';

const GLOBALLY_UNIQUE = 'OCF_RESKEY_CRM_meta_globally_unique';
const INSTANCE = 'OCF_RESKEY_CRM_meta_clone';

/** Whether instances are told from each other: otherwise their numbers mean nothing. */
export function isGloballyUnique(variables: Variables): boolean {
  return readBoolean(variables[GLOBALLY_UNIQUE] ?? '') === true;
}

/**
 * The number of this instance, as text; "0" outside of a clone. Only the cluster manager can have
 * got it wrong.
 */
export function instanceNumber(variables: Variables): string {
  return variables[INSTANCE] || '0';
}

/** The address of an instance: as many after `base` as its number says. Undefined where there is none. */
export function instanceAddress(base: IpAddress, number: string): IpAddress | undefined {
  const offset = decimalNumber(number, 10);
  const bytes = offset === undefined ? undefined : addressAfter(base.bytes, offset);
  return bytes && ipAddressFromBytes(bytes);
}

/** Why this instance of a clone cannot have its address, if so. */
export function leavesNetwork(
  baseIp: IpAddress | undefined,
  ip: IpAddress,
  prefixLength: number,
): string | undefined {
  if (!baseIp || samePrefix(baseIp.bytes, ip.bytes, prefixLength)) return undefined;
  return (
    `this instance's ${ip.text} is outside of the /${prefixLength} network of ip; ` +
    'choose ip so that there is room for as many addresses as clone-max says'
  );
}

/**
 * The parameters of what may become a clone later: pcs has them validated before the resource is
 * there, and without any meta attribute.
 */
export function beforeCloning(variables: Variables): Variables {
  const isClone = variables[INSTANCE] || variables[GLOBALLY_UNIQUE];
  return isClone ? variables : { ...asInstance(variables), [GLOBALLY_UNIQUE]: 'true' };
}

/** The same as an instance of a clone would be told, where nobody says which. */
export function asInstance(variables: Variables): Variables {
  return variables[INSTANCE] ? variables : { ...variables, [INSTANCE]: '0' };
}
