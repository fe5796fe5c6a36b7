import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';
import { measureDuration } from '../../lab/launch.ts';
import { momentsWithin } from '../../lab/moments-within.ts';
import { sleepExactly } from '../../lab/sleep-exactly.ts';
import { until } from '../../lab/until.ts';

const VIP = '2001:db8::10';
const AT_ONCE = { nodad: true };

let segment: Segment;
let a: Host;
let b: Host;
beforeEach(async () => {
  segment = await createIpv6Segment();
  ({ a, b } = segment);
});
afterEach(async () => {
  await segment.lab.close();
});

const held = async (host: Host, nic = 'eth0', ip = VIP) =>
  (await host.addressEntries(nic, 6)).find(({ local }) => local === ip);
describe('stop after a refused start leaves addresses of the administrator', () => {
  it('a link-local address without nic, or with a nic that does not exist', async () => {
    await a.ip('address add fe80::1234/64 dev eth0 nodad');
    expect((await a.agent('start', { ip: 'fe80::1234' })).status).toBe(6);
    expect((await a.agent('stop', { ip: 'fe80::1234' })).status).toBe(0);
    expect((await a.agent('stop', { ip: 'fe80::1234', nic: 'eth7' })).status).toBe(0);
    expect(await held(a, 'eth0', 'fe80::1234')).toBeDefined();
  });

  it('an instance of a resource that is not a unique clone, or outside of its network', async () => {
    await a.ip('address add 10.0.0.12/24 dev eth0');
    await a.ip('address add 10.0.1.4/22 dev eth0');
    const clone = { unique_clone_address: true, CRM_meta_clone: 2 };
    const outside = { ...clone, CRM_meta_clone: 10, CRM_meta_globally_unique: true };
    for (const parameters of [
      { ip: '10.0.0.10', ...clone },
      { ip: '10.0.0.250/24', ...outside },
    ]) {
      expect((await a.agent('start', parameters)).status).toBe(6);
      expect((await a.agent('stop', parameters)).status).toBe(0);
    }
    expect(await a.addresses('eth0')).toEqual(['10.0.0.1/24', '10.0.1.4/22', '10.0.0.12/24']);
  });
});

describe('duplicate address detection', () => {
  it('start fails if the carrier is lost meanwhile', async () => {
    await b.ip(`address add ${VIP}/64 dev eth0 nodad`);
    const starting = a.agent('start', { ip: VIP });
    await until('the address is assigned', () => held(a));
    await segment.lab.setCable(a, 'eth0', 'down');
    const { status } = await starting;
    expect(status).toBe(1);
    expect(await held(a)).toBeUndefined();
  });

  it('the announcer sends nothing for an address that is tentative again, then a duplicate', async () => {
    const { neighbour } = segment;
    await a.sysctl('net.ipv6.conf.eth0.keep_addr_on_down', 1);
    await a.agent('start', { ip: VIP, arp_count: 10_000, arp_interval: 20 });
    await a.ip('link set eth0 down');
    await b.ip(`address add ${VIP}/64 dev eth0 nodad`);
    const capture = await neighbour.capture('eth0', 'icmp6');
    await a.ip('link set eth0 up');
    await until('the kernel has found the duplicate', async () => (await held(a))?.dadfailed);
    await a.waitForAnnouncers();
    const mac = (await a.hardwareAddress('eth0')).replaceAll(':', '');
    const own = (await capture.advertisements(VIP)).filter(
      ({ frame }) => frame.source.toHex() === mac,
    );
    expect(own).toEqual([]);
    await capture.stop();
  });
});

