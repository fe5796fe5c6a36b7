/**
 * A point: a fault at one system call of an action, and the action that is to heal it. As text:
 *
 *   ACTION/FAMILY/VARIANT/PROCESS.CALL:NUMBER/FAULT/HEAL    start/ipv4/plain/0.sendto:3/ENOBUFS/stop
 *
 * PROCESS. may be missing: the program itself. HEAL may be missing: stop. FAULT: kill-before, kill-after, kill-action,
 * duplicate, dump-intr, truncate-N, or the name of an error; with + behind it, this call and all later ones. clock+3600:
 * the clock of the host is set by so many seconds, before this call that reads it.
 */
import { constants } from 'node:os';

export type Heal = 'stop' | 'start';

export interface FaultPoint {
  readonly action: string;
  readonly family: string;
  readonly variant: string;
  /** A number, or `any`: the calls of all processes are counted together. */
  readonly process: string;
  readonly call: string;
  /** From 1. */
  readonly number: number;
  readonly fault: string;
  readonly heal: Heal;
}

export function formatPoint(point: FaultPoint): string {
  const { action, family, variant, process, call, number, fault, heal } = point;
  return [action, family, variant, `${process}.${call}:${number}`, fault, heal].join('/');
}

/** @throws Error if the text is not a point */
export function parsePoint(text: string): FaultPoint {
  const [action, family, variant, where = '', fault, heal = 'stop'] = text.split('/');
  const match = /^(?:(any|\d+)\.)?([a-z0-9_]+):(\d+)$/.exec(where);
  if (!match || !action || !family || !variant || !fault || (heal !== 'stop' && heal !== 'start')) {
    const example = 'start/ipv4/plain/0.sendto:3/ENOBUFS/stop';
    throw new Error(`not a point: ${text}; one looks like ${example}`);
  }
  const [, process = '0', call = '', number = '0'] = match;
  return { action, family, variant, process, call, number: Number(number), fault, heal };
}

export function isKill({ fault }: FaultPoint): boolean {
  return fault.startsWith('kill-');
}

/** The argument of inject.c. @throws Error if the fault is unknown */
export function faultArgument({ process, call, number, fault }: FaultPoint): string {
  return `${process}.${call}:${number}/${faultWord(fault)}`;
}

function faultWord(fault: string): string {
  if (['kill-before', 'kill-after', 'kill-action', 'duplicate'].includes(fault)) return fault;
  if (fault === 'dump-intr') return 'interrupt';
  if (fault === 'dump-intr+') return 'interrupts';
  const [, octets] = /^truncate-(\d+)$/.exec(fault) ?? [];
  if (octets !== undefined) return `truncate=${octets}`;
  const [, seconds] = /^clock([+-]\d+)$/.exec(fault) ?? [];
  if (seconds !== undefined) return `clock=${Number(seconds)}`;
  const isPersistent = fault.endsWith('+');
  const name = isPersistent ? fault.slice(0, -1) : fault;
  const errno = Object.entries(constants.errno).find(([known]) => known === name)?.[1];
  if (errno === undefined) throw new Error(`unknown fault ${fault}`);
  return `${isPersistent ? 'errors' : 'error'}=${errno}`;
}
