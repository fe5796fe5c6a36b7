import { describe, expect, it } from 'vitest';
import { parameters } from '../../../../ocf-metadata/parameters.ts';
import { DEFAULTS, read, readValues, valuesFrom } from '../../support/parameters.ts';
import { CLONE } from '../golden/clones.ts';

const ip = '192.0.2.10';

/** The parameters that monitor needs. */
const REFUSED_BY_MONITOR = [
  'ip',
  'nic',
  'arp_interval',
  'arp_type',
  'arp_count_refresh',
  'arp_bg',
  'arp_late',
  'announce_to',
  'announce_rate',
  'on_conflict',
  'check_link_status',
  'unique_clone_address',
  'clusterip_firewall',
  'clusterip_hash_seed',
  'mac',
  'clusterip_mac_mangle',
  'clusterip_table',
  'clusterip_chain',
  'network_namespace',
  'send_arp_opts',
];

/** A malformed value of each parameter that has a syntax. */
const MALFORMED: Readonly<Record<string, string>> = {
  ip: '192.0.2.256',
  nic: 'eth 0',
  cidr_netmask: '33',
  broadcast: '255',
  iflabel: 'a b',
  proto: 'nonsense',
  arp_count: '0',
  arp_interval: '0',
  arp_type: 'none',
  arp_count_refresh: '-1',
  arp_bg: 'maybe',
  arp_late: 'never',
  announce_to: 'router',
  announce_rate: '0',
  on_conflict: 'ignore',
  run_arping: 'maybe',
  nodad: 'maybe',
  dad: 'slow',
  preferred_lft: 'never',
  lvs_ipv6_addrlabel: 'maybe',
  lvs_ipv6_addrlabel_value: '-1',
  check_link_status: 'maybe',
  noprefixroute: 'maybe',
  metric: '0',
  flush_routes: 'maybe',
  lvs_support: 'maybe',
  kill_connections_on_stop: 'maybe',
  unique_clone_address: 'maybe',
  clusterip_firewall: 'ipchains',
  clusterip_hash_seed: '0',
  mac: 'router',
  clusterip_mac_mangle: 'maybe',
  clusterip_table: 'a b',
  clusterip_chain: 'a b',
  clusterip_hash: 'destip',
  network_namespace: 'a/b',
  arp_sender: 'arping',
};

const NOT_UTF8 = 'a\ufffd';

const ROWS = parameters();

describe('monitor', () => {
  it('is tested with a malformed value of each parameter', () => {
    const names = ROWS.map(({ name }) => name).filter((name) => name !== 'send_arp_opts');
    expect(Object.keys(MALFORMED)).toEqual(names);
  });

  it('refuses the parameters that the table says', () => {
    const checked = ROWS.filter(({ checkedByMonitor }) => checkedByMonitor);
    expect(checked.map(({ name }) => name)).toEqual(REFUSED_BY_MONITOR);
  });

  it.each(ROWS.map(({ name, family }) => [name, family] as const))(
    'refuses a malformed %s, or ignores it',
    (name, family) => {
      const address = family === 'inet6' ? '2001:db8::10' : ip;
      const others = name === 'ip' ? CLONE : { ip: address, ...CLONE };
      for (const value of [MALFORMED[name] ?? NOT_UTF8, NOT_UTF8]) {
        const given = { ...others, [name]: value };
        const { request, problems } = readValues(given, 'monitor');
        if (REFUSED_BY_MONITOR.includes(name)) {
          expect(problems).toHaveLength(1);
          expect(problems[0]).toMatch(new RegExp(`^${name}="`));
        } else {
          expect(problems).toEqual([]);
          expect(request).toEqual(valuesFrom(others));
        }
        // The same value is a problem for start.
        expect(read(given).problems).toHaveLength(1);
      }
    },
  );

  it.each(['x', NOT_UTF8])('ignores netmask=%j', (netmask) => {
    const { request, problems } = readValues({ ip, netmask }, 'monitor');
    expect(problems).toEqual([]);
    expect(request).toEqual(valuesFrom({ ip }));
    expect(read({ ip, netmask }).problems).toHaveLength(1);
  });
});

describe('reading as monitor does', () => {
  const given = { ip, nic: 'eth0', cidr_netmask: 'x', netmask: 'y' };

  it('leaves malformed values that it ignores at their defaults, without a message', () => {
    const { request, problems, warnings } = readValues(given, 'monitor');
    expect(request).toMatchObject({ ...DEFAULTS, nic: 'eth0' });
    expect([...problems, ...warnings]).toEqual([]);
  });

  it.each([
    [{ cidr_netmask: '25' }, 25],
    [{ netmask: '255.255.255.128' }, 25],
    [{ cidr_netmask: 'x' }, undefined],
    [{ netmask: 'y' }, undefined],
    [{ ip: '192.0.2.10/24', cidr_netmask: '25' }, 24],
  ])('a netmask is no problem, also if it is malformed: %j', (others, expected) => {
    const { request, problems } = readValues({ ip, ...others }, 'monitor');
    expect([request?.prefixLength, problems]).toEqual([expected, []]);
  });

  it.each([
    [{ ip: '192.0.2.0/24' }],
    [{ ip, cidr_netmask: '24', broadcast: ip }],
    [{ ip: '2001:db8::10', lvs_support: 'true' }],
    [{ ip: '2001:db8::10', nodad: 'true', dad: 'fast' }],
  ])('a contradiction is no problem: %j', (contradictory) => {
    expect(readValues(contradictory, 'monitor').problems).toEqual([]);
    expect(read(contradictory).problems).toHaveLength(1);
  });

  it.each([[{}], [{ ip: 'fe80::10' }]])('there must be an address: %j', (others) => {
    const { request, problems } = readValues(others, 'monitor');
    expect(request).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems).toEqual(read(others).problems);
  });

  it('is not the usual way', () => {
    expect(read(given).problems).toHaveLength(1);
  });
});

describe('a dotted-quad netmask', () => {
  it('is a problem on an IPv6 address', () => {
    const { problems } = read({ ip: '2001:db8::1', cidr_netmask: '255.255.255.0' });
    expect(problems).toEqual([expect.stringContaining('cidr_netmask="255.255.255.0"')]);
  });
});
