import { beforeEach, describe, expect, it } from 'vitest';
import { run } from '../support/actions.ts';
import type { ToolName } from '../support/fake-firewall.ts';
import { address, type FakeHost } from '../support/fake-host.ts';
import {
  bucketsOfNft,
  instanceParameters,
  newSharedHost,
  PARAMETERS,
  rulesOfTool,
  runShared,
  type SharedRun,
  sharedAction,
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

describe('stop', () => {
  it('removes one bucket, and leaves the address for the others', () => {
    act('start', 0);
    act('start', 1);
    expect(act('stop', 0)).toMatchObject({ status: 0 });
    expect(buckets()).toEqual([2]);
    expect(host.addressesOf('eth0')).toContain(`${VIP}/24 secondary`);
  });

  it('removes the last bucket, and the address before its rules', () => {
    act('start', 0);
    act('start', 1);
    act('stop', 0);
    host.calls.length = 0;
    expect(act('stop', 1)).toMatchObject({ status: 0, leftOpen: [] });
    expect(host.state()).toEqual(before);
    const { calls } = host;
    expect(calls.indexOf('addresses.remove')).toBeLessThan(calls.indexOf('nft.replace'));
  });

  it('closes the connections with the last bucket, if kill_connections_on_stop is set', () => {
    const kill = { kill_connections_on_stop: true };
    for (const instance of [0, 1]) act('start', instance, kill);
    host.connections.open(VIP, '10.0.0.3');
    act('stop', 0, kill);
    expect(host.connections.texts()).toHaveLength(1);
    const { log } = act('stop', 1, kill);
    expect(log).toContain(`info: TCP connections of ${VIP} closed: 1`);
    expect(host.connections.texts()).toEqual([]);
  });

  it('changes nothing if this host does not have the bucket', () => {
    act('start', 0);
    const state = host.state();
    expect(act('stop', 1)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(state);
  });

  it('succeeds without address and rules', () => {
    expect(act('stop', 0)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(before);
  });

  it('removes an address without rules, with which the host would answer every client', () => {
    act('start', 0);
    act('start', 1);
    host.rules.clear();
    expect(act('stop', 1)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(before);
  });

  it('removes rules without an address', () => {
    act('start', 0);
    host.removeAddress('eth0', `${VIP}/24`);
    expect(act('stop', 0)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(before);
  });

  it('removes the rules of all tools', () => {
    act('start', 0);
    host.rules.set('iptables', rulesOf());
    const tools = ['iptables', 'nft'] as const;
    run(host, sharedAction(host, 'stop', 0, tools), instanceParameters(0, PARAMETERS));
    expect(host.state()).toEqual(before);
  });

  it.each(['nft.read', 'nft.replace'])(
    'removes the address with all buckets and succeeds if %s fails',
    (name) => {
      act('start', 0);
      act('start', 1);
      host.refuse(name, systemError(name, 'ENOMEM'));
      const { status, log } = act('stop', 0);
      expect(status).toBe(0);
      expect(log.join('\n')).toContain(
        `${name}: ENOMEM; removing the address with all its buckets`,
      );
      expect(host.state()).toEqual(before);
    },
  );

  it('removes the address and succeeds if the firewall does not work', () => {
    act('start', 0);
    for (const name of ['nft.read', 'nft.replace', 'nft.readAll']) {
      host.refuseAlways(name, systemError(name, 'ENOMEM'));
    }
    expect(act('stop', 0)).toMatchObject({ status: 0 });
    expect(host.addresses.find(address(VIP))).toEqual([]);
  });

  it('warns of rules that stay if the tools are gone, but only if the address was there', () => {
    act('start', 0);
    const withoutTools = sharedAction(host, 'stop', 0, []);
    const stopIt = () => run(host, withoutTools, instanceParameters(0, PARAMETERS));
    const { status, log } = stopIt();
    expect(status).toBe(0);
    expect(host.addressesOf('eth0')).not.toContain(`${VIP}/24 secondary`);
    const warning = `warn: rules of ${VIP}, if any, were not removed: neither nft nor iptables with arptables is in PATH; install nftables or iptables`;
    expect(log).toContain(warning);
    expect(stopIt().log).not.toContain(warning);
  });

  it('leaves the address on lo with lvs_support', () => {
    host.addLink('lo', { loopback: true });
    const state = host.state();
    act('start', 0);
    act('stop', 0, { lvs_support: true });
    expect(host.state()).toEqual(state);
  });

  it('stays in the group of a hardware address that another shared address uses', () => {
    const mac = '01:00:5e:00:01:0a';
    act('start', 0, { mac });
    act('start', 0, { mac, ip: '10.0.0.11' });
    act('stop', 0, { mac });
    expect([...host.memberships]).toEqual(['eth0 01005e00010a']);
    expect(rulesOf().map(({ ip }) => ip)).toEqual(Array(3).fill('10.0.0.11'));
    act('stop', 0, { mac, ip: '10.0.0.11' });
    expect(host.state()).toEqual(before);
  });

  it('keeps the rules if it cannot leave the group, so that the next stop can', () => {
    act('start', 0);
    host.refuse('nft.readAll', systemError('nft', 'ENOMEM'));
    expect(act('stop', 0)).toMatchObject({ status: 0 });
    expect(host.memberships.size).toBe(1);
    expect(rulesOf()).not.toEqual([]);
    expect(act('stop', 0)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(before);
  });

  it('stopAllBuckets removes all buckets', () => {
    act('start', 0);
    act('start', 1);
    expect(act('stopAllBuckets', 0)).toMatchObject({ status: 0 });
    expect(host.state()).toEqual(before);
  });
});
