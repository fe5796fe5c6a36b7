/** Whether several hosts share the address, as the cluster manager says in the clone's meta attributes. */
import { readBoolean } from './boolean.ts';
import { instanceNumber } from './clone-instance.ts';
import type { Variables } from './environment.ts';
import { quoted } from './quote.ts';

/** An instance of a clone whose instances all have the same address. */
export interface SharedClone {
  /** The part of the clients that this instance answers, counted from 1: its number in the clone, plus 1. */
  readonly bucket: number;
  /** Number of buckets: clone-max. */
  readonly total: number;
}

/** Also with a clone-max that is none, which unfitClone refuses. */
export function isShared(variables: Variables): boolean {
  return isOfSeveral(variables) && !isPlain(variables);
}

/** Whether it is, or was before clone-max became 1, or may be when clone-max grows. */
export function mayBeShared(variables: Variables): boolean {
  const isInstance = Boolean(variables.OCF_RESKEY_CRM_meta_clone) && !hasOwnAddress(variables);
  return isShared(variables) || (isInstance && !isPlain(variables));
}

/**
 * Whether each node of a clone has the whole address: fine where no neighbour learns of it, such as on the
 * loopback interface of an LVS real server or of an anycast service.
 */
export function isPlainClone(variables: Variables): boolean {
  return isOfSeveral(variables) && isPlain(variables);
}

/** Why a plain clone cannot have its address on an interface with neighbours, in words. */
export function unfitPlainClone(nic: string): string {
  return (
    `globally-unique=false: each node would have the address on ${nic}; do not clone the resource, ` +
    'set globally-unique=true on the clone to share the address, or nic=lo for LVS or anycast'
  );
}

function isOfSeveral(variables: Variables): boolean {
  return sharedClone(variables).total !== 1 && !hasOwnAddress(variables);
}

/** Pacemaker says of each clone whether its instances are told apart; where nobody does, nic=lo tells. */
function isPlain(variables: Variables): boolean {
  const isUnique = readBoolean(variables.OCF_RESKEY_CRM_meta_globally_unique ?? '');
  return isUnique === false || (isUnique === undefined && variables.OCF_RESKEY_nic === 'lo');
}

/** NaN for what is no number: only the cluster manager can have got it wrong. */
export function sharedClone(variables: Variables): SharedClone {
  const total = Number(variables.OCF_RESKEY_CRM_meta_clone_max || '1');
  return { bucket: Number(instanceNumber(variables)) + 1, total };
}

/** Why the instances of a clone cannot share their address, in words; undefined if they can. */
export function unfitClone(variables: Variables, lvsSupport: boolean): string | undefined {
  const { bucket, total } = sharedClone(variables);
  const number = quoted('instance', instanceNumber(variables));
  const max = quoted('clone-max', variables.OCF_RESKEY_CRM_meta_clone_max ?? '');
  const isInstance = Number.isInteger(total) && Number.isInteger(bucket) && bucket >= 1;
  if (!isInstance || bucket > total) {
    return `${number} of a clone with ${max}: instances are counted from 0 to clone-max - 1`;
  }
  if (lvsSupport) {
    const why = 'either the director of LVS spreads the connections, or the nodes do';
    return `lvs_support=true, ${max}: ${why}`;
  }
  return undefined;
}

function hasOwnAddress(variables: Variables): boolean {
  return readBoolean(variables.OCF_RESKEY_unique_clone_address ?? '') === true;
}
