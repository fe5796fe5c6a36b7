import { beforeEach, describe, expect, it } from 'vitest';
import { planAddition, planStart, type StartPlan } from '../../../lib/actions/plan-start.ts';
import { start } from '../../../lib/actions/start.ts';
import { Refusal } from '../../../lib/ocf/refusal.ts';
import { IFA_F_DADFAILED, RT_SCOPE_LINK } from '../../../lib/wire/ifaddrmsg.ts';
import { contextOf, type Parameters, run } from '../support/actions.ts';
import { FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';

const VIP = '10.0.0.10';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('lo', { loopback: true });
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
  host.addLink('eth1');
});

const context = (parameters: Parameters = {}) =>
  contextOf(new FakeKernel(host), { ip: VIP, ...parameters });
const plan = (parameters?: Parameters): StartPlan => planStart(context(parameters));

function refusalOf(parameters?: Parameters): [number, string | undefined] {
  try {
    plan(parameters);
  } catch (error) {
    if (error instanceof Refusal) return [error.status, error.reason];
    throw error;
  }
  throw new Error('start would not fail');
}

describe('an address that is not assigned', () => {
  it('is added with the prefix length of the route and the label', () => {
    expect(plan({ iflabel: 'vip' })).toEqual({
      kind: 'add',
      link: host.link('eth0'),
      placement: expect.objectContaining({ link: host.link('eth0'), prefixLength: 24 }),
      label: 'eth0:vip',
      duplicates: [],
      warnings: [],
    });
  });

  it('is added with a warning if other hosts can reach it on another interface', () => {
    host.addAddress('eth1', `${VIP}/24`);
    host.addAddress('lo', `${VIP}/32`);
    expect(plan({ nic: 'eth0' })).toMatchObject({
      kind: 'add',
      warnings: [`${VIP} is already on eth1; start adds it to nic="eth0"`],
    });
  });

  it('is added with a warning if the interface of an earlier start has no neighbours any more', () => {
    run(host, start, { ip: VIP, arp_count: 1 });
    host.links.setNoArp('eth0', true);
    host.addRoute('10.0.0.0/24', { dev: 'eth1' });
    expect(plan()).toMatchObject({ kind: 'add', warnings: [`${VIP} is already on eth0`] });
  });

  it('is added without a warning if it is on interfaces without neighbours only', () => {
    host.addAddress('lo', `${VIP}/32`);
    expect(plan()).toMatchObject({ kind: 'add', warnings: [] });
  });

  it('has a label of 15 characters at most, with the name of the interface', () => {
    expect(plan({ iflabel: 'a234567890' })).toMatchObject({ label: 'eth0:a234567890' });
    host.links.rename('eth0', 'ether0');
    const [status, reason] = refusalOf({ iflabel: 'a234567890' });
    expect(status).toBe(6);
    expect(reason).toMatch(/^iflabel="a234567890" is too long; the label ".*" has 17 characters, /);
  });

  it('is refused if nic names no interface', () => {
    const reason = 'nic="eth9": no such interface on this host; "ip link" lists them';
    expect(refusalOf({ nic: 'eth9' })).toEqual([5, reason]);
  });

  it('is refused if it is no host address of the network (IPv4)', () => {
    expect(refusalOf({ ip: '10.0.0.255' })).toEqual([
      6,
      'ip="10.0.0.255" is the broadcast address of 10.0.0.0/24; neighbours do not send ARP for it; ' +
        'choose the address of a host',
    ]);
  });

  it('is added with a warning if it is the Subnet-Router anycast address (IPv6)', () => {
    host.addAddress('eth0', '2001:db8::1/64');
    expect(plan({ ip: '2001:db8::' })).toMatchObject({
      kind: 'add',
      warnings: [
        expect.stringMatching(/^ip="2001:db8::" is the .* of 2001:db8::\/64; routers have it too;/),
      ],
    });
  });

  it('is refused in a plain clone on an interface with neighbours', () => {
    const clone = { CRM_meta_clone_max: 2, CRM_meta_globally_unique: false };
    const [status, reason] = refusalOf(clone);
    expect(status).toBe(6);
    expect(reason).toMatch(/^globally-unique=false: each node would announce the address on eth0;/);
    expect(plan({ ...clone, nic: 'lo' })).toMatchObject({ kind: 'add', link: host.link('lo') });
  });

  it('has entries for which duplicate address detection failed removed', () => {
    host.addAddress('eth0', '2001:db8::1/64');
    host.addAddress('eth0', '2001:db8::10/64', { flags: IFA_F_DADFAILED | 2 });
    expect(plan({ ip: '2001:db8::10' })).toMatchObject({
      kind: 'add',
      duplicates: [{ index: host.link('eth0').index, prefixLength: 64 }],
    });
  });
});

