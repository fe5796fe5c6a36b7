/** What Pacemaker's meta attributes say of a clone and of this instance of it. */
import { ipAddressFromBytes } from '../linux/ip-text.ts';
import { decimalNumber } from '../wire/characters.ts';
import { addressAfter, type IpAddress, samePrefix } from '../wire/ip-address.ts';
import type { Variables } from './environment.ts';
import { readBoolean } from './parameter-syntax.ts';
import { quoted } from './quote.ts';

const GLOBALLY_UNIQUE = 'OCF_RESKEY_CRM_meta_globally_unique';
const INSTANCE = 'OCF_RESKEY_CRM_meta_clone';

/** Whether the instances have numbers of their own. Otherwise the numbers mean nothing. */
export function isGloballyUnique(variables: Variables): boolean {
  return readBoolean(variables[GLOBALLY_UNIQUE] ?? '') === true;
}

/** The number of this instance as text; "0" if there is no clone. Not validated. */
export function instanceNumber(variables: Variables): string {
  return variables[INSTANCE] || '0';
}

/** The nth address after `base`, by the instance's number; undefined if there is none. */
export function instanceAddress(base: IpAddress, number: string): IpAddress | undefined {
  const offset = decimalNumber(number, 10);
  const bytes = offset === undefined ? undefined : addressAfter(base.bytes, offset);
  return bytes && ipAddressFromBytes(bytes);
}

/** Why an instance cannot have its address; undefined if it can. */
export function outsideOfNetwork(
  baseIp: IpAddress,
  ip: IpAddress,
  prefixLength: number,
): string | undefined {
  if (samePrefix(baseIp.bytes, ip.bytes, prefixLength)) return undefined;
  return (
    `${ip.text} of this clone instance is outside of the /${prefixLength} network of ip; ` +
    'choose an ip with clone-max addresses from it on in its network'
  );
}

/**
 * The parameters of a resource that may become a clone: pcs calls validate-all before the resource
 * exists, without meta attributes.
 */
export function beforeCloning(variables: Variables): Variables {
  const isClone = variables[INSTANCE] || variables[GLOBALLY_UNIQUE];
  return isClone ? variables : { ...asInstance(variables), [GLOBALLY_UNIQUE]: 'true' };
}

/** The variables of instance 0 if they name no instance. */
export function asInstance(variables: Variables): Variables {
  return variables[INSTANCE] ? variables : { ...variables, [INSTANCE]: '0' };
}

/** An instance of a clone whose instances all have the same address. */
export interface SharedClone {
  /** The share of the clients that this instance serves: the instance's number plus 1. */
  readonly bucket: number;
  /** The number of buckets: clone-max. */
  readonly total: number;
}

/** NaN for a text that is no number. */
export function sharedClone(variables: Variables): SharedClone {
  const total = Number(variables.OCF_RESKEY_CRM_meta_clone_max || '1');
  return { bucket: Number(instanceNumber(variables)) + 1, total };
}

/** Whether several hosts share the address. Also with an invalid clone-max, which cloneProblem names. */
export function isShared(variables: Variables): boolean {
  return hasSeveralInstances(variables) && !isPlain(variables);
}

/** Whether the address is shared, was before clone-max became 1, or may be when clone-max grows. */
export function mayBeShared(variables: Variables): boolean {
  const isInstance = Boolean(variables[INSTANCE]) && !hasOwnAddress(variables);
  return isShared(variables) || (isInstance && !isPlain(variables));
}

/**
 * Whether each node of a clone holds the whole address. That is right where the address is not announced:
 * on the loopback interface of an LVS real server or of an anycast service.
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
  return `lvs_support=true with ${max}: the director of LVS distributes the clients, or the clone does, not both`;
}

function hasSeveralInstances(variables: Variables): boolean {
  return sharedClone(variables).total !== 1 && !hasOwnAddress(variables);
}

/** Pacemaker sets globally-unique for each clone. Without it, nic=lo decides. */
function isPlain(variables: Variables): boolean {
  const isUnique = readBoolean(variables[GLOBALLY_UNIQUE] ?? '');
  return isUnique === false || (isUnique === undefined && variables.OCF_RESKEY_nic === 'lo');
}

function hasOwnAddress(variables: Variables): boolean {
  return readBoolean(variables.OCF_RESKEY_unique_clone_address ?? '') === true;
}
