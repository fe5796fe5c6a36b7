import { beforeEach, describe, expect, it } from 'vitest';
import type { Rule } from '../../../lib/shared-address/firewall/rule.ts';
import type { FakeHost } from '../support/fake-host.ts';
import {
  changeRules,
  MAC,
  newSharedHost,
  type RuleChange,
  rulesOfTool,
  runShared,
  type SharedRun,
  VIP,
} from '../support/shared-address.ts';

let host: FakeHost;
beforeEach(() => {
  host = newSharedHost();
});

const act = (...action: SharedRun) => runShared(host, ...action);
const rulesOf = () => rulesOfTool(host);
const change = (role: Rule['role'], changed: RuleChange) => changeRules(host, role, changed);

describe('monitor', () => {
  it('succeeds if the bucket is served', () => {
    act('start', 1);
    expect(act('monitor', 1)).toEqual({ status: 0, log: [], leftOpen: [] });
    expect(act('status', 1)).toMatchObject({ status: 0, output: 'running\n' });
  });

  it('reports a missing bucket', () => {
    act('start', 1);
    act('start', 2);
    expect(act('monitor', 0)).toMatchObject({
      status: 1,
      reason: `${VIP} is on eth0, but bucket 1 of 3 is missing in the rules of nft (found: 2, 3); its clients get no answer`,
    });
    expect(act('status', 0)).toMatchObject({ status: 1, output: 'stopped\n' });
  });

  it('returns 7 without a reason to the probe of an instance on another host', () => {
    act('start', 1);
    const probe = act('monitor', 0, { interval: 0 });
    expect(probe).toMatchObject({ status: 7, log: [] });
    expect(probe.reason).toBeUndefined();
  });

  it.each([10_000, 0])('reports rules without their address, interval %d', (interval) => {
    act('start', 1);
    host.removeAddress('eth0', `${VIP}/24`);
    expect(act('monitor', 1, { interval })).toMatchObject({
      status: 1,
      reason: `${VIP} is not on this host, but nft still has rules for it; stop removes them`,
    });
  });

  it('ignores rules of another instance', () => {
    act('start', 1);
    host.removeAddress('eth0', `${VIP}/24`);
    const before = host.state();
    expect(act('monitor', 0)).toMatchObject({ status: 7, reason: `${VIP} is not on this host` });
    act('stop', 0);
    expect(host.state()).toEqual(before);
  });

  it('reports a missing address', () => {
    expect(act('monitor', 1)).toMatchObject({ status: 7, reason: `${VIP} is not on this host` });
  });

  it.each([10_000, 0])('reports an address without rules, interval %d', (interval) => {
    act('start', 1);
    host.rules.clear();
    const run = act('monitor', 1, { interval });
    expect(run.status).toBe(1);
    expect(run.reason).toContain('there are no rules for it, so this host answers every client');
  });

  it.each<[string, Rule['role'], (rule: Rule) => Rule | undefined, string]>([
    ['a missing rule', 'rest', () => undefined, 'nft lacks the rule "rest"'],
    ['a missing sender', 'sender', () => undefined, 'nft lacks the rule "sender"'],
    [
      'another number of buckets',
      'share',
      (rule) => ({ ...rule, hash: { total: 4, seed: 0x9e1a9a36, buckets: [2] } }),
      'the rule "share" of nft has 4 as number of buckets, not 3',
    ],
    [
      'another seed',
      'share',
      (rule) => ({ ...rule, hash: { total: 3, seed: 5, buckets: [2] } }),
      'the rule "share" of nft has 5 as hash seed, not 2652543542',
    ],
    [
      'another interface',
      'rest',
      (rule) => ({ ...rule, nic: 'eth7' }),
      'the rule "rest" of nft has eth7 as interface, not eth0',
    ],
    [
      'another hardware address',
      'sender',
      (rule) => ({ ...rule, mac: '03:00:00:00:00:01' }),
      `the rule "sender" of nft has 03:00:00:00:00:01 as hardware address, not ${MAC}`,
    ],
  ])('reports %s', (_, role, changed, fault) => {
    act('start', 1);
    change(role, changed);
    expect(act('monitor', 1)).toMatchObject({
      status: 1,
      reason: `${VIP} is on eth0, but ${fault}; stop and start it`,
    });
    act('stop', 1);
    act('start', 1);
    expect(act('monitor', 1)).toMatchObject({ status: 0 });
  });

  it('reports a duplicate rule', () => {
    act('start', 1);
    host.rules.set('nft', [...rulesOf(), ...rulesOf().slice(-1)]);
    expect(act('monitor', 1).reason).toContain('nft has a rule "sender" too many');
  });

  it('reports an interface that does not receive the frames', () => {
    act('start', 1);
    host.memberships.clear();
    const { status, reason } = act('monitor', 1);
    expect(status).toBe(1);
    expect(reason).toContain(`eth0 does not receive frames for ${MAC}`);
  });

  it('reports a link without a carrier', () => {
    act('start', 1);
    host.links.setCarrier('eth0', false);
    expect(act('monitor', 1)).toMatchObject({
      status: 1,
      reason: `${VIP} is on eth0, but eth0 has no carrier`,
    });
  });

  it('changes nothing', () => {
    act('start', 1);
    const state = host.state();
    for (const instance of [0, 1]) act('monitor', instance);
    expect(host.state()).toEqual(state);
  });

  it('announces the shared hardware address again with arp_count_refresh', () => {
    act('start', 1);
    host.packets.length = 0;
    act('monitor', 1, { arp_count_refresh: 1, arp_type: 'request' });
    expect(host.packets[0]?.payload.slice(8, 14).toHex()).toBe(MAC.replaceAll(':', ''));
  });
});
