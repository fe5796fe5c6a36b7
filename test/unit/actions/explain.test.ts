import { beforeEach, describe, expect, it } from 'vitest';
import { type Explanation, explain } from '../../../lib/actions/explain.ts';
import { Refusal } from '../../../lib/ocf/refusal.ts';
import { RT_SCOPE_LINK } from '../../../lib/wire/ifaddrmsg.ts';
import { contextOf, type Parameters } from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { hex } from '../support/fields.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('lo', { loopback: true });
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24', { broadcast: address('10.0.0.255').bytes });
  host.addRoute('10.0.0.0/16', { dev: 'eth0', metric: 100 });
  host.addAddress('eth0', '2001:db8::1/64');
});

const explanationOf = (parameters: Parameters = {}): Explanation =>
  explain(contextOf(new FakeKernel(host), { ip: VIP, ...parameters }));

describe('explain', () => {
  it('returns what start would do with an IPv4 address', () => {
    const link = host.link('eth0');
    const [best, other] = ['10.0.0.0/24 dev eth0', '10.0.0.0/16 dev eth0 metric 100'];
    expect(explanationOf()).toEqual({
      ip: address(VIP),
      candidates: [
        expect.objectContaining({ text: best }),
        expect.objectContaining({ text: other }),
      ],
      link,
      prefixLength: 24,
      chosen: expect.objectContaining({ text: best }),
      health: 'up',
      linkProblem: undefined,
      addition: expect.objectContaining({ prefixLength: 24, label: 'eth0' }),
      leavesLoopback: false,
      probing: 0,
      noPrefixRoute: false,
      skipsDad: false,
      addressLabel: undefined,
      announcement: { count: 5, interval: 200, late: [], rate: 500 },
      inBackground: true,
      onConflict: 'degrade',
      killsConnections: false,
      peers: [],
      packets: [
        expect.objectContaining({ operation: 'ARP request', destination: hex('ffffffffffff') }),
        expect.objectContaining({ operation: 'ARP reply', destination: hex('ffffffffffff') }),
      ],
    });
  });

  it('returns frames with an Ethernet header', () => {
    const [request] = explanationOf({ arp_type: 'request' }).packets;
    expect(request?.frame.toHex()).toBe(
      'ffffffffffff' + // destination
        '020000000002' + // source
        '0806' + // ARP
        '0001080006040001' +
        '0200000000020a00000a' +
        '0000000000000a00000a',
    );
  });

  it('returns what start would do with an IPv6 address', () => {
    const explanation = explanationOf({ ip: '2001:db8::10', nodad: true, noprefixroute: true });
    expect(explanation).toMatchObject({
      prefixLength: 64,
      skipsDad: true,
      noPrefixRoute: true,
      addressLabel: 99,
      packets: [{ operation: 'Neighbor Advertisement', destination: hex('333300000001') }],
    });
    expect(explanationOf({ ip: '2001:db8::10' })).toMatchObject({
      skipsDad: false,
      noPrefixRoute: false,
    });
  });

  it('returns the time of conflict detection', () => {
    expect(explanationOf({ run_arping: true }).probing).toBe(300);
  });

  it('returns the time of duplicate address detection with dad=fast', () => {
    const fast = { ip: '2001:db8::10', dad: 'fast' };
    const reason = 'eth0 has no link-local address that is ready to use';
    expect(explanationOf(fast)).toMatchObject({
      probing: 0,
      skipsDad: false,
      notFast: expect.stringContaining(reason),
    });
    host.addAddress('eth0', 'fe80::1/64', { scope: RT_SCOPE_LINK });
    expect(explanationOf(fast)).toMatchObject({ probing: 300, skipsDad: true, notFast: undefined });
    expect(explanationOf({ ...fast, dad: 'kernel' })).toMatchObject({
      probing: 0,
      skipsDad: false,
      notFast: undefined,
    });
    expect(explanationOf({ ...fast, dad: 'none' })).toMatchObject({ probing: 0, skipsDad: true });
    host.addLink('tun0', { noArp: true });
    expect(explanationOf({ ...fast, nic: 'tun0', cidr_netmask: 64 })).toMatchObject({
      probing: 0,
      skipsDad: false,
      notFast: undefined,
    });
  });

  it('returns that an assigned address is left as it is', () => {
    host.addAddress('eth0', `${VIP}/28`);
    expect(explanationOf({ run_arping: true })).toMatchObject({
      prefixLength: 28,
      chosen: undefined,
      addition: undefined,
      noPrefixRoute: false,
      skipsDad: false,
      probing: 0,
      packets: [],
    });
    host.addAddress('eth0', '2001:db8::10/128');
    expect(explanationOf({ ip: '2001:db8::10' })).toMatchObject({
      prefixLength: 128,
      addressLabel: undefined,
    });
  });

  it('returns no packets and no conflict detection on a link without neighbours', () => {
    host.addLink('tun0', { noArp: true });
    const onTunnel = explanationOf({ nic: 'tun0', cidr_netmask: 24, run_arping: true });
    expect(onTunnel).toMatchObject({ probing: 0, packets: [] });
    expect(onTunnel.addition).toBeDefined();
  });

  it('lists the routes of nic only', () => {
    host.addLink('eth1');
    host.addRoute('10.0.0.0/8', { dev: 'eth1' });
    const texts = explanationOf({ nic: 'eth1' }).candidates.map(({ text }) => text);
    expect(texts).toEqual(['10.0.0.0/8 dev eth1']);
    expect(explanationOf().candidates).toHaveLength(3);
  });

  it('returns why start would fail without a carrier, unless check_link_status=false', () => {
    host.links.setCarrier('eth0', false);
    expect(explanationOf()).toMatchObject({
      health: 'no-carrier',
      linkProblem: expect.stringMatching(/^interface eth0 has no carrier; /),
    });
    expect(explanationOf({ check_link_status: false }).linkProblem).toBeUndefined();
  });

  it('returns the loopback address only with lvs_support', () => {
    expect(explanationOf({ lvs_support: true }).leavesLoopback).toBe(false);
    host.addAddress('lo', `${VIP}/32`);
    expect(explanationOf().leavesLoopback).toBe(false);
    expect(explanationOf({ lvs_support: true }).leavesLoopback).toBe(true);
  });

  it('refuses what start refuses, and changes nothing', () => {
    const before = host.state();
    expect(() => explanationOf({ nic: 'eth9' })).toThrow(Refusal);
    explanationOf();
    expect(host.state()).toEqual(before);
    expect(host.packets).toEqual([]);
  });
});