describe('metric', () => {
  const warningsWith = (parameters: Parameters) => plan({ metric: 100, ...parameters }).warnings;

  it('has no effect beside another IPv4 address of the network', () => {
    expect(warningsWith({})).toEqual([
      'metric="100" has no effect beside 10.0.0.1/24 on eth0: of the IPv4 addresses of one network, ' +
        'only the first has a route; set the metric of 10.0.0.1/24 instead',
    ]);
  });

  it('has no effect on an IPv4 host address', () => {
    expect(warningsWith({ cidr_netmask: 32 })).toEqual([
      `metric="100" has no effect on ${VIP}/32: the kernel adds no route for it`,
    ]);
  });

  it.each<[string, Parameters]>([
    ['with another prefix length', { cidr_netmask: 25 }],
    ['in another network', { ip: '10.0.1.10', nic: 'eth0', cidr_netmask: 24 }],
    ['on another interface', { nic: 'eth1', cidr_netmask: 24 }],
    ['of IPv6', { ip: '2001:db8::10', nic: 'eth0', cidr_netmask: 64 }],
    ['of an IPv6 host', { ip: '2001:db8::10', nic: 'eth0', cidr_netmask: 128 }],
  ])('has an effect on an address %s', (_, parameters) => {
    host.addAddress('eth0', '2001:db8::1/64');
    expect(warningsWith(parameters)).toEqual([]);
  });

  it.each([
    [VIP, 24, 50, 50],
    [VIP, 24, undefined, 0],
    ['2001:db8::10', 64, undefined, 256],
  ])('has no effect on %s, which is already assigned', (ip, length, routeMetric, shown) => {
    host.addAddress('eth0', '2001:db8::1/64');
    host.addAddress('eth0', `${ip}/${length}`, { routeMetric });
    expect(warningsWith({ ip })).toEqual([
      `metric="100" has no effect: ${ip}/${length} is already on eth0 with the metric ${shown}; ` +
        'restart the resource to change it',
    ]);
  });

  it('of an assigned address is the same', () => {
    host.addAddress('eth0', `${VIP}/24`, { routeMetric: 100 });
    expect(warningsWith({})).toEqual([]);
    expect(plan().warnings).toEqual([]);
  });
});

describe('an address that is assigned', () => {
  it('is adopted with its entry', () => {
    host.addAddress('eth0', `${VIP}/24`);
    expect(plan()).toEqual({
      kind: 'adopt',
      link: host.link('eth0'),
      assigned: { link: host.link('eth0'), entry: expect.objectContaining({ prefixLength: 24 }) },
      isOurs: false,
      warnings: [],
    });
  });

  it('is ours if start has marked its place', () => {
    run(host, start, { ip: VIP, nic: 'eth0', arp_count: 1 });
    expect(plan({ nic: 'eth0' })).toMatchObject({ kind: 'adopt', isOurs: true });
    // The mark has another nic.
    expect(plan()).toMatchObject({ kind: 'adopt', isOurs: false });
  });

  it('is adopted with a warning on another interface', () => {
    host.addAddress('eth0', `${VIP}/24`);
    host.addAddress('eth1', `${VIP}/24`);
    const [warning] = plan({ nic: 'eth0' }).warnings;
    expect(warning).toBe(`${VIP} is already on eth1; start adds it to nic="eth0"`);
  });

  it('is refused if it differs from the parameters, with a remedy', () => {
    host.addAddress('eth0', `${VIP}/24`);
    expect(refusalOf({ iflabel: 'vip' })).toEqual([
      1,
      `${VIP} is on eth0 with the label eth0, not eth0:vip; ` +
        `leave iflabel out, or remove it (ip address delete ${VIP}/24 dev eth0)`,
    ]);
  });

  it('is refused for a label that is too long rather than for its own label', () => {
    host.links.rename('eth0', 'ether0');
    host.addAddress('ether0', `${VIP}/24`);
    expect(refusalOf({ iflabel: 'a234567890' })[0]).toBe(6);
  });

  it('is refused with the first of several entries that differ', () => {
    for (const length of [25, 26]) host.addAddress('eth0', `${VIP}/${length}`);
    expect(refusalOf({ cidr_netmask: 32 })[1]).toContain(`${VIP} is on eth0 as /25, not /32`);
  });

  it('is adopted with lvs_support on another interface', () => {
    host.addAddress('eth0', `${VIP}/24`);
    expect(plan({ lvs_support: true })).toMatchObject({ kind: 'adopt' });
  });

  it('is refused with lvs_support on the loopback interface', () => {
    host.addAddress('lo', `${VIP}/32`);
    expect(refusalOf({ nic: 'lo', lvs_support: true })).toEqual([
      6,
      `lvs_support=true, but ${VIP} belongs on the loopback interface lo; ` +
        'set nic to another interface, or leave lvs_support out',
    ]);
  });
});

describe('the warning that the address may be of the host', () => {
  const hasWarning = (ip: string): boolean =>
    planStart(context({ ip, nic: 'eth1' })).warnings.some((text) => text.includes('only address'));

  it('is given for the only address of a network', () => {
    host.addAddress('eth1', '10.1.0.10/24');
    expect(hasWarning('10.1.0.10')).toBe(true);
    host.addAddress('eth1', '10.2.0.1/24');
    expect(hasWarning('10.1.0.10')).toBe(true);
    host.addAddress('eth1', '10.1.0.1/24');
    expect(hasWarning('10.1.0.10')).toBe(false);
  });

  it('is given for a host address if the interface has no other address', () => {
    host.addAddress('eth1', '10.1.0.10/32');
    expect(hasWarning('10.1.0.10')).toBe(true);
    host.addAddress('eth1', '10.2.0.1/24');
    expect(hasWarning('10.1.0.10')).toBe(false);
  });

  it('is given if the only other address is link-local', () => {
    host.addAddress('eth1', '2001:db8::10/128');
    host.addAddress('eth1', 'fe80::1/64', { scope: RT_SCOPE_LINK });
    expect(hasWarning('2001:db8::10')).toBe(true);
    host.addAddress('eth1', '2001:db8:1::1/64');
    expect(hasWarning('2001:db8::10')).toBe(false);
  });

  it('is not given for an address that start added', () => {
    run(host, start, { ip: '10.1.0.10', nic: 'eth1', cidr_netmask: 24, arp_count: 1 });
    expect(hasWarning('10.1.0.10')).toBe(false);
  });
});

it('planAddition finds a place also for an address that is assigned', () => {
  host.addAddress('eth0', `${VIP}/24`);
  expect(planAddition(context(), undefined)).toMatchObject({
    kind: 'add',
    link: host.link('eth0'),
    warnings: [],
  });
});
