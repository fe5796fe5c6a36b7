/** Encodes IPv4 rules as arguments of iptables and arptables, and decodes the output of their option -S. */
import { commentOf, differInBucketsOnly, type Hash, type Rule, readComment } from './rule.ts';

/** The first table and chain after connection tracking, which the cluster match needs (iptables-extensions(8)). */
export const TABLE = 'mangle';
const BUILT_IN_CHAIN = 'PREROUTING';

/** Returns the lines of iptables-restore(8) that make a rule. */
export function encodeLines(chain: string, rule: Rule): string[] {
  const arrives = `-A ${chain} -i ${rule.nic} -d ${rule.ip}`;
  const comment = `-m comment --comment "${commentOf(rule)}"`;
  switch (rule.role) {
    case 'jump':
      return [`-I ${jumpTo(chain)}`];
    case 'share':
      return clusterMatches(rule).map((match) => `${arrives} ${match} ${comment} -j RETURN`);
    case 'rest':
      return [`${arrives} ${comment} -j DROP`];
    case 'elsewhere': {
      const match = `! -i ${rule.nic} -d ${rule.ip} -m pkttype --pkt-type multicast`;
      return [`-A ${chain} ${match} ${comment} -j DROP`];
    }
    default:
      throw new RangeError(`iptables has no rule for ${rule.role}`);
  }
}

/**
 * Returns one match for each bucket, not one bit mask for several: iptables 1.8.9 refuses masks above 32. The match
 * also sets the packet type of a multicast frame to PACKET_HOST.
 */
function clusterMatches({ role, hash }: Rule): string[] {
  if (!hash) throw new RangeError(`a rule for ${role} needs buckets`);
  const { total, seed, buckets } = hash;
  return buckets.map(
    (bucket) =>
      `-m cluster --cluster-total-nodes ${total} --cluster-local-node ${bucket} ` +
      `--cluster-hash-seed ${seed}`,
  );
}

export function jumpTo(chain: string): string {
  return `${BUILT_IN_CHAIN} -j ${chain}`;
}

/** Decodes a line of a listing; undefined if floatip did not make the rule. */
export function decodeLine(line: string): Rule | undefined {
  const said = readComment(quotedAfter(line, ' --comment "'));
  if (!said) return undefined;
  const { ip, role, mac, ownMac } = said;
  return { ip, role, nic: optionIn(line, '-i') ?? '', mac, ownMac, hash: decodeClusterMatch(line) };
}

/** The text between `before` and the next quotation mark; empty if there is none. */
function quotedAfter(line: string, before: string): string {
  const at = line.indexOf(before);
  if (at < 0) return '';
  const begin = at + before.length;
  const end = line.indexOf('"', begin);
  return end < 0 ? '' : line.slice(begin, end);
}

/** Merges the lines of a rule into one rule; a bucket that is listed twice is kept twice. */
export function mergeBuckets(rules: readonly Rule[]): Rule[] {
  const merged: Rule[] = [];
  for (const rule of rules) {
    const { hash } = rule;
    const at = hash ? merged.findIndex((one) => differInBucketsOnly(one, rule)) : -1;
    const first = at < 0 ? undefined : merged[at];
    if (!hash || !first?.hash) merged.push(rule);
    else merged[at] = withBuckets(rule, [...first.hash.buckets, ...hash.buckets]);
  }
  return merged;
}

function withBuckets({ ip, role, nic, mac, ownMac, hash }: Rule, buckets: number[]): Rule {
  const sorted = buckets.sort((a, b) => a - b);
  const decider = hash && { total: hash.total, seed: hash.seed, buckets: sorted };
  return { ip, role, nic, mac, ownMac, hash: decider };
}

/** iptables prints the buckets as a mask, even if the rule was made with --cluster-local-node. */
function decodeClusterMatch(line: string): Hash | undefined {
  const number = (option: string) => Number(optionIn(line, `--cluster-${option}`));
  const mask = number('local-nodemask');
  if (Number.isNaN(mask) || line.includes('! --cluster')) return undefined;
  const buckets: number[] = [];
  for (let bit = 0; bit < 32; bit++) if ((mask >>> bit) & 1) buckets.push(bit + 1);
  return { total: number('total-nodes'), seed: number('hash-seed'), buckets };
}

/** The word after `option`. */
function optionIn(line: string, option: string): string | undefined {
  const words = line.split(' ');
  const at = words.indexOf(option);
  return at < 0 ? undefined : words[at + 1];
}

/** Arguments after `-A OUTPUT` or `-D OUTPUT` of arptables, whose rules have no comments. */
export function encodeArpRule({ ip, nic, mac }: Rule): string[] {
  return ['-o', nic, '-s', ip, '-j', 'mangle', '--mangle-mac-s', mac];
}

export function decodeArpLine(line: string): Rule | undefined {
  const mac = optionIn(line, '--mangle-mac-s');
  const ip = optionIn(line, '-s');
  if (mac === undefined || ip === undefined) return undefined;
  return { ip, role: 'sender', nic: optionIn(line, '-o') ?? '', mac };
}
