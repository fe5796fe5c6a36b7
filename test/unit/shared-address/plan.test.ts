import { beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../../lib/ocf/refusal.ts';
import { deriveHardwareAddress, deriveSeed } from '../../../lib/shared-address/derivation.ts';
import {
  planShare,
  sharedMac,
  shareOn,
  withAnnouncedMac,
} from '../../../lib/shared-address/plan.ts';
import { contextOf, type Parameters } from '../support/actions.ts';
import { fakeFirewalls, type ToolName } from '../support/fake-firewall.ts';
import { address, type FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { hex } from '../support/fields.ts';
import {
  instanceParameters,
  MAC,
  newSharedHost,
  PARAMETERS,
  sharedOn,
  TOTAL,
  VIP,
} from '../support/shared-address.ts';

let host: FakeHost;
beforeEach(() => {
  host = newSharedHost();
});

const contextWith = (parameters: Parameters = {}) =>
  contextOf(new FakeKernel(host), instanceParameters(1, { ...PARAMETERS, ...parameters }));

interface Tools {
  readonly tools?: readonly ToolName[];
  /** Why the chosen tool cannot enforce the share. */
  readonly unfit?: string;
}

function plan(parameters: Parameters = {}, { tools, unfit }: Tools = {}) {
  const context = contextWith(parameters);
  const firewalls = fakeFirewalls(host, new FakeKernel(host).runtime, tools);
  if (firewalls.chosen && unfit !== undefined) {
    Object.assign(firewalls.chosen, { unfit: () => unfit });
  }
  return planShare(context, sharedOn(host, context, 1), firewalls);
}

function refusalOf(parameters: Parameters, tools?: Tools): [number, string | undefined] {
  try {
    plan(parameters, tools);
  } catch (error) {
    if (error instanceof Refusal) return [error.status, error.reason];
    throw error;
  }
  throw new Error('start would not fail');
}

describe('planShare', () => {
  it('has the bucket of this instance on the interface that was found', () => {
    const planned = plan({}, { tools: ['iptables', 'nft'] });
    expect(planned).toMatchObject({ link: { name: 'eth0' }, isAssigned: false });
    expect(planned.firewall.name).toBe('iptables');
    expect(planned.mac).toEqual(hex('416f63227bca'));
    expect(planned.share).toEqual({
      ip: address(VIP),
      nic: 'eth0',
      hash: { total: TOTAL, seed: 0x9e1a9a36, buckets: [2] },
      mac: MAC,
      ownMac: '02:00:00:00:00:01',
      mangles: true,
    });
  });

  it('has prefix length and broadcast address of an address that is assigned', () => {
    host.addAddress('eth0', `${VIP}/28`, { broadcast: address('10.0.0.15').bytes });
    const planned = plan();
    expect(planned.isAssigned).toBe(true);
    expect(planned.mac).toEqual(deriveHardwareAddress(VIP, 28, '10.0.0.15'));
  });

  it('refuses without a tool, after it has found a place', () => {
    expect(refusalOf({}, { tools: [] })).toEqual([
      5,
      'clusterip_firewall="auto": cannot share the address: neither nft nor iptables with arptables ' +
        'is in PATH; install nftables or iptables',
    ]);
    expect(refusalOf({ nic: 'eth9' }, { tools: [] })[1]).toContain('nic="eth9"');
  });

  it.each([
    [{}, 5],
    [{ clusterip_firewall: 'nft' }, 6],
  ])('refuses a tool that cannot enforce the share, with %j: %i', (parameters, status) => {
    expect(refusalOf(parameters, { unfit: 'a reason' })).toEqual([status, `${VIP}: a reason`]);
  });

  it.each([
    ['eth+', false],
    ['eth*', false],
    ['eth0.5', true],
    ['a_b-c@d', true],
  ])('with an interface named %s: %s', (nic, isAccepted) => {
    host.addLink(nic);
    const planned = () => plan({ nic, cidr_netmask: 24 });
    if (isAccepted) expect(planned().link.name).toBe(nic);
    else
      expect(planned).toThrow(`interface "${nic}" has a name that firewall rules cannot contain`);
  });

  it.each([
    ['without ARP', { noArp: true }],
    [
      'of InfiniBand',
      { device: { hardwareType: 32, address: new Uint8Array(20), broadcast: new Uint8Array(20) } },
    ],
  ])('refuses an interface %s', (_, options) => {
    host.addLink('net0', options);
    const [status, reason] = refusalOf({ nic: 'net0', cidr_netmask: 24 });
    expect(status).toBe(5);
    expect(reason).toBe(
      'interface net0 is not an Ethernet interface with neighbours; a shared address needs one: set nic',
    );
  });
});

describe('sharedMac', () => {
  const BROADCAST = address('10.0.0.255').bytes;

  it.each<[Parameters, Uint8Array | undefined, string | undefined]>([
    [{}, BROADCAST, '10.0.0.255'],
    [{}, undefined, undefined],
    [{ broadcast: '+' }, BROADCAST, '+'],
    [{ broadcast: '-' }, undefined, '-'],
    [{ broadcast: '10.0.0.99' }, address('10.0.0.99').bytes, '10.0.0.99'],
  ])('of %j is derived from the broadcast parameter as written', (parameters, broadcast, text) => {
    const mac = sharedMac(contextWith(parameters), 24, broadcast);
    expect(mac).toEqual(deriveHardwareAddress(VIP, 24, text));
  });

  it('is the parameter mac', () => {
    const context = contextWith({ mac: '01:00:5e:00:01:0a' });
    expect(sharedMac(context, 24, BROADCAST)).toEqual(hex('01005e00010a'));
  });
});

it('shareOn has seed and clusterip_mac_mangle of the parameters', () => {
  const shareWith = (parameters: Parameters) => {
    const context = contextWith(parameters);
    const shared = sharedOn(host, context, 1);
    return shareOn(context, shared, host.link('eth0'), hex('01005e00010a'), [1, 3]);
  };
  expect(shareWith({})).toMatchObject({ hash: { seed: deriveSeed(VIP) }, mangles: true });
  expect(shareWith({ clusterip_hash_seed: 7, clusterip_mac_mangle: false })).toMatchObject({
    hash: { total: TOTAL, seed: 7, buckets: [1, 3] },
    mac: '01:00:5e:00:01:0a',
    mangles: false,
  });
});

it('announcing changes the hardware address only', () => {
  const context = contextWith();
  const announcedMac = hex('01005e00010a');
  expect(withAnnouncedMac(context, announcedMac)).toEqual({ ...context, announcedMac });
});
