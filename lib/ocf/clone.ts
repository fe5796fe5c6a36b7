/** Pacemaker's meta attributes of a clone and of its instance. */
import { ipAddressFromBytes } from '../linux/ip-text.ts';
import { decimalNumber } from '../wire/characters.ts';
import { addressAfter, type IpAddress, samePrefix } from '../wire/ip-address.ts';
import type { Variables } from './environment.ts';
import { readBoolean } from './parameter-syntax.ts';
import { quoted } from './quote.ts';

const GLOBALLY_UNIQUE = 'OCF_RESKEY_CRM_meta_globally_unique';
const INSTANCE = 'OCF_RESKEY_CRM_meta_clone';

/** Whether the instances have distinct roles (globally-unique=true). Otherwise ignore their numbers. */
export function isGloballyUnique(variables: Variables): boolean {
  return readBoolean(variables[GLOBALLY_UNIQUE] ?? '') === true;
}

/** The number of this instance as text, not validated; "0" if the resource is not a clone. */
export function instanceNumber(variables: Variables): string {
  return variables[INSTANCE] || '0';
}

/** The address `number` after `base`; undefined if `number` is invalid or the address space ends before. */
export function instanceAddress(base: IpAddress, number: string): IpAddress | undefined {
  const offset = decimalNumber(number, 10);
  const bytes = offset === undefined ? undefined : addressAfter(base.bytes, offset);
  return bytes && ipAddressFromBytes(bytes);
}

/** Why the instance's address `ip` is not valid; undefined if it is in the network of `baseIp`. */
export function outsideOfNetwork(
  baseIp: IpAddress,
  ip: IpAddress,
  prefixLength: number,
): string | undefined {
  if (samePrefix(baseIp.bytes, ip.bytes, prefixLength)) return undefined;
  return (
    `${ip.text} of this clone instance is outside of the /${prefixLength} network of ip; ` +
    'choose an ip that leaves room for clone-max addresses in its network'
  );
}

/**
 * Adds the meta attributes of instance 0 if there are none: pcs calls validate-all without meta attributes, before
 * the resource exists, and the resource may become a clone.
 */
export function beforeCloning(variables: Variables): Variables {
  const isClone = variables[INSTANCE] || variables[GLOBALLY_UNIQUE];
  return isClone ? variables : { ...asInstance(variables), [GLOBALLY_UNIQUE]: 'true' };
}

/** Adds the number of instance 0 if the variables contain no instance number. */
export function asInstance(variables: Variables): Variables {
  return variables[INSTANCE] ? variables : { ...variables, [INSTANCE]: '0' };
}

/** An instance of a clone whose instances share one address. */
export interface SharedClone {
  /** The bucket of clients that this instance answers: the instance number plus 1. */
  readonly bucket: number;
  /** The number of buckets: clone-max. */
  readonly total: number;
}

/** The numbers are NaN if the text is not a number. */
export function sharedClone(variables: Variables): SharedClone {
  const total = Number(variables.OCF_RESKEY_CRM_meta_clone_max || '1');
  return { bucket: Number(instanceNumber(variables)) + 1, total };
}

/** Whether several hosts share the address; also true for an invalid clone-max, which cloneProblem reports. */
export function isShared(variables: Variables): boolean {
  return hasSeveralInstances(variables) && !isPlain(variables);
}

/** Whether the address is shared, or may be or have been shared with another clone-max. */
export function mayBeShared(variables: Variables): boolean {
  const isInstance = Boolean(variables[INSTANCE]) && !hasOwnAddress(variables);
  return isShared(variables) || (isInstance && !isPlain(variables));
}

/**
 * Whether each node of a clone answers all clients. This is valid only if the address is not announced, such as on
 * the loopback interface of an LVS real server or of an anycast service.
 */
export function isPlainClone(variables: Variables): boolean {
  return hasSeveralInstances(variables) && isPlain(variables);
}

/** Why a plain clone cannot have its address on an interface with neighbours. */
export function plainCloneProblem(nic: string): string {
  return (
    `globally-unique=false: each node would announce the address on ${nic}; do not clone the resource, ` +
    'set globally-unique=true on the clone to share the address, or nic=lo for LVS or anycast'
  );
}

/** Why the instances of a clone cannot share their address; undefined if they can. */
export function cloneProblem(variables: Variables, lvsSupport: boolean): string | undefined {
  const { bucket, total } = sharedClone(variables);
  const number = quoted('instance', instanceNumber(variables));
  const max = quoted('clone-max', variables.OCF_RESKEY_CRM_meta_clone_max ?? '');
  const isInstance = Number.isInteger(total) && Number.isInteger(bucket) && bucket >= 1;
  if (!isInstance || bucket > total) {
    return `${number} of a clone with ${max}: instances are numbered from 0 to clone-max - 1`;
  }
  if (!lvsSupport) return undefined;
  return `lvs_support=true with ${max}: either the LVS director or the clone distributes the clients, not both`;
}

function hasSeveralInstances(variables: Variables): boolean {
  return sharedClone(variables).total !== 1 && !hasOwnAddress(variables);
}

/** Pacemaker sets globally-unique for each clone. If it is missing, the clone is plain only with nic=lo. */
function isPlain(variables: Variables): boolean {
  const isUnique = readBoolean(variables[GLOBALLY_UNIQUE] ?? '');
  return isUnique === false || (isUnique === undefined && variables.OCF_RESKEY_nic === 'lo');
}

function hasOwnAddress(variables: Variables): boolean {
  return readBoolean(variables.OCF_RESKEY_unique_clone_address ?? '') === true;
}
