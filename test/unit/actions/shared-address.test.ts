/** What start, stop and monitor of a shared address do to the rules and the address of one host. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { AddressAction } from '../../../lib/actions/address-action.ts';
import type { Rule } from '../../../lib/shared-address/firewall/rule.ts';
import { type ActionRun, type Parameters, run } from '../support/actions.ts';
import type { ToolName } from '../support/fake-firewall.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { instanceParameters, sharedAction, TOTAL } from '../support/sharing.ts';
import { systemError } from '../support/system-error.ts';

const VIP = '10.0.0.10';
const PARAMETERS = { ip: VIP, arp_count: 1 };
/** echo 10.0.0.10 24 | md5sum, with the second digit made odd: there is no broadcast address. */
const MAC = '41:6f:63:22:7b:ca';

let host: FakeHost;
let before: unknown;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
  before = host.state();
});

function act(
  action: AddressAction | 'stopEverything',
  instance: number,
  { tools, interval, ...parameters }: Parameters & { tools?: never; interval?: number } = {},
): ActionRun {
  const given = instanceParameters(instance, { ...PARAMETERS, ...parameters });
  const options = interval === undefined ? {} : { interval };
  return run(host, sharedAction(host, action, instance), given, options);
}

function rulesOf(tool: ToolName = 'nft'): readonly Rule[] {
  return host.rules.get(tool) ?? [];
}

function buckets(): readonly number[] {
  return rulesOf().find(({ role }) => role === 'share')?.hash?.buckets ?? [];
}

function change(role: Rule['role'], changed: (rule: Rule) => Rule | undefined): void {
  const rules = rulesOf().flatMap((rule) => (rule.role === role ? (changed(rule) ?? []) : rule));
  host.rules.set('nft', rules);
}

