import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AddressEntry, createSegment, type Segment } from '../../lab/lab.ts';

const VIP = '10.0.0.10';

/** The second of two instances. */
const CLONE_OF_TWO = { CRM_meta_clone: 1, CRM_meta_clone_max: 2, CRM_meta_globally_unique: true };

let segment: Segment;
beforeAll(async () => {
  segment = await createSegment();
});
afterAll(() => segment.lab.close());
afterEach(() => segment.a.agent('stop', { ip: VIP }));

async function started(parameters: Record<string, string | number | boolean>) {
  const run = await segment.a.agent('start', { ip: VIP, ...parameters });
  const entries = await segment.a.addressEntries('eth0');
  return { run, entry: entries.find((entry) => entry.local === VIP) };
}

describe('the address after start', () => {
  const cases: [Record<string, string | number | boolean>, Partial<AddressEntry>][] = [
    [{}, { prefixlen: 24, broadcast: '10.0.0.255', scope: 'global', label: 'eth0' }],
    [{ ip: `${VIP}/28` }, { prefixlen: 28 }],
    [{ ip: `${VIP}/28`, cidr_netmask: 28 }, { prefixlen: 28 }],
    [{ cidr_netmask: 32 }, { prefixlen: 32 }],
    [{ cidr_netmask: '255.255.255.240' }, { prefixlen: 28 }],
    [{ netmask: 30 }, { prefixlen: 30 }],
    [{ nic: 'eth0' }, { prefixlen: 24 }],
    [
      { nic: 'eth0', cidr_netmask: 25 },
      { prefixlen: 25, broadcast: '10.0.0.255' },
    ],
    [{ nic: 'eth0', cidr_netmask: 8 }, { prefixlen: 8 }],
    [{ broadcast: '10.0.0.77' }, { broadcast: '10.0.0.77' }],
    [{ broadcast: '+', cidr_netmask: 28 }, { broadcast: '10.0.0.15' }],
    [{ broadcast: '-', cidr_netmask: 28 }, { broadcast: '10.0.0.0' }],
    [{ iflabel: 'vip' }, { label: 'eth0:vip' }],
    [{ nic: 'eth0:old' }, { label: 'eth0:old' }],
    [{ nic: 'eth0:old', iflabel: 'new' }, { label: 'eth0:old' }],
    [{ noprefixroute: true, cidr_netmask: 28 }, { noprefixroute: true }],
    [{ noprefixroute: 'ja', cidr_netmask: 28 }, { noprefixroute: true }],
    [
      { nic: '', cidr_netmask: '', broadcast: '' },
      { prefixlen: 24, broadcast: '10.0.0.255' },
    ],
  ];
  it.each(cases)('%j', async (parameters, expected) => {
    const { run, entry } = await started(parameters);
    expect(run).toMatchObject({ status: 0, reason: undefined });
    expect(entry).toMatchObject(expected);
  });

  it.each([['kernel'], ['2'], ['static']])('proto=%s: uses its routes only', async (proto) => {
    // The longer prefix of two routes that cover the address.
    await segment.a.ip('route add 10.0.0.0/28 dev eth0 proto static');
    const { run, entry } = await started({ proto });
    await segment.a.ip('route delete 10.0.0.0/28 dev eth0');
    expect(run.status).toBe(0);
    expect(entry).toMatchObject({ prefixlen: proto === 'static' ? 28 : 24 });
  });

  it('proto: start fails and names the protocol if it has no suitable route', async () => {
    const { run, entry } = await started({ proto: 'bird' });
    expect(run.status).toBe(1);
    expect(run.reason).toContain('proto=12');
    expect(entry).toBeUndefined();
  });

  it('iflabel: start fails if the label is too long with the name of the interface', async () => {
    const { run, entry } = await started({ iflabel: 'abcdefghijk' });
    expect(run.status).toBe(6);
    expect(run.reason).toContain('has 16 characters, the maximum is 15');
    expect(entry).toBeUndefined();
  });

  it('has no broadcast address if the network has none', async () => {
    const { entry } = await started({ broadcast: '+', cidr_netmask: 32 });
    expect(entry?.broadcast).toBeUndefined();
  });

  it('adds no route with noprefixroute', async () => {
    const before = await segment.a.ip('route show');
    await started({ noprefixroute: true, cidr_netmask: 28 });
    expect(await segment.a.ip('route show')).toBe(before);
  });
});

