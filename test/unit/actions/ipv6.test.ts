import { beforeEach, describe, expect, it } from 'vitest';
import { monitor } from '../../../lib/actions/monitor.ts';
import { start } from '../../../lib/actions/start.ts';
import { stop } from '../../../lib/actions/stop.ts';
import { ARPHRD_ETHER } from '../../../lib/wire/arp.ts';
import { ETH_P_IPV6 } from '../../../lib/wire/ethernet.ts';
import {
  IFA_F_NODAD,
  IFA_F_NOPREFIXROUTE,
  IFA_F_PERMANENT,
  RT_SCOPE_LINK,
} from '../../../lib/wire/ifaddrmsg.ts';
import { decodeIpv6 } from '../../../lib/wire/ipv6.ts';
import { decodeNeighborAdvertisement } from '../../../lib/wire/neighbor-advertisement.ts';
import { type Action, type Parameters, run, TIMEOUT } from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { hex } from '../support/fields.ts';
import { systemError } from '../support/system-error.ts';

const VIP = '2001:db8::10';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('lo', { loopback: true });
  host.addLink('eth0');
  host.addAddress('eth0', 'fe80::1/64', { scope: RT_SCOPE_LINK });
  host.addAddress('eth0', '2001:db8::1/64');
});

const does = (action: Action, parameters: Parameters = {}) =>
  run(host, action, { ip: VIP, arp_count: 1, ...parameters });
const entry = () => host.addresses.find(address(VIP))[0];

describe('start of an IPv6 address', () => {
  it('waits for the end of duplicate address detection, and not longer', () => {
    host.addresses.detectionTime = 1234;
    expect(does(start)).toMatchObject({ status: 0, leftOpen: [] });
    expect(host.timeline.elapsed).toBe(1234);
    expect(host.packets.map(({ at }) => at)).toEqual([1234]);
    expect(entry()).toMatchObject({ prefixLength: 64, flags: IFA_F_PERMANENT, routeMetric: 256 });
    expect(entry()).not.toMatchObject({ label: expect.anything() });
  });

  it('has the metric of the route of another address', () => {
    host.addAddress('eth0', '2001:db8:1::1/64', { routeMetric: 100 });
    does(start, { ip: '2001:db8:1::10' });
    const [added] = host.addresses.find(address('2001:db8:1::10'));
    expect(added).toMatchObject({ routeMetric: 100 });
  });

  it('does not make the route that was added by hand its own', () => {
    host.addRoute('2001:db8:1::/64', { dev: 'eth0', metric: 1024 });
    does(start, { ip: '2001:db8:1::10' });
    const [added] = host.addresses.find(address('2001:db8:1::10'));
    expect(added).toMatchObject({
      prefixLength: 64,
      routeMetric: undefined,
      flags: IFA_F_NOPREFIXROUTE | IFA_F_PERMANENT,
    });
  });

  it('nodad: says at once that the address is here', () => {
    expect(does(start, { nodad: true })).toMatchObject({ status: 0, leftOpen: [] });
    expect(host.timeline.elapsed).toBe(0);
    expect(entry()?.flags).toBe(IFA_F_NODAD | IFA_F_PERMANENT);
    const [packet] = host.packets;
    expect(packet).toMatchObject({ etherType: ETH_P_IPV6, destination: hex('333300000001') });
    const { hopLimit, source, destination, payload } = decodeIpv6(packet?.payload ?? hex(''));
    expect({ hopLimit, source, destination }).toEqual({
      hopLimit: 255,
      source: address(VIP).bytes,
      destination: address('ff02::1').bytes,
    });
    expect(decodeNeighborAdvertisement(payload, ARPHRD_ETHER)).toEqual({
      router: false,
      solicited: false,
      override: true,
      target: address(VIP).bytes,
      targetLinkLayerAddress: host.link('eth0').address,
    });
  });

  it('on an interface that forwards, it says so', () => {
    host.forwardsIpv6 = true;
    does(start, { nodad: true });
    const { payload } = decodeIpv6(host.packets[0]?.payload ?? hex(''));
    expect(decodeNeighborAdvertisement(payload, ARPHRD_ETHER).router).toBe(true);
  });

  it('fails where another node has the address, and leaves nothing', () => {
    host.addresses.isTaken = true;
    const before = host.state();
    const { status, reason, leftOpen } = does(start);
    expect(status).toBe(1);
    expect(reason).toContain('another host on the network of eth0 has this address already');
    expect(host.state()).toEqual(before);
    expect(host.packets).toEqual([]);
    expect(leftOpen).toEqual([]);
  });

  it('fails when detection does not end in time, and leaves nothing', () => {
    host.addresses.detectionTime = Number.POSITIVE_INFINITY;
    const before = host.state();
    const { status, reason } = does(start);
    expect(status).toBe(1);
    expect(reason).toContain('did not end within 18 s');
    expect(host.timeline.elapsed).toBe(TIMEOUT * 0.9);
    expect(host.state()).toEqual(before);
  });

  it('fails when somebody removes the address meanwhile', () => {
    host.timeline.at(500, () => host.removeAddress('eth0', `${VIP}/64`));
    const { status, reason } = does(start);
    expect(status).toBe(1);
    expect(reason).toContain('was removed by somebody else');
    expect(host.timeline.elapsed).toBe(500);
  });

  it('goes on where an earlier start ended: waits, and announces', () => {
    host.addAddress('eth0', `${VIP}/64`, { flags: 0 });
    expect(does(start)).toMatchObject({ status: 0, leftOpen: [] });
    expect(host.packets.map(({ at }) => at)).toEqual([1000]);
  });

  it('is content with an address that is in use already', () => {
    host.addAddress('eth0', `${VIP}/64`);
    expect(does(start)).toMatchObject({ status: 0, leftOpen: [] });
    expect(host.packets).toEqual([]);
  });

  it('replaces what an earlier collision left', () => {
    host.addresses.isTaken = true;
    host.addAddress('eth0', `${VIP}/64`, { flags: 0 });
    host.timeline.advance(Number.MAX_SAFE_INTEGER);
    host.addresses.isTaken = false;
    expect(does(start)).toMatchObject({ status: 0, leftOpen: [] });
    expect(entry()?.flags).toBe(IFA_F_PERMANENT);
    expect(host.packets).toHaveLength(1);
  });

  it('fails, with the prefix length, where the address is there with another', () => {
    host.addAddress('eth0', `${VIP}/128`);
    const { status, reason } = does(start, { cidr_netmask: 64 });
    expect(status).toBe(1);
    expect(reason).toContain(`${VIP} is on eth0 as /128, not /64`);
    expect(host.addressesOf('eth0')).toContain(`${VIP}/128`);
  });

  it('noprefixroute and preferred_lft are part of the request', () => {
    const others = { noprefixroute: true, preferred_lft: 0, cidr_netmask: 56, nic: 'eth0' };
    does(start, { nodad: true, ...others });
    expect(entry()).toMatchObject({
      prefixLength: 56,
      flags: IFA_F_NODAD | IFA_F_NOPREFIXROUTE | IFA_F_PERMANENT,
      preferredLifetime: 0,
    });
  });

  it('a link-local address has the scope of its link', () => {
    expect(does(start, { ip: 'fe80::10', nic: 'eth0', nodad: true })).toMatchObject({ status: 0 });
    expect(host.addresses.find(address('fe80::10'))[0]).toMatchObject({
      scope: RT_SCOPE_LINK,
      prefixLength: 64,
    });
  });
});

