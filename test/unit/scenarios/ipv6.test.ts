/** The actions on an IPv6 address. */
import { beforeEach, describe, expect, it } from 'vitest';
import { monitor } from '../../../lib/actions/monitor.ts';
import { start } from '../../../lib/actions/start.ts';
import { stop } from '../../../lib/actions/stop.ts';
import { neighborPacket } from '../../../lib/vip/announce/neighbor-packet.ts';
import { ARPHRD_ETHER } from '../../../lib/wire/arp.ts';
import { ETH_P_IPV6 } from '../../../lib/wire/ethernet.ts';
import {
  IFA_F_NODAD,
  IFA_F_NOPREFIXROUTE,
  IFA_F_PERMANENT,
  RT_SCOPE_LINK,
} from '../../../lib/wire/ifaddrmsg.ts';
import { decodeIpv6 } from '../../../lib/wire/ipv6.ts';
import {
  decodeNeighborAdvertisement,
  encodeNeighborAdvertisement,
} from '../../../lib/wire/neighbor-advertisement.ts';
import { type Action, type Parameters, run, TIMEOUT_MS } from '../support/actions.ts';
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

const act = (action: Action, parameters: Parameters = {}) =>
  run(host, action, { ip: VIP, arp_count: 1, ...parameters });
const entry = () => host.addresses.find(address(VIP))[0];