describe('unique_clone_address', () => {
  const instance = (number: number) => ({
    ip: '10.0.0.250',
    unique_clone_address: true,
    CRM_meta_globally_unique: true,
    CRM_meta_clone: number,
    CRM_meta_clone_max: 20,
  });

  it('start, monitor and stop of each instance use an address of its own', async () => {
    const { a, neighbour } = segment;
    const capture = await neighbour.capture('eth0', 'arp');
    const held = () => a.addresses('eth0');
    try {
      for (const number of [0, 3])
        expect((await a.agent('start', instance(number))).status).toBe(0);
      expect(await held()).toEqual(['10.0.0.1/24', '10.0.0.250/24', '10.0.0.253/24']);
      for (const source of ['10.0.0.250', '10.0.0.253']) {
        expect(await capture.arp(source)).not.toEqual([]);
      }
      expect((await a.agent('monitor', instance(3))).status).toBe(0);
      expect((await a.agent('stop', instance(3))).status).toBe(0);
      expect(await held()).toEqual(['10.0.0.1/24', '10.0.0.250/24']);
      const { status, reason } = await a.agent('monitor', {
        ...instance(3),
        CRM_meta_interval: 10_000,
      });
      expect(status).toBe(7);
      expect(reason).toBe('10.0.0.253 is not on this host');
      expect((await a.agent('monitor', instance(0))).status).toBe(0);
    } finally {
      await capture.stop();
      for (const number of [0, 3]) await a.agent('stop', instance(number));
    }
  });

  it('carries into the next octet if the prefix length permits it', async () => {
    const { a } = segment;
    const far = { ...instance(10), nic: 'eth0', cidr_netmask: 22 };
    expect((await a.agent('start', far)).status).toBe(0);
    expect(await a.addresses('eth0')).toContain('10.0.1.4/22');
    expect((await a.agent('stop', far)).status).toBe(0);
    expect(await a.addresses('eth0')).toEqual(['10.0.0.1/24']);
  });

  it('start returns 6 outside of the network, and stop succeeds', async () => {
    const { a } = segment;
    const { status, reason } = await a.agent('start', instance(10));
    expect(status).toBe(6);
    expect(reason).toMatch(/ip="10\.0\.0\.250": .*10\.0\.1\.4/);
    expect((await a.agent('stop', instance(10))).status).toBe(0);
  });

  it('validate-all succeeds without the meta attributes of a clone', async () => {
    const parameters = { ip: VIP, unique_clone_address: true };
    expect((await segment.a.agent('validate-all', parameters)).status).toBe(0);
    expect((await segment.a.agent('start', parameters)).status).toBe(6);
  });
});

describe('an address that is already assigned', () => {
  it('with another prefix length is accepted if none is specified', async () => {
    const { a } = segment;
    await a.ip(`addr add ${VIP}/32 dev eth0`);
    expect((await a.agent('start', { ip: VIP })).status).toBe(0);
    expect(await a.addresses('eth0')).toEqual(['10.0.0.1/24', `${VIP}/32`]);
  });

  it.each([
    [{ cidr_netmask: 24 }, `${VIP} is on eth0 as /32, not /24`],
    [{ iflabel: 'vip' }, `${VIP} is on eth0 with the label eth0, not eth0:vip`],
  ])('not as specified (%j) is refused, and stop leaves it', async (asked, why) => {
    const { a } = segment;
    await a.ip(`addr add ${VIP}/32 dev eth0`);
    const start = await a.agent('start', { ip: VIP, ...asked });
    expect(start).toMatchObject({ status: 1, reason: expect.stringContaining(why) });
    expect((await a.agent('monitor', { ip: VIP, ...asked })).reason).toBe(why);
    expect((await a.agent('stop', { ip: VIP, ...asked })).status).toBe(0);
    expect(await a.addresses('eth0')).toEqual(['10.0.0.1/24', `${VIP}/32`]);
  });

  it('with the specified label is accepted', async () => {
    const { a } = segment;
    await a.ip(`addr add ${VIP}/24 dev eth0 label eth0:vip`);
    expect((await a.agent('start', { ip: VIP, iflabel: 'vip' })).status).toBe(0);
  });
});