describe('the label of an IPv6 address', () => {
  it('is there before the address, and goes with stop', () => {
    does(start, { nodad: true });
    expect(host.addressLabels).toEqual(new Map([[VIP, 99]]));
    const order = host.calls.filter((name) =>
      ['addressLabels.add', 'addresses.add'].includes(name),
    );
    expect(order).toEqual(['addressLabels.add', 'addresses.add']);
    does(stop);
    expect(host.addressLabels).toEqual(new Map());
    expect(host.marks).toEqual(new Set());
  });

  it('is left alone where the address has one: also where it is the same', () => {
    for (const label of [55, 99]) {
      host.addressLabels.set(VIP, label);
      does(start, { nodad: true });
      does(stop);
      expect(host.addressLabels).toEqual(new Map([[VIP, label]]));
      expect(host.marks).toEqual(new Set());
    }
  });

  it('is taken away by the start that fails', () => {
    host.addresses.isTaken = true;
    does(start, { lvs_ipv6_addrlabel_value: 7 });
    expect(host.addressLabels).toEqual(new Map());
    expect(host.marks).toEqual(new Set());
  });

  it('stays ours for a second start, and goes with one stop', () => {
    does(start, { nodad: true });
    does(start, { nodad: true });
    does(stop);
    expect(host.addressLabels).toEqual(new Map());
  });

  it('there is none with lvs_ipv6_addrlabel=false', () => {
    does(start, { nodad: true, lvs_ipv6_addrlabel: false });
    expect(host.calls).not.toContain('addressLabels.add');
  });

  it('a kernel that knows no labels is no reason to fail', () => {
    host.refuse('addressLabels.add', systemError('RTM_NEWADDRLABEL', 'EOPNOTSUPP'));
    const started = does(start, { nodad: true });
    expect(started.status).toBe(0);
    expect(started.log.join()).toContain('warn: lvs_ipv6_addrlabel: RTM_NEWADDRLABEL: EOPNOTSUPP');
    host.refuse('marks.names', systemError('open', 'EACCES'));
    expect(does(stop).status).toBe(0);
  });
});

describe('monitor of an IPv6 address', () => {
  it('0 when the kernel uses it', () => {
    host.addAddress('eth0', `${VIP}/64`);
    expect(does(monitor)).toMatchObject({ status: 0 });
  });

  it('1 while it is tentative, and after detection failed', () => {
    host.addresses.isTaken = true;
    host.addAddress('eth0', `${VIP}/64`, { flags: 0 });
    expect(does(monitor)).toMatchObject({
      status: 1,
      reason: `${VIP} is on eth0, but duplicate address detection is still under way`,
    });
    host.timeline.advance(Number.MAX_SAFE_INTEGER);
    expect(does(monitor)).toMatchObject({
      status: 1,
      reason: `${VIP} is on eth0, but another host on the network has it too (duplicate address detection failed)`,
    });
  });

  it('arp_count_refresh: advertises it', () => {
    host.addAddress('eth0', `${VIP}/64`);
    does(monitor, { arp_count_refresh: 1 });
    expect(host.packets).toEqual([expect.objectContaining({ etherType: ETH_P_IPV6 })]);
  });
});

describe('stop of an IPv6 address', () => {
  it('leaves the interface its others, whatever their flags', () => {
    host.addAddress('eth0', `${VIP}/64`);
    // IFA_F_TEMPORARY is the bit that IPv4 has for a secondary address.
    host.addAddress('eth0', '2001:db8::abcd/64', { flags: 0x01 | IFA_F_NODAD });
    expect(does(stop)).toMatchObject({ status: 0 });
    expect(host.addressesOf('eth0')).toEqual(['fe80::1/64', '2001:db8::1/64', '2001:db8::abcd/64']);
  });

  it('removes one that is still tentative, or a duplicate', () => {
    host.addAddress('eth0', `${VIP}/64`, { flags: 0 });
    expect(does(stop)).toMatchObject({ status: 0 });
    expect(entry()).toBeUndefined();
  });
});
