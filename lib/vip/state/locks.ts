/** The locks of a network namespace: names, order, and behaviour if a lock is held. */

import { OCF_ERR_GENERIC } from '../../../ocf-metadata/exit-status.ts';
import { ANNOUNCER_GRACE_MS } from '../../../ocf-metadata/times.ts';
import type { Kernel, Lock } from '../../linux/kernel.ts';
import type { ActionContext } from '../../ocf/action-context.ts';
import { messageOf, Refusal } from '../../ocf/refusal.ts';
import { decimalNumber } from '../../wire/characters.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import { addressPrefix, namespacePrefix } from './names.ts';

/** One start, stop or reload-agent of an address at a time. */
const ADDRESS = '.address';
/** One change of the rules of shared addresses at a time. */
const FIREWALL = '.firewall';
/**
 * One announcer of an address on an interface at a time: it holds the lock from before its first packet until
 * after its last one.
 */
const ANNOUNCER = '.announcer';
/** One change of the namespace's addresses at a time: deleting one may make the kernel delete others. */
const ADDRESS_LIST = '.address-list';

/**
 * The suffixes of the lock files, in the order in which a process takes the locks that it needs. The simulated
 * host of the tests refuses any other order.
 */
export const LOCK_ORDER: readonly string[] = [ADDRESS, FIREWALL, ANNOUNCER, ADDRESS_LIST];

/**
 * `required`: the action fails without the lock. `optional`: the action waits half of its remaining time, then
 * logs the reason and goes on without the lock. `silent`: like `optional`, but logs nothing, because every
 * monitor would log the same line.
 */
export type Need = 'required' | 'optional' | 'silent';

/** The interval at which a held lock is tested. */
const POLL_MS = 1;
/** Decimal digits of a 32-bit interface index. */
const MAX_DIGITS = 10;

/** Runs `action` with the lock of the request's address; its argument is undefined without the lock. */
export function withAddressLock<Result>(
  context: ActionContext,
  need: Need,
  action: (lock: Lock | undefined) => Result,
): Result {
  const ip = context.request.ip;
  const busy = `another action on ${ip.text} is still running; look for it with ps`;
  const lock = acquire(context, need, addressLockName(context.kernel, ip), busy);
  try {
    return action(lock);
  } finally {
    lock?.release();
  }
}

/** Runs `action` with the lock of the firewall rules; its argument is undefined without the lock. */
export function withFirewallLock<Result>(
  context: ActionContext,
  action: (lock: Lock | undefined) => Result,
): Result {
  const name = namespacePrefix(context.kernel) + FIREWALL;
  const busy = 'another floatip action on this host keeps changing firewall rules';
  const lock = acquire(context, 'optional', name, busy);
  try {
    return action(lock);
  } finally {
    lock?.release();
  }
}

/**
 * Runs `change` with the lock of the namespace's addresses. If deleteAddress cannot set promote_secondaries,
 * the kernel deletes the secondaries with the address, and they are missing until deleteAddress restores them. If the lock is not required and `change` fails, runs it again without the lock.
 */
export function withAddressListLock<Result>(
  context: ActionContext,
  need: Need,
  change: () => Result,
): Result {
  const name = addressListLockName(context.kernel);
  const ip = context.request.ip.text;
  const busy = `${ip}: timed out waiting for another floatip action on this host`;
  const lock = acquire(context, need, name, busy);
  try {
    return change();
  } catch (error) {
    if (need === 'required' || !lock) throw error;
    const retry = `${messageOf(error)}; trying again without the lock`;
    if (need === 'optional') context.log.warn(retry);
  } finally {
    lock?.release();
  }
  return change();
}

/** Waits until the lock of the namespace's addresses is free, at most until `deadline` (clock.now()). */
export function waitForAddressListLock(kernel: Kernel, deadline: number): void {
  const name = addressListLockName(kernel);
  while (kernel.locks.isHeld(name) && kernel.clock.now() < deadline) kernel.clock.sleep(POLL_MS);
}

/** Whether a process holds the lock of the address. */
export function isAddressLockHeld(kernel: Kernel, ip: IpAddress): boolean {
  return kernel.locks.isHeld(addressLockName(kernel, ip));
}

/**
 * Takes the announcer lock. Kills a holder that advertises itself and has not ended after ANNOUNCER_GRACE_MS.
 * Undefined if another process still holds the lock at `deadline` (clock.now()).
 */
export function acquireAnnouncerLock(
  kernel: Kernel,
  ip: IpAddress,
  index: number,
  deadline: number,
): Lock | undefined {
  const killAfter = kernel.clock.now() + ANNOUNCER_GRACE_MS;
  return advertised(
    kernel.locks.acquire(announcerLockName(kernel, ip, index), deadline, killAfter),
  );
}

/**
 * Kills a background announcer and takes its lock. Undefined if no background process has the lock.
 */
export function takeOverAnnouncerLock(
  kernel: Kernel,
  ip: IpAddress,
  index: number,
): Lock | undefined {
  const name = announcerLockName(kernel, ip, index);
  if (!kernel.locks.isHeld(name)) return undefined;
  const now = kernel.clock.now();
  return advertised(kernel.locks.acquire(name, now + ANNOUNCER_GRACE_MS, now, 'background'));
}

/** The indexes of the interfaces on which there may be an announcer of the address. */
export function announcerIndexes(kernel: Kernel, ip: IpAddress): number[] {
  const prefix = `${addressPrefix(kernel, ip)}-`;
  const indexes: number[] = [];
  for (const name of kernel.locks.names()) {
    if (!name.startsWith(prefix) || !name.endsWith(ANNOUNCER)) continue;
    const index = decimalNumber(name.slice(prefix.length, -ANNOUNCER.length), MAX_DIGITS);
    if (index !== undefined) indexes.push(index);
  }
  return indexes;
}

function acquire(context: ActionContext, need: Need, name: string, busy: string): Lock | undefined {
  if (need === 'required') return lockOrRefuse(context, name, busy);
  return lockIfPossible(context, need, name, busy);
}

function lockOrRefuse({ kernel, deadline }: ActionContext, name: string, busy: string): Lock {
  const lock = kernel.locks.acquire(name, deadline);
  if (!lock) throw new Refusal(OCF_ERR_GENERIC, busy);
  return lock;
}

function lockIfPossible(
  { kernel, deadline, log }: ActionContext,
  need: Need,
  name: string,
  busy: string,
): Lock | undefined {
  const now = kernel.clock.now();
  let reason = busy;
  try {
    const lock = kernel.locks.acquire(name, now + (deadline - now) / 2);
    if (lock) return lock;
  } catch (error) {
    reason = messageOf(error);
  }
  if (need === 'optional') log.warn(`${reason}; going on without the lock`);
  return undefined;
}

/** Tells the processes that wait for the lock that this process holds it. */
function advertised(lock: Lock | undefined): Lock | undefined {
  try {
    lock?.advertise('foreground');
    return lock;
  } catch (error) {
    lock?.release();
    throw error;
  }
}

function addressLockName(kernel: Kernel, ip: IpAddress): string {
  return addressPrefix(kernel, ip) + ADDRESS;
}

function announcerLockName(kernel: Kernel, ip: IpAddress, index: number): string {
  return `${addressPrefix(kernel, ip)}-${index}${ANNOUNCER}`;
}

function addressListLockName(kernel: Kernel): string {
  return namespacePrefix(kernel) + ADDRESS_LIST;
}