describe('an address that cannot be assigned to a host', () => {
  it.each([
    ['10.0.0.255', {}, 'is the broadcast address of 10.0.0.0/24'],
    ['10.0.0.0', {}, 'is the network address of 10.0.0.0/24'],
    ['10.0.0.127', { cidr_netmask: 25 }, 'is the broadcast address of 10.0.0.0/25'],
    ['10.0.0.9', { broadcast: '10.0.0.9' }, 'broadcast="10.0.0.9" is ip itself'],
    ['10.0.0.254', { ...CLONE_OF_TWO, unique_clone_address: true }, '10.0.0.255'],
  ])('%s %j: start returns 6', async (ip, parameters, reason) => {
    const { a } = segment;
    for (const action of ['start', 'validate-all']) {
      const run = await a.agent(action, { ip, ...parameters });
      expect([run.status, run.reason]).toEqual([6, expect.stringContaining(reason)]);
    }
    expect((await a.agent('stop', { ip, ...parameters })).status).toBe(0);
    expect(await a.addresses('eth0')).toEqual(['10.0.0.1/24']);
  });

  it.each([
    { ip: '10.0.0.255', cidr_netmask: 32 },
    { ip: '10.0.0.254', cidr_netmask: 31 },
    { ip: '10.0.0.255', nic: 'eth0', cidr_netmask: 23, broadcast: '10.0.1.255' },
  ])('%j is accepted', async (parameters) => {
    const { a } = segment;
    expect((await a.agent('start', { arp_count: 1, ...parameters })).status).toBe(0);
    expect((await a.agent('stop', parameters)).status).toBe(0);
  });

  it('the Subnet-Router anycast address causes a warning', async () => {
    const { a } = segment;
    const vip = { ip: '2001:db8:5::', nic: 'eth0', cidr_netmask: 64, nodad: true, arp_count: 1 };
    const run = await a.agent('start', vip);
    expect(run.status).toBe(0);
    const warnings = run.log.filter((line) => line.includes('WARNING'));
    expect(warnings).toEqual([expect.stringContaining('is the subnet-router anycast address of')]);
    expect((await a.agent('stop', vip)).status).toBe(0);
    const of127 = { ...vip, ip: '2001:db8:5::2', cidr_netmask: 127 };
    expect((await a.agent('start', of127)).log.join()).not.toContain('anycast');
    expect((await a.agent('stop', of127)).status).toBe(0);
  });
});