describe('start of an IPv6 address', () => {
  it('announces when duplicate address detection has finished', () => {
    host.addresses.detectionTime = 1234;
    expect(act(start)).toMatchObject({ status: 0, leftOpen: [] });
    expect(host.timeline.elapsed).toBe(1234);
    expect(host.packets.map(({ at }) => at)).toEqual([1234]);
    expect(entry()).toMatchObject({ prefixLength: 64, flags: IFA_F_PERMANENT, routeMetric: 256 });
    expect(entry()).not.toMatchObject({ label: expect.anything() });
  });

  it('gives the address the metric of the route of another address', () => {
    host.addAddress('eth0', '2001:db8:1::1/64', { routeMetric: 100 });
    act(start, { ip: '2001:db8:1::10' });
    const [added] = host.addresses.find(address('2001:db8:1::10'));
    expect(added).toMatchObject({ routeMetric: 100 });
  });

  it('sets noprefixroute if the route was added by hand', () => {
    host.addRoute('2001:db8:1::/64', { dev: 'eth0', metric: 1024 });
    act(start, { ip: '2001:db8:1::10' });
    const [added] = host.addresses.find(address('2001:db8:1::10'));
    expect(added).toMatchObject({
      prefixLength: 64,
      routeMetric: undefined,
      flags: IFA_F_NOPREFIXROUTE | IFA_F_PERMANENT,
    });
  });

  it('announces at once with nodad', () => {
    expect(act(start, { nodad: true })).toMatchObject({ status: 0, leftOpen: [] });
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

  it('sets the Router flag on an interface that forwards', () => {
    host.forwardsIpv6 = true;
    act(start, { nodad: true });
    const { payload } = decodeIpv6(host.packets[0]?.payload ?? hex(''));
    expect(decodeNeighborAdvertisement(payload, ARPHRD_ETHER).router).toBe(true);
  });

  it('fails if another node has the address, and leaves nothing', () => {
    host.addresses.isTaken = true;
    const before = host.state();
    const { status, reason, leftOpen } = act(start);
    expect(status).toBe(1);
    expect(reason).toContain(
      'another host on the network of eth0 has this address; remove it there first',
    );
    expect(host.state()).toEqual(before);
    expect(host.packets).toEqual([]);
    expect(leftOpen).toEqual([]);
  });

  it('fails if detection does not finish in time, and leaves nothing', () => {
    host.addresses.detectionTime = Number.POSITIVE_INFINITY;
    const before = host.state();
    const { status, reason } = act(start);
    expect(status).toBe(1);
    expect(reason).toContain('did not finish within 18 s');
    expect(host.timeline.elapsed).toBe(TIMEOUT_MS * 0.9);
    expect(host.state()).toEqual(before);
  });

  it('fails if another process removes the address meanwhile', () => {
    host.timeline.at(500, () => host.removeAddress('eth0', `${VIP}/64`));
    const { status, reason } = act(start);
    expect(status).toBe(1);
    expect(reason).toContain('was removed by another process');
    expect(host.timeline.elapsed).toBe(500);
  });

  it('with dad=fast, asks itself and adds the address with nodad', () => {
    host.addresses.detectionTime = 1234;
    const started = act(start, { dad: 'fast', announce_to: 'none' });
    expect(started).toMatchObject({ status: 0, leftOpen: [] });
    expect(host.timeline.elapsed).toBe(300);
    expect(entry()?.flags).toBe(IFA_F_NODAD | IFA_F_PERMANENT);
    expect(host.packets.map(({ at }) => at)).toEqual([300]);
    // A member of the group until the kernel is one.
    const { calls } = host;
    expect(calls.indexOf('group.close')).toBeGreaterThan(calls.indexOf('addresses.add'));
  });

  it('with dad=fast, fails if another node answers, and leaves nothing', () => {
    const mac = hex('02aa00000001');
    host.onQuestion = () => {
      const source = address(VIP).bytes;
      const destination = address('fe80::1').bytes;
      const said = { router: false, solicited: true, override: true, target: source };
      const message = encodeNeighborAdvertisement(
        { ...said, targetLinkLayerAddress: mac },
        { hardwareType: ARPHRD_ETHER, source, destination },
      );
      host.deliver('eth0', neighborPacket(source, destination, mac, message).payload);
    };
    const before = host.state();
    const { status, reason, leftOpen } = act(start, { dad: 'fast' });
    expect({ status, reason, leftOpen }).toEqual({
      status: 1,
      reason: `ip="${VIP}": 02:aa:00:00:00:01 on the network of eth0 has this address; remove it there first`,
      leftOpen: [],
    });
    expect(host.state()).toEqual(before);
    expect(host.packets).toEqual([]);
  });

  it('with dad=fast but without a link-local address, the kernel detects duplicates', () => {
    host.removeAddress('eth0', 'fe80::1/64');
    host.addresses.detectionTime = 1234;
    const { status, log } = act(start, { dad: 'fast' });
    expect(status).toBe(0);
    expect(host.timeline.elapsed).toBe(1234);
    expect(entry()?.flags).toBe(IFA_F_PERMANENT);
    expect(log).toContain(
      `warn: ${VIP}: eth0 has no link-local address that is ready to use: the kernel checks for a ` +
        'duplicate instead, one to two seconds (dad=fast)',
    );
  });

  it.each([{ dad: 'none' }, { dad: 'none', nodad: true }])('announces at once with %j', (dad) => {
    expect(act(start, dad)).toMatchObject({ status: 0, leftOpen: [] });
    expect(host.timeline.elapsed).toBe(0);
    expect(entry()?.flags).toBe(IFA_F_NODAD | IFA_F_PERMANENT);
  });

  it('waits for detection of an address that an earlier start has added, and announces it', () => {
    host.addAddress('eth0', `${VIP}/64`, { flags: 0 });
    expect(act(start)).toMatchObject({ status: 0, leftOpen: [] });
    expect(host.packets.map(({ at }) => at)).toEqual([1000]);
  });

  it('does not announce an address that is in use already', () => {
    host.addAddress('eth0', `${VIP}/64`);
    expect(act(start)).toMatchObject({ status: 0, leftOpen: [] });
    expect(host.packets).toEqual([]);
  });

  it('replaces an address for which detection failed', () => {
    host.addresses.isTaken = true;
    host.addAddress('eth0', `${VIP}/64`, { flags: 0 });
    host.timeline.advance(Number.MAX_SAFE_INTEGER);
    host.addresses.isTaken = false;
    expect(act(start)).toMatchObject({ status: 0, leftOpen: [] });
    expect(entry()?.flags).toBe(IFA_F_PERMANENT);
    expect(host.packets).toHaveLength(1);
  });

  it('fails if the address is there with another prefix length', () => {
    host.addAddress('eth0', `${VIP}/128`);
    const { status, reason } = act(start, { cidr_netmask: 64 });
    expect(status).toBe(1);
    expect(reason).toContain(`${VIP} is on eth0 as /128, not /64`);
    expect(host.addressesOf('eth0')).toContain(`${VIP}/128`);
  });

  it('applies noprefixroute and preferred_lft', () => {
    const others = { noprefixroute: true, preferred_lft: 0, cidr_netmask: 56, nic: 'eth0' };
    act(start, { nodad: true, ...others });
    expect(entry()).toMatchObject({
      prefixLength: 56,
      flags: IFA_F_NODAD | IFA_F_NOPREFIXROUTE | IFA_F_PERMANENT,
      preferredLifetime: 0,
    });
  });

  it('gives a link-local address the scope link', () => {
    expect(act(start, { ip: 'fe80::10', nic: 'eth0', nodad: true })).toMatchObject({ status: 0 });
    expect(host.addresses.find(address('fe80::10'))[0]).toMatchObject({
      scope: RT_SCOPE_LINK,
      prefixLength: 64,
    });
  });
});

describe('the label of an IPv6 address', () => {
  it('is added before the address, and removed by stop', () => {
    act(start, { nodad: true });
    expect(host.addressLabels).toEqual(new Map([[VIP, 99]]));
    const order = host.calls.filter((name) =>
      ['addressLabels.add', 'addresses.add'].includes(name),
    );
    expect(order).toEqual(['addressLabels.add', 'addresses.add']);
    act(stop);
    expect(host.addressLabels).toEqual(new Map());
    expect(host.marks).toEqual(new Set());
  });

  it('is left as it is if start did not add it', () => {
    for (const label of [55, 99]) {
      host.addressLabels.set(VIP, label);
      act(start, { nodad: true });
      act(stop);
      expect(host.addressLabels).toEqual(new Map([[VIP, label]]));
      expect(host.marks).toEqual(new Set());
    }
  });

  it('is removed by a start that fails', () => {
    host.addresses.isTaken = true;
    act(start, { lvs_ipv6_addrlabel_value: 7 });
    expect(host.addressLabels).toEqual(new Map());
    expect(host.marks).toEqual(new Set());
  });

  it('is removed by one stop after two starts', () => {
    act(start, { nodad: true });
    act(start, { nodad: true });
    act(stop);
    expect(host.addressLabels).toEqual(new Map());
  });

  it('is not added with lvs_ipv6_addrlabel=false', () => {
    act(start, { nodad: true, lvs_ipv6_addrlabel: false });
    expect(host.calls).not.toContain('addressLabels.add');
  });

  it('is a warning only if the kernel does not support labels', () => {
    host.refuse('addressLabels.add', systemError('RTM_NEWADDRLABEL', 'EOPNOTSUPP'));
    const started = act(start, { nodad: true });
    expect(started.status).toBe(0);
    expect(started.log.join()).toContain(
      'warn: lvs_ipv6_addrlabel: no label for 2001:db8::10: RTM_NEWADDRLABEL: EOPNOTSUPP',
    );
    host.refuse('marks.names', systemError('open', 'EACCES'));
    expect(act(stop).status).toBe(0);
  });
});

describe('monitor of an IPv6 address', () => {
  it('returns 0 if the kernel uses it', () => {
    host.addAddress('eth0', `${VIP}/64`);
    expect(act(monitor)).toMatchObject({ status: 0 });
  });

  it('returns 1 while it is tentative, and after detection failed', () => {
    host.addresses.isTaken = true;
    host.addAddress('eth0', `${VIP}/64`, { flags: 0 });
    expect(act(monitor)).toMatchObject({
      status: 1,
      reason: `${VIP} is on eth0, but duplicate address detection has not finished`,
    });
    host.timeline.advance(Number.MAX_SAFE_INTEGER);
    expect(act(monitor)).toMatchObject({
      status: 1,
      reason: `${VIP} is on eth0, but another host on the network has it too (duplicate address detection failed)`,
    });
  });

  it('announces it with arp_count_refresh', () => {
    host.addAddress('eth0', `${VIP}/64`);
    act(monitor, { arp_count_refresh: 1 });
    expect(host.packets).toEqual([expect.objectContaining({ etherType: ETH_P_IPV6 })]);
  });
});

describe('stop of an IPv6 address', () => {
  it('leaves the other addresses of the interface, also temporary ones', () => {
    host.addAddress('eth0', `${VIP}/64`);
    // IFA_F_TEMPORARY is the same bit as IFA_F_SECONDARY.
    host.addAddress('eth0', '2001:db8::abcd/64', { flags: 0x01 | IFA_F_NODAD });
    expect(act(stop)).toMatchObject({ status: 0 });
    expect(host.addressesOf('eth0')).toEqual(['fe80::1/64', '2001:db8::1/64', '2001:db8::abcd/64']);
  });

  it('removes an address that is still tentative', () => {
    host.addAddress('eth0', `${VIP}/64`, { flags: 0 });
    expect(act(stop)).toMatchObject({ status: 0 });
    expect(entry()).toBeUndefined();
  });
});