describe('start', () => {
  it('makes the rules, and then the address', () => {
    expect(act('start', 0)).toMatchObject({ status: 0, leftOpen: [] });
    expect(host.addressesOf('eth0')).toEqual(['10.0.0.1/24', `${VIP}/24 secondary`]);
    expect(rulesOf()).toEqual([
      {
        ip: VIP,
        role: 'share',
        nic: 'eth0',
        mac: MAC,
        hash: { total: TOTAL, seed: 0x9e1a9a36, buckets: [1] },
      },
      { ip: VIP, role: 'rest', nic: 'eth0', mac: MAC },
      { ip: VIP, role: 'sender', nic: 'eth0', mac: MAC },
    ]);
    expect([...host.memberships]).toEqual([`eth0 ${MAC.replaceAll(':', '')}`]);
    const { calls } = host;
    expect(calls.indexOf('nft.replace')).toBeLessThan(calls.indexOf('addresses.add'));
    expect(calls.indexOf('multicast.join')).toBeLessThan(calls.indexOf('addresses.add'));
  });

  it('tells the neighbours of the shared hardware address', () => {
    act('start', 0);
    const [packet] = host.packets;
    expect(packet?.payload.slice(8, 14).toHex()).toBe(MAC.replaceAll(':', ''));
  });

  it('adds a bucket to those that are here, and tells the neighbours again', () => {
    act('start', 2);
    host.packets.length = 0;
    expect(act('start', 0, { arp_type: 'reply' })).toMatchObject({ status: 0, leftOpen: [] });
    expect(buckets()).toEqual([1, 3]);
    expect(rulesOf()).toHaveLength(3);
    expect(host.packets.map(({ payload }) => payload.slice(8, 14).toHex())).toEqual([
      MAC.replaceAll(':', ''),
    ]);
  });

  it('changes nothing where all is there', () => {
    act('start', 0);
    const state = host.state();
    expect(act('start', 0)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(state);
    expect(host.calls.filter((name) => name === 'nft.replace')).toHaveLength(1);
  });

  it.each(['share', 'rest', 'sender'] as const)('completes a set without "%s"', (role) => {
    act('start', 0);
    const state = host.state();
    change(role, () => undefined);
    expect(act('start', 0)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(state);
  });

  it('leaves what is twice there once', () => {
    act('start', 0);
    const state = host.state();
    host.rules.set('nft', [...rulesOf(), ...rulesOf()]);
    act('start', 0);
    expect(host.state()).toEqual(state);
  });

  it('does not take over buckets that a crash left without their address', () => {
    act('start', 0);
    host.removeAddress('eth0', `${VIP}/24`);
    expect(act('start', 1)).toMatchObject({ status: 0 });
    expect(buckets()).toEqual([2]);
  });

  it('keeps the buckets of this host when clone-max or the seed has changed', () => {
    act('start', 0);
    change('share', (rule) => ({ ...rule, hash: { total: 4, seed: 1, buckets: [1] } }));
    act('start', 1);
    expect(rulesOf()[0]?.hash).toEqual({ total: TOTAL, seed: 0x9e1a9a36, buckets: [1, 2] });
  });

  it('leaves the old hardware address when mac has changed', () => {
    act('start', 0);
    act('start', 0, { mac: '01:00:5e:00:01:0a' });
    expect([...host.memberships]).toEqual(['eth0 01005e00010a']);
    expect(rulesOf().map(({ mac }) => mac)).toEqual(Array(3).fill('01:00:5e:00:01:0a'));
  });

  it('takes away what another tool had made', () => {
    const given = instanceParameters(0, PARAMETERS);
    run(host, sharedAction(host, 'start', 0, ['iptables', 'nft']), given);
    expect(rulesOf('iptables')).toHaveLength(3);
    run(host, sharedAction(host, 'start', 1, ['nft', 'iptables']), given);
    expect(rulesOf('iptables')).toEqual([]);
    expect(buckets()).toEqual([1, 2]);
  });

  it('fails with 5 where there is no tool', () => {
    const { status, reason } = run(
      host,
      sharedAction(host, 'start', 0, []),
      instanceParameters(0, PARAMETERS),
    );
    expect(status).toBe(5);
    expect(reason).toContain(
      'neither nft nor iptables with arptables is in PATH; install nftables or iptables',
    );
    expect(host.state()).toEqual(before);
  });

  it('fails on an interface that is no Ethernet', () => {
    host.addLink('tun0', {
      device: { hardwareType: 65534, address: new Uint8Array(0), broadcast: new Uint8Array(0) },
    });
    const run = act('start', 0, { nic: 'tun0', cidr_netmask: 24 });
    expect(run).toMatchObject({ status: 5 });
    expect(run.reason).toContain('interface tun0 is no Ethernet');
  });

  it('fails on an interface whose name a firewall would read as a pattern', () => {
    host.addLink('eth+');
    const run = act('start', 0, { nic: 'eth+', cidr_netmask: 24 });
    expect(run).toMatchObject({ status: 5 });
    expect(run.reason).toContain('interface "eth+" has a name');
  });
});

describe('start that fails', () => {
  const CALLS = ['multicast.has', 'multicast.join', 'nft.read', 'nft.replace'];
  it.each([...CALLS, 'addresses.add', 'openSender', 'watchAddress'])(
    'at %s leaves nothing',
    (name) => {
      host.refuse(name, systemError(name, 'ENOMEM'));
      expect(act('start', 0)).toMatchObject({ status: 1, reason: `${name}: ENOMEM` });
      expect(host.state()).toEqual(before);
    },
  );

  it('without a carrier leaves nothing', () => {
    host.addLink('eth1', { carrier: false });
    const state = host.state();
    expect(act('start', 0, { nic: 'eth1', cidr_netmask: 24 })).toMatchObject({ status: 1 });
    expect(host.state()).toEqual(state);
  });

  it('leaves the buckets that were here before', () => {
    act('start', 0);
    const state = host.state();
    host.links.setCarrier('eth0', false);
    expect(act('start', 1)).toMatchObject({ status: 1 });
    host.links.setCarrier('eth0', true);
    expect(host.state()).toEqual(state);
  });
});

describe('stop', () => {
  it('of one bucket leaves the address for the others', () => {
    act('start', 0);
    act('start', 1);
    expect(act('stop', 0)).toMatchObject({ status: 0 });
    expect(buckets()).toEqual([2]);
    expect(host.addressesOf('eth0')).toContain(`${VIP}/24 secondary`);
  });

  it('of the last leaves nothing, and takes the address away before its rules', () => {
    act('start', 0);
    act('start', 1);
    act('stop', 0);
    host.calls.length = 0;
    expect(act('stop', 1)).toMatchObject({ status: 0, leftOpen: [] });
    expect(host.state()).toEqual(before);
    const { calls } = host;
    expect(calls.indexOf('addresses.remove')).toBeLessThan(calls.indexOf('nft.replace'));
  });

  it('of a bucket that is not here changes nothing', () => {
    act('start', 0);
    const state = host.state();
    expect(act('stop', 1)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(state);
  });

  it('of what is not here at all succeeds', () => {
    expect(act('stop', 0)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(before);
  });

  it('removes an address whose rules are gone: it would be every client’s', () => {
    act('start', 0);
    act('start', 1);
    host.rules.clear();
    expect(act('stop', 1)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(before);
  });

  it('removes rules whose address is gone', () => {
    act('start', 0);
    host.removeAddress('eth0', `${VIP}/24`);
    expect(act('stop', 0)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(before);
  });

  it('takes away what any tool has made', () => {
    act('start', 0);
    host.rules.set('iptables', rulesOf());
    const tools = ['iptables', 'nft'] as const;
    run(host, sharedAction(host, 'stop', 0, tools), instanceParameters(0, PARAMETERS));
    expect(host.state()).toEqual(before);
  });

  it.each(['nft.read', 'nft.replace'])(
    'removes the address for all buckets when %s fails, and succeeds',
    (name) => {
      act('start', 0);
      act('start', 1);
      host.refuse(name, systemError(name, 'ENOMEM'));
      const { status, log } = act('stop', 0);
      expect(status).toBe(0);
      expect(log.join('\n')).toContain(`${name}: ENOMEM; stopping the address for all its buckets`);
      expect(host.state()).toEqual(before);
    },
  );

  it('succeeds when nothing of the firewall works any more: nobody is answered', () => {
    act('start', 0);
    for (const name of ['nft.read', 'nft.replace', 'nft.readAll']) {
      host.refuseAlways(name, systemError(name, 'ENOMEM'));
    }
    expect(act('stop', 0)).toMatchObject({ status: 0 });
    expect(host.addresses.find(address(VIP))).toEqual([]);
  });

  it('is right without lvs_support, which would leave the address on lo', () => {
    host.addLink('lo', { loopback: true });
    const state = host.state();
    act('start', 0);
    act('stop', 0, { lvs_support: true });
    expect(host.state()).toEqual(state);
  });

  it('leaves a hardware address that another shared address has as well', () => {
    const mac = '01:00:5e:00:01:0a';
    act('start', 0, { mac });
    act('start', 0, { mac, ip: '10.0.0.11' });
    act('stop', 0, { mac });
    expect([...host.memberships]).toEqual(['eth0 01005e00010a']);
    expect(rulesOf().map(({ ip }) => ip)).toEqual(Array(3).fill('10.0.0.11'));
    act('stop', 0, { mac, ip: '10.0.0.11' });
    expect(host.state()).toEqual(before);
  });

  it('by a person, who names no instance, leaves nothing', () => {
    act('start', 0);
    act('start', 1);
    expect(act('stopEverything', 0)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(before);
  });
});

describe('monitor', () => {
  it('succeeds where the bucket is', () => {
    act('start', 1);
    expect(act('monitor', 1)).toEqual({ status: 0, log: [], leftOpen: [] });
    expect(act('status', 1)).toMatchObject({ status: 0, output: 'running\n' });
  });

  it('tells a missing bucket', () => {
    act('start', 1);
    act('start', 2);
    expect(act('monitor', 0)).toMatchObject({
      status: 1,
      reason: `${VIP} is on eth0, but bucket 1 of 3 is missing from the rules of nft (there: 2, 3); its clients get no answer`,
    });
    expect(act('status', 0)).toMatchObject({ status: 1, output: 'stopped\n' });
  });

  it('of an instance that runs elsewhere is 7 as a probe, without a word', () => {
    act('start', 1);
    const probe = act('monitor', 0, { interval: 0 });
    expect(probe).toMatchObject({ status: 7, log: [] });
    expect(probe.reason).toBeUndefined();
  });

  it.each([10_000, 0])('tells rules without their address, interval %d', (interval) => {
    act('start', 1);
    host.removeAddress('eth0', `${VIP}/24`);
    expect(act('monitor', 1, { interval })).toMatchObject({
      status: 1,
      reason: `${VIP} is not on this host, but rules of nft for it are here; stop removes them`,
    });
  });

  it('does not take those of another instance for its own', () => {
    act('start', 1);
    host.removeAddress('eth0', `${VIP}/24`);
    const before = host.state();
    expect(act('monitor', 0)).toMatchObject({ status: 7, reason: `${VIP} is not on this host` });
    act('stop', 0);
    expect(host.state()).toEqual(before);
  });

  it('tells a missing address', () => {
    expect(act('monitor', 1)).toMatchObject({ status: 7, reason: `${VIP} is not on this host` });
  });

  it.each([10_000, 0])('tells an address without rules, interval %d', (interval) => {
    act('start', 1);
    host.rules.clear();
    const run = act('monitor', 1, { interval });
    expect(run.status).toBe(1);
    expect(run.reason).toContain(
      'there are no rules for it, so that this host answers every client',
    );
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
  ])('tells %s', (_, role, changed, fault) => {
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

  it('tells a rule that is there twice', () => {
    act('start', 1);
    host.rules.set('nft', [...rulesOf(), ...rulesOf().slice(-1)]);
    expect(act('monitor', 1).reason).toContain('nft has a rule "sender" too many');
  });

  it('tells an interface that does not listen', () => {
    act('start', 1);
    host.memberships.clear();
    const { status, reason } = act('monitor', 1);
    expect(status).toBe(1);
    expect(reason).toContain(`eth0 does not let frames to ${MAC} through`);
  });

  it('says of a link without a carrier what it says of every address', () => {
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

  it('refreshes with the shared hardware address', () => {
    act('start', 1);
    host.packets.length = 0;
    act('monitor', 1, { arp_count_refresh: 1, arp_type: 'request' });
    expect(host.packets[0]?.payload.slice(8, 14).toHex()).toBe(MAC.replaceAll(':', ''));
  });
});

describe('validate-all', () => {
  it('changes nothing, and asks for the tools', () => {
    expect(act('validate-all', 0)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(before);
    const given = instanceParameters(0, PARAMETERS);
    expect(run(host, sharedAction(host, 'validate-all', 0, []), given).status).toBe(5);
  });
});
