/**
 * Rules of policy routing (struct fib_rule_hdr, linux/fib_rules.h), host byte order:
 *
 *   0  family   1
 *   1  dst_len  1
 *   2  src_len  1
 *   3  tos      1
 *   4  table    1   low 8 bits; FRA_TABLE has all 32
 *   5  reserved 2
 *   7  action   1   FR_ACT_*
 *   8  flags    4   FIB_RULE_*
 *  12  attributes
 */
import { readCString } from './c-string.ts';
import { copyOf, getU32, MalformedMessage, octetAt, putOctet } from './octets.ts';
import { findAttribute, readU32 } from './rtattr.ts';

const FIB_RULE_HDR_LENGTH = 12;

const FRA_DST = 1;
const FRA_SRC = 2;
const FRA_IIFNAME = 3;
const FRA_PRIORITY = 6;
const FRA_FWMARK = 10;
const FRA_TABLE = 15;
const FRA_OIFNAME = 17;
const FRA_L3MDEV = 19;
const FRA_UID_RANGE = 20;
const FRA_IP_PROTO = 22;
const FRA_SPORT_RANGE = 23;
const FRA_DPORT_RANGE = 24;

const FIB_RULE_INVERT = 2;

export type RuleAction = 'lookup' | 'goto' | 'nop' | 'blackhole' | 'unreachable' | 'prohibit';

/** FR_ACT_* */
function actions(): ReadonlyMap<number, RuleAction> {
  return new Map<number, RuleAction>([
    [1, 'lookup'],
    [2, 'goto'],
    [3, 'nop'],
    [6, 'blackhole'],
    [7, 'unreachable'],
    [8, 'prohibit'],
  ]);
}

export interface FibRule {
  readonly family: number;
  readonly priority: number;
  readonly action: RuleAction;
  readonly table: number;
  readonly inverted: boolean;
  /** Network byte order; empty for any. */
  readonly destination: Uint8Array;
  readonly destinationLength: number;
  readonly source: Uint8Array;
  readonly sourceLength: number;
  readonly inputInterface: string | undefined;
  readonly outputInterface: string | undefined;
  /** Whether the rule has further conditions: a mark, a user, TOS, protocol or ports. */
  readonly hasOtherConditions: boolean;
  /** Whether the table is that of the VRF of the interface. */
  readonly ofVrf: boolean;
}

/** RTM_GETRULE dump of one family. */
export function encodeRuleFilter(family: number): Uint8Array {
  const bytes = new Uint8Array(FIB_RULE_HDR_LENGTH);
  putOctet(bytes, 0, family);
  return bytes;
}

export function decodeRule(bytes: Uint8Array): FibRule {
  if (bytes.length < FIB_RULE_HDR_LENGTH) {
    throw new MalformedMessage(
      `fib_rule_hdr of ${bytes.length} octets, ${FIB_RULE_HDR_LENGTH} needed`,
    );
  }
  const table = attributeOf(bytes, FRA_TABLE);
  const priority = attributeOf(bytes, FRA_PRIORITY);
  const destination = attributeOf(bytes, FRA_DST);
  const source = attributeOf(bytes, FRA_SRC);
  const inputInterface = attributeOf(bytes, FRA_IIFNAME);
  const outputInterface = attributeOf(bytes, FRA_OIFNAME);
  const mark = attributeOf(bytes, FRA_FWMARK);
  const vrf = attributeOf(bytes, FRA_L3MDEV);
  const others = [FRA_UID_RANGE, FRA_IP_PROTO, FRA_SPORT_RANGE, FRA_DPORT_RANGE];
  let hasOtherConditions = octetAt(bytes, 3) !== 0 || (mark !== undefined && readU32(mark) !== 0);
  for (const type of others) if (attributeOf(bytes, type) !== undefined) hasOtherConditions = true;
  return {
    family: octetAt(bytes, 0),
    priority: priority ? readU32(priority) : 0,
    action: actions().get(octetAt(bytes, 7)) ?? 'nop',
    table: table ? readU32(table) : octetAt(bytes, 4),
    inverted: (getU32(bytes, 8) & FIB_RULE_INVERT) !== 0,
    destination: destination ? copyOf(destination) : new Uint8Array(0),
    destinationLength: octetAt(bytes, 1),
    source: source ? copyOf(source) : new Uint8Array(0),
    sourceLength: octetAt(bytes, 2),
    inputInterface: inputInterface && readCString(inputInterface),
    outputInterface: outputInterface && readCString(outputInterface),
    hasOtherConditions,
    ofVrf: vrf !== undefined && vrf.length > 0,
  };
}

function attributeOf(bytes: Uint8Array, type: number): Uint8Array | undefined {
  return findAttribute(bytes, FIB_RULE_HDR_LENGTH, type);
}
