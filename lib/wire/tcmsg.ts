/**
 * Queueing disciplines and filters (struct tcmsg, linux/rtnetlink.h), host byte order:
 *
 *   0  tcm_family   1
 *   1  padding      3
 *   4  tcm_ifindex  4
 *   8  tcm_handle   4
 *  12  tcm_parent   4
 *  16  tcm_info     4   of a filter: its preference in the high, its EtherType in the low 16 bits (network byte order)
 *  20  attributes
 */
import { readCString } from './c-string.ts';
import { getS32, getU32, MalformedMessage, putU32 } from './octets.ts';
import { findAttribute, readAttributes } from './rtattr.ts';

const TCMSG_LENGTH = 20;

const TCA_KIND = 1;
const TCA_OPTIONS = 2;

/** struct tc_netem_qopt: latency, limit, loss, …: 4 each. loss is a fraction of 2^32 - 1. */
const NETEM_LOSS = 8;

/** The parents of the filters of clsact, whose first one is that of ingress as well (linux/pkt_sched.h). */
export const TC_INGRESS = 0xfffffff2;
export const TC_EGRESS = 0xfffffff3;

/** An action of a filter: TCA_ACT_KIND, TCA_ACT_OPTIONS, and in these the parameters (TCA_GACT_PARMS). */
const TCA_ACT_KIND = 1;
const TCA_ACT_OPTIONS = 2;
const TCA_GACT_PARMS = 2;
/** struct tc_gact: index 4, capab 4, action 4. */
const GACT_ACTION = 8;
const TC_ACT_SHOT = 2;

/** The attribute of a filter's options with its actions, by the kind of the filter. */
function actionsOf(): ReadonlyMap<string, number> {
  return new Map<string, number>([
    ['u32', 7],
    ['flower', 3],
    ['matchall', 2],
    ['basic', 3],
    ['bpf', 1],
    ['fw', 4],
  ]);
}

export interface Queueing {
  readonly index: number;
  /** `fq_codel`, `netem`, `clsact`, … */
  readonly kind: string;
  /** The share of packets that netem loses, from 0 to 1. */
  readonly loss: number;
}

export interface TrafficFilter {
  readonly index: number;
  readonly kind: string;
  readonly preference: number;
  /** EtherType in host byte order; ETH_P_ALL is 3. */
  readonly etherType: number;
  /** Whether an action of the filter drops packets. */
  readonly drops: boolean;
}

/** RTM_GETQDISC or RTM_GETTFILTER dump. @param index 0 for all interfaces @param parent of the filters; 0 for the root */
export function encodeTrafficFilter(index: number, parent: number): Uint8Array {
  const bytes = new Uint8Array(TCMSG_LENGTH);
  putU32(bytes, 4, index);
  putU32(bytes, 12, parent);
  return bytes;
}

export function decodeQueueing(bytes: Uint8Array): Queueing {
  checkLength(bytes);
  const kind = kindOf(bytes);
  const options = findAttribute(bytes, TCMSG_LENGTH, TCA_OPTIONS);
  const hasLoss = kind === 'netem' && options !== undefined && options.length >= NETEM_LOSS + 4;
  const loss = hasLoss ? getU32(options, NETEM_LOSS) / 0xffffffff : 0;
  return { index: getU32(bytes, 4), kind, loss };
}

/** Undefined for a message without options, which only announces the filters of one preference. */
export function decodeTrafficFilter(bytes: Uint8Array): TrafficFilter | undefined {
  checkLength(bytes);
  const kind = kindOf(bytes);
  const options = findAttribute(bytes, TCMSG_LENGTH, TCA_OPTIONS);
  if (!options) return undefined;
  const info = getU32(bytes, 16);
  const protocol = info & 0xffff;
  return {
    index: getU32(bytes, 4),
    kind,
    preference: info >>> 16,
    etherType: ((protocol & 0xff) << 8) | (protocol >>> 8),
    drops: dropsIn(options, actionsOf().get(kind)),
  };
}

function dropsIn(options: Uint8Array, type: number | undefined): boolean {
  const actions = type === undefined ? undefined : findAttribute(options, 0, type);
  if (!actions) return false;
  for (const { value } of readAttributes(actions, 0)) {
    const kind = findAttribute(value, 0, TCA_ACT_KIND);
    const settings = findAttribute(value, 0, TCA_ACT_OPTIONS);
    if (!kind || !settings || readCString(kind) !== 'gact') continue;
    const parameters = findAttribute(settings, 0, TCA_GACT_PARMS);
    if (!parameters || parameters.length < GACT_ACTION + 4) continue;
    if (getS32(parameters, GACT_ACTION) === TC_ACT_SHOT) return true;
  }
  return false;
}

function kindOf(bytes: Uint8Array): string {
  const kind = findAttribute(bytes, TCMSG_LENGTH, TCA_KIND);
  return kind ? readCString(kind) : '';
}

function checkLength(bytes: Uint8Array): void {
  if (bytes.length >= TCMSG_LENGTH) return;
  throw new MalformedMessage(`tcmsg of ${bytes.length} octets, ${TCMSG_LENGTH} needed`);
}