describe('malformed parameters', () => {
  const cases: [string, Record<string, string>][] = [
    ['ip', { ip: '' }],
    ['ip', { ip: '10.0.0' }],
    ['ip', { ip: '10.0.0.010' }],
    ['ip', { ip: '10.0.0.10/33' }],
    ['ip', { ip: '10.0.0.10/0' }],
    ['ip', { ip: '224.0.0.5' }],
    ['ip', { ip: '0.0.0.0' }],
    ['ip', { ip: '255.255.255.255' }],
    ['ip', { ip: '10.0.0.10\n10.0.0.11' }],
    ['ip', { ip: '::ffff:10.0.0.10' }],
    ['ip', { ip: 'fe80::10' }],
    ['ip', { ip: 'fe80::10%eth0' }],
    ['ip', { ip: 'ff02::1' }],
    ['ip', { ip: '2001:db8::10/129' }],
    ['cidr_netmask', { cidr_netmask: '0' }],
    ['cidr_netmask', { cidr_netmask: '33' }],
    ['cidr_netmask', { cidr_netmask: '255.0.255.0' }],
    ['cidr_netmask', { cidr_netmask: '24 ' }],
    ['cidr_netmask', { ip: '10.0.0.10/24', cidr_netmask: '25' }],
    ['nic', { nic: 'a/b' }],
    ['nic', { nic: 'a b' }],
    ['nic', { nic: '..' }],
    ['nic', { nic: ':label' }],
    ['broadcast', { broadcast: '10.0.0.256' }],
    ['broadcast', { broadcast: '*' }],
    ['iflabel', { nic: 'eth0', iflabel: 'abcdefghijklmno' }],
    ['iflabel', { iflabel: 'abcdefghijklmn' }],
    ['iflabel', { iflabel: 'a b' }],
    ['proto', { proto: 'nobody' }],
    ['arp_count', { arp_count: '0' }],
    ['arp_count', { arp_count: '-1' }],
    ['arp_count', { arp_count: '1e3' }],
    ['arp_interval', { arp_interval: '0' }],
    ['arp_interval', { arp_interval: '99999999999' }],
    ['arp_count_refresh', { arp_count_refresh: 'x' }],
    ['arp_type', { arp_type: 'all' }],
    ['arp_bg', { arp_bg: 'Yes' }],
    ['run_arping', { run_arping: '2' }],
    ['check_link_status', { check_link_status: 'perhaps' }],
    ['noprefixroute', { noprefixroute: '$(reboot)' }],
    ['flush_routes', { flush_routes: '`reboot`' }],
    ['network_namespace', { network_namespace: '../../etc' }],
    ['lvs_support', { lvs_support: 'perhaps' }],
    ['kill_connections_on_stop', { kill_connections_on_stop: 'perhaps' }],
    ['clusterip_hash', { clusterip_hash: 'destip', CRM_meta_clone_max: '2' }],
    ['unique_clone_address', { unique_clone_address: 'true', CRM_meta_globally_unique: 'false' }],
    [
      'unique_clone_address',
      { unique_clone_address: 'true', CRM_meta_clone: '1', CRM_meta_clone_max: '2' },
    ],
    [
      'ip',
      {
        ip: '10.0.0.250/24',
        unique_clone_address: 'true',
        CRM_meta_globally_unique: 'true',
        CRM_meta_clone: '6',
      },
    ],
    ['arp_sender', { arp_sender: 'arping' }],
    ['mac', { mac: '02:00:5e:00:00:01', CRM_meta_clone_max: '2' }],
    ['clone-max', { CRM_meta_clone: '2', CRM_meta_clone_max: '2' }],
  ];
  it.each(cases)(
    '%s: %j: start and validate-all return 6 with one line, and change nothing',
    async (name, bad) => {
      const { a } = segment;
      const before = await a.ip('-4 -d addr show');
      for (const action of ['start', 'validate-all']) {
        const run = await a.agent(action, { ip: VIP, ...bad }, { OCF_CHECK_LEVEL: '0' });
        expect(run.status).toBe(6);
        expect(run.reason).toContain(name);
        expect(run.stderr).not.toMatch(/\bat .*:\d+/);
      }
      expect(await a.ip('-4 -d addr show')).toBe(before);
      expect(await a.stateFiles()).toEqual([]);
    },
  );

  it.each([
    ['nodad', { nodad: true }],
    ['dad', { dad: 'fast' }],
    ['preferred_lft', { preferred_lft: 0 }],
    ['lvs_ipv6_addrlabel', { lvs_ipv6_addrlabel: false }],
    ['lvs_ipv6_addrlabel_value', { lvs_ipv6_addrlabel_value: 7 }],
  ])('%s of IPv6 causes a warning', async (name, parameters) => {
    const labels = await segment.a.addressLabels();
    const { run, entry } = await started({ ...parameters });
    expect(run.status).toBe(0);
    expect(run.log.filter((line) => line.includes('WARNING'))).toEqual([
      expect.stringContaining(`${name}="`),
    ]);
    expect(entry).toMatchObject({ prefixlen: 24, preferred_life_time: 4294967295 });
    expect(await segment.a.addressLabels()).toEqual(labels);
  });

  it('the defaults of IPaddr2 are accepted', async () => {
    const defaults = {
      lvs_support: 'no',
      lvs_ipv6_addrlabel_value: '99',
      clusterip_hash: 'sourceip-sourceport',
      preferred_lft: 'forever',
      nodad: 'false',
      arp_sender: '',
    };
    expect((await segment.a.agent('start', { ip: VIP, ...defaults })).status).toBe(0);
  });
});
