import { describe, expect, it } from 'vitest';
import type { Firewall, Rule, Share } from '../../../lib/shared-address/firewall/rule.ts';
import {
  bucketsOf,
  diffRules,
  rulesInForce,
  withBuckets,
} from '../../../lib/shared-address/rules-in-force.ts';
import { fakeFirewalls } from '../support/fake-firewall.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';

const VIP = address('10.0.0.10');
const SHARE: Share = {
  ip: VIP,
  nic: 'eth0',
  hash: { total: 3, seed: 5, buckets: [2] },
  mac: '01:00:5e:00:01:0a',
  ownMac: '02:00:00:00:00:01',
  mangles: true,
};

const host = new FakeHost();
const { all: firewalls } = fakeFirewalls(host, new FakeKernel(host).runtime, ['nft', 'iptables']);
const [nft, iptables] = firewalls as [Firewall, Firewall];
const rules = nft.rulesFor(SHARE);
const [share, rest, sender] = rules as [Rule, Rule, Rule];

describe('rulesInForce', () => {
  it('returns the rules of the first tool that has any', () => {
    host.rules.clear();
    expect(rulesInForce(firewalls, VIP)).toBeUndefined();
    iptables.replace(VIP, rules);
    expect(rulesInForce(firewalls, VIP)).toEqual({ firewall: iptables, rules });
    nft.replace(VIP, [rest]);
    expect(rulesInForce(firewalls, VIP)).toEqual({ firewall: nft, rules: [rest] });
    expect(rulesInForce(firewalls, address('10.0.0.11'))).toBeUndefined();
  });
});

describe('bucketsOf', () => {
  const withShare = (...buckets: number[]): Rule => ({
    ...share,
    hash: { ...SHARE.hash, buckets },
  });

  it('returns each bucket once, in ascending order', () => {
    expect(bucketsOf([withShare(10, 9), withShare(9, 1)])).toEqual([1, 9, 10]);
  });

  it('returns the buckets of the role "share" only', () => {
    const error: Rule = { ...withShare(3), role: 'error-share' };
    expect(bucketsOf([rest, error, withShare(2), { ...share, hash: undefined } as never])).toEqual([
      2,
    ]);
  });

  it('returns none without rules', () => {
    expect(bucketsOf([])).toEqual([]);
  });
});

describe('withBuckets', () => {
  it('changes the buckets of rules with a hash, and leaves the others', () => {
    const changed = withBuckets(rules, [1, 3]);
    expect(changed).toEqual([{ ...share, hash: { ...SHARE.hash, buckets: [1, 3] } }, rest, sender]);
  });

  it('returns one of two rules that are then the same', () => {
    const other: Rule = { ...share, hash: { ...SHARE.hash, buckets: [1] } };
    expect(withBuckets([share, other, rest], [3])).toHaveLength(2);
  });
});

describe('diffRules', () => {
  const fault = (found: readonly Rule[]) => diffRules({ firewall: nft, rules: found }, SHARE);
  const changed = (change: Partial<Rule>) => fault([{ ...share, ...change }, rest, sender]);
  const withHash = (change: object) => changed({ hash: { ...SHARE.hash, ...change } });

  it('finds no difference if the rules are those of the share, in any order', () => {
    expect(fault(rules)).toBeUndefined();
    expect(fault([sender, rest, share])).toBeUndefined();
  });

  it.each([
    ['lacks', fault([share, sender]), 'nft lacks the rule "rest"'],
    ['has too many', fault([...rules, rest]), 'nft has a rule "rest" too many'],
    [
      'has on another interface',
      changed({ nic: 'eth1' }),
      'the rule "share" of nft has eth1 as interface, not eth0',
    ],
    [
      'has for another hardware address',
      changed({ mac: '01:00:5e:00:01:0b' }),
      'the rule "share" of nft has 01:00:5e:00:01:0b as hardware address, not 01:00:5e:00:01:0a',
    ],
    [
      'has for an own address that it should not have',
      changed({ ownMac: '02:00:00:00:00:02' }),
      'the rule "share" of nft has 02:00:00:00:00:02 as the interface\'s own hardware address, not none',
    ],
    [
      'has for another number of hosts',
      withHash({ total: 4 }),
      'the rule "share" of nft has 4 as number of buckets, not 3',
    ],
    [
      'has with another seed',
      withHash({ seed: 6 }),
      'the rule "share" of nft has 6 as hash seed, not 5',
    ],
    [
      'has for other buckets',
      withHash({ buckets: [1, 2] }),
      'the rule "share" of nft has 1,2 as buckets, not 2',
    ],
    [
      'has without a hash',
      fault([{ ip: share.ip, role: share.role, nic: share.nic, mac: share.mac }, rest, sender]),
      'the rule "share" of nft has none as number of buckets, not 3',
    ],
  ])('reports a rule that the host %s', (_, found, expected) => {
    expect(found).toBe(expected);
  });
});