describe('configuration of the administrator', () => {
  it('stop keeps an added route, which start uses again', async () => {
    await a.ip('-6 route add 2001:db8:5::/64 dev eth0');
    for (let round = 0; round < 2; round++) {
      expect((await a.agent('start', { ip: '2001:db8:5::1', ...AT_ONCE })).status).toBe(0);
      expect((await a.agent('stop', { ip: '2001:db8:5::1' })).status).toBe(0);
      expect(await a.ip('-6 route show 2001:db8:5::/64')).toContain('dev eth0');
    }
  });

  it('a failed start keeps the addresses of a link that was down', async () => {
    await segment.lab.plug(a, 'eth2');
    await segment.lab.plug(b, 'eth2');
    await b.ip('address add 2001:db8:c::100/64 dev eth2 nodad');
    await a.ip('link set eth2 down');
    await a.ip('address add 2001:db8:c::1/64 dev eth2');
    const run = await a.agent('start', { ip: '2001:db8:c::100', nic: 'eth2', cidr_netmask: 64 });
    expect(run.status).toBe(1);
    expect(await held(a, 'eth2', '2001:db8:c::1')).toBeDefined();
    expect(await held(a, 'eth2', '2001:db8:c::100')).toBeUndefined();
  });

  it('stop keeps a label that has replaced the one of start', async () => {
    await a.agent('start', { ip: VIP, ...AT_ONCE });
    await a.ip(`addrlabel del prefix ${VIP} label 99`);
    await a.ip(`addrlabel add prefix ${VIP} label 5`);
    await a.agent('stop', { ip: VIP });
    expect((await a.addressLabels())[`${VIP}/128`]).toBe(5);
    expect(await a.stateFiles()).toEqual([]);
  });

  it('stop keeps the label of an address that is also on another link', async () => {
    await segment.lab.plug(a, 'eth1');
    const ip = 'fe80::77';
    for (const nic of ['eth0', 'eth1']) await a.agent('start', { ip, nic, ...AT_ONCE });
    await a.agent('stop', { ip, nic: 'eth0' });
    expect((await a.addressLabels())[`${ip}/128`]).toBe(99);
    await a.agent('stop', { ip, nic: 'eth1' });
    expect(await a.addressLabels()).not.toHaveProperty(`${ip}/128`);
  });
});

describe('an interface that is removed', () => {
  it.each([['10.9.0.7'], ['2001:db8:9::7']])('stop of %s on it returns 0', async (ip) => {
    const place = { ip, nic: 'gone', cidr_netmask: ip.includes(':') ? 64 : 24 };
    const begin = async () => {
      await a.ip('link add gone type veth peer name gone-peer');
      await a.ip('link set gone up');
      await a.ip('link set gone-peer up');
      await a.agent('start', { ...place, ...AT_ONCE });
    };
    const measure = async () => {
      await begin();
      const took = await measureDuration(a, 'stop', place);
      await a.ip('link delete gone');
      return took;
    };
    for await (const moment of momentsWithin(15, measure)) {
      await begin();
      const stopping = a.agent('stop', place);
      await sleepExactly(moment);
      await a.ip('link delete gone');
      expect((await stopping).status).toBe(0);
    }
  });
});

describe('reload-agent', () => {
  it('does not assign an address again that is removed meanwhile', async () => {
    const change = { ip: VIP, ...AT_ONCE, preferred_lft: 500 };
    const begin = () => a.agent('start', { ip: VIP, ...AT_ONCE, arp_count: 1 });
    const measure = async () => {
      await begin();
      return measureDuration(a, 'reload-agent', change);
    };
    for await (const moment of momentsWithin(20, measure)) {
      await begin();
      const reloading = a.agent('reload-agent', change);
      await sleepExactly(moment);
      await a.ip(`address delete ${VIP}/64 dev eth0`);
      await reloading;
      expect(await held(a)).toBeUndefined();
      await a.agent('stop', { ip: VIP });
    }
  });

  it('does not affect a start with arp_bg=false that is sending its rounds', async () => {
    const starting = a.agent('start', {
      ip: VIP,
      ...AT_ONCE,
      arp_bg: false,
      arp_count: 40,
      arp_interval: 50,
    });
    await until('the address is assigned', () => held(a));
    expect((await a.agent('reload-agent', { ip: VIP, ...AT_ONCE })).status).toBe(0);
    expect((await starting).status).toBe(0);
  });
});
