import { beforeEach, describe, expect, it } from 'vitest';
import type { Rule } from '../../../lib/shared-address/firewall/rule.ts';
import { run } from '../support/actions.ts';
import type { ToolName } from '../support/fake-firewall.ts';
import type { FakeHost } from '../support/fake-host.ts';
import {
  bucketsOfNft,
  changeRules,
  instanceParameters,
  MAC,
  newSharedHost,
  PARAMETERS,
  type RuleChange,
  rulesOfTool,
  runShared,
  type SharedRun,
  sharedAction,
  TOTAL,
  VIP,
} from '../support/shared-address.ts';
import { systemError } from '../support/system-error.ts';

let host: FakeHost;
let before: ReturnType<FakeHost['state']>;
beforeEach(() => {
  host = newSharedHost();
  before = host.state();
});

const act = (...action: SharedRun) => runShared(host, ...action);
const rulesOf = (tool?: ToolName) => rulesOfTool(host, tool);
const buckets = () => bucketsOfNft(host);
const change = (role: Rule['role'], changed: RuleChange) => changeRules(host, role, changed);

describe('start', () => {
  it('makes the rules, and then adds the address', () => {
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

  it('announces the shared hardware address', () => {
    act('start', 0);
    const [packet] = host.packets;
    expect(packet?.payload.slice(8, 14).toHex()).toBe(MAC.replaceAll(':', ''));
  });

  it('adds a bucket to those of this host, and announces the address again', () => {
    act('start', 2);
    host.packets.length = 0;
    expect(act('start', 0, { arp_type: 'reply' })).toMatchObject({ status: 0, leftOpen: [] });
    expect(buckets()).toEqual([1, 3]);
    expect(rulesOf()).toHaveLength(3);
    expect(host.packets.map(({ payload }) => payload.slice(8, 14).toHex())).toEqual([
      MAC.replaceAll(':', ''),
    ]);
  });

  it('changes nothing if the bucket is served already', () => {
    act('start', 0);
    const state = host.state();
    expect(act('start', 0)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(state);
    expect(host.calls.filter((name) => name === 'nft.replace')).toHaveLength(1);
  });

  it.each(['share', 'rest', 'sender'] as const)('adds the missing rule "%s"', (role) => {
    act('start', 0);
    const state = host.state();
    change(role, () => undefined);
    expect(act('start', 0)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(state);
  });

  it('removes duplicate rules', () => {
    act('start', 0);
    const state = host.state();
    host.rules.set('nft', [...rulesOf(), ...rulesOf()]);
    act('start', 0);
    expect(host.state()).toEqual(state);
  });

  it('does not adopt buckets without their address, which a crash has left', () => {
    act('start', 0);
    host.removeAddress('eth0', `${VIP}/24`);
    expect(act('start', 1)).toMatchObject({ status: 0 });
    expect(buckets()).toEqual([2]);
  });

  it('keeps the buckets of this host if clone-max or the seed has changed', () => {
    act('start', 0);
    change('share', (rule) => ({ ...rule, hash: { total: 4, seed: 1, buckets: [1] } }));
    act('start', 1);
    expect(rulesOf()[0]?.hash).toEqual({ total: TOTAL, seed: 0x9e1a9a36, buckets: [1, 2] });
  });

  it('leaves the group of the old hardware address if mac has changed', () => {
    act('start', 0);
    act('start', 0, { mac: '01:00:5e:00:01:0a' });
    expect([...host.memberships]).toEqual(['eth0 01005e00010a']);
    expect(rulesOf().map(({ mac }) => mac)).toEqual(Array(3).fill('01:00:5e:00:01:0a'));
  });

  it('removes the rules of another tool', () => {
    const given = instanceParameters(0, PARAMETERS);
    run(host, sharedAction(host, 'start', 0, ['iptables', 'nft']), given);
    expect(rulesOf('iptables')).toHaveLength(3);
    run(host, sharedAction(host, 'start', 1, ['nft', 'iptables']), given);
    expect(rulesOf('iptables')).toEqual([]);
    expect(buckets()).toEqual([1, 2]);
  });

  it('fails with 5 without a tool', () => {
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

  it('fails on an interface that is not an Ethernet with neighbours', () => {
    host.addLink('tun0', {
      device: { hardwareType: 65534, address: new Uint8Array(0), broadcast: new Uint8Array(0) },
    });
    const run = act('start', 0, { nic: 'tun0', cidr_netmask: 24 });
    expect(run).toMatchObject({ status: 5 });
    expect(run.reason).toContain('interface tun0 is not an Ethernet interface with neighbours');
  });

  it('fails on an interface whose name is a pattern in a firewall rule', () => {
    host.addLink('eth+');
    const run = act('start', 0, { nic: 'eth+', cidr_netmask: 24 });
    expect(run).toMatchObject({ status: 5 });
    expect(run.reason).toContain('interface "eth+" has a name');
  });
});

describe('start that fails', () => {
  const CALLS = ['multicast.has', 'multicast.join', 'nft.read', 'nft.replace'];
  it.each([...CALLS, 'addresses.add', 'openReceiver', 'watchAddress'])(
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

  it('leaves the buckets that this host had before', () => {
    act('start', 0);
    const state = host.state();
    host.links.setCarrier('eth0', false);
    expect(act('start', 1)).toMatchObject({ status: 1 });
    host.links.setCarrier('eth0', true);
    expect(host.state()).toEqual(state);
  });
});
