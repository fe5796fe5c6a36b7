/** A clone without globally-unique: each node has the same address, which is not announced. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSegment, type Host, type Segment } from '../../lab/lab.ts';

let segment: Segment;
let a: Host;
beforeEach(async () => {
  segment = await createSegment();
  ({ a } = segment);
});
afterEach(() => segment.lab.close());

const CLONE = { CRM_meta_clone: 1, CRM_meta_clone_max: 3, CRM_meta_clone_node_max: 1 };

describe.each([
  ['with globally-unique=false', { ...CLONE, CRM_meta_globally_unique: false }],
  ['without globally-unique', CLONE],
])('on the loopback interface, %s', (_, clone) => {
  it.each([
    ['10.9.9.9', { cidr_netmask: 32 }, '10.9.9.9/32'],
    ['10.9.9.9', {}, '10.9.9.9/32'],
    ['2001:db8:9::9', { cidr_netmask: 128 }, '2001:db8:9::9/128'],
  ])('%s %j: start, monitor and stop work as for one address', async (ip, others, expected) => {
    const vip = { ip, nic: 'lo', ...others, ...clone };
    const held = async () => (await a.ip('-o address show dev lo')).includes(` ${expected} `);
    const capture = await segment.neighbour.capture('eth0', 'arp or icmp6');
    expect((await a.agent('monitor', vip)).status).toBe(7);
    expect(await a.agent('start', vip)).toMatchObject({ status: 0, reason: undefined });
    expect(await held()).toBe(true);
    expect((await a.agent('monitor', vip)).status).toBe(0);
    expect(await a.agent('stop', vip)).toMatchObject({ status: 0, reason: undefined });
    expect(await held()).toBe(false);
    expect([...(await capture.arp(ip)), ...(await capture.advertisements(ip))]).toEqual([]);
    await capture.stop();
    expect(await a.stateFiles()).toEqual([]);
  });
});

it('start on an interface with neighbours returns 6: each node would answer for the address', async () => {
  const vip = { ip: '10.0.0.10', ...CLONE, CRM_meta_globally_unique: false };
  for (const action of ['start', 'validate-all']) {
    const { status, reason } = await a.agent(action, vip);
    expect(status).toBe(6);
    expect(reason).toContain('globally-unique=false: each node would announce the address on eth0');
  }
  expect((await a.agent('stop', vip)).status).toBe(0);
});
