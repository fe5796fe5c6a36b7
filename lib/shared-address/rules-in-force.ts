/** The rules of a shared address on this host, and their differences from the wanted rules. */

import type { IpAddress } from '../wire/ip-address.ts';
import { differInBucketsOnly, type Firewall, type Rule, type Share } from './firewall/rule.ts';

export interface RulesInForce {
  /** The tool that listed the rules. */
  readonly firewall: Firewall;
  /** At least one. */
  readonly rules: readonly Rule[];
}

/** Returns the rules of the first tool that has rules; undefined if no tool has any. */
export function rulesInForce(
  firewalls: readonly Firewall[],
  ip: IpAddress,
): RulesInForce | undefined {
  for (const firewall of firewalls) {
    const rules = firewall.read(ip);
    if (rules.length > 0) return { firewall, rules };
  }
  return undefined;
}

/** The buckets that this host answers, in ascending order. */
export function bucketsOf(rules: readonly Rule[]): number[] {
  const shares = rules.filter(({ role }) => role === 'share');
  const buckets = new Set(shares.flatMap(({ hash }) => hash?.buckets ?? []));
  return [...buckets].sort((a, b) => a - b);
}

/** Whether `buckets` are only buckets of other instances. */
export function areOfOthers(buckets: readonly number[], bucket: number): boolean {
  return buckets.length > 0 && !buckets.includes(bucket);
}

/** Returns the rules with other buckets, without duplicates. */
export function withBuckets(rules: readonly Rule[], buckets: readonly number[]): Rule[] {
  const changed: Rule[] = [];
  for (const { ip, role, nic, mac, ownMac, hash } of rules) {
    const newHash = hash && { total: hash.total, seed: hash.seed, buckets };
    const rule: Rule = { ip, role, nic, mac, ownMac, hash: newHash };
    if (!changed.some((one) => differInBucketsOnly(one, rule))) changed.push(rule);
  }
  return changed;
}

/** The first difference between the rules in force and those that `share` needs; undefined if there is none. */
export function diffRules({ firewall, rules }: RulesInForce, share: Share): string | undefined {
  const left = [...rules];
  for (const wanted of firewall.rulesFor(share)) {
    const at = left.findIndex(({ role }) => role === wanted.role);
    const found = at < 0 ? undefined : left[at];
    if (!found) return `${firewall.name} lacks the rule "${wanted.role}"`;
    left.splice(at, 1);
    const difference = differenceOf(found, wanted);
    if (difference !== undefined) {
      return `the rule "${wanted.role}" of ${firewall.name} ${difference}`;
    }
  }
  const surplus = left[0];
  if (!surplus) return undefined;
  return `${firewall.name} has a rule "${surplus.role}" too many`;
}

function differenceOf(found: Rule, wanted: Rule): string | undefined {
  return (
    differs('interface', found.nic, wanted.nic) ??
    differs('hardware address', found.mac, wanted.mac) ??
    differs("the interface's own hardware address", found.ownMac, wanted.ownMac) ??
    differs('number of buckets', textOf(found.hash?.total), textOf(wanted.hash?.total)) ??
    differs('hash seed', textOf(found.hash?.seed), textOf(wanted.hash?.seed)) ??
    differs('buckets', found.hash?.buckets.join(), wanted.hash?.buckets.join())
  );
}

function differs(
  what: string,
  is: string | undefined,
  shouldBe: string | undefined,
): string | undefined {
  if (is === shouldBe) return undefined;
  return `has ${is ?? 'none'} as ${what}, not ${shouldBe ?? 'none'}`;
}

function textOf(number: number | undefined): string | undefined {
  return number === undefined ? undefined : `${number}`;
}
