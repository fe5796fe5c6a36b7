/** A network namespace without table main: all its routes are in tables of policy routing. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Host, Lab } from '../../lab/lab.ts';

let lab: Lab;
let host: Host;
beforeEach(async () => {
  lab = await Lab.create();
  host = await lab.addHost('a');
  await lab.plug(host, 'eth0');
  await host.ip('link set lo down');
  await host.ip('-6 address flush dev eth0');
  await host.ip('rule add from all lookup 100 pref 100');
  await host.ip('route add 10.0.0.0/24 dev eth0 table 100');
});
afterEach(() => lab.close());

it.each([
  { ip: '10.0.0.10', cidr_netmask: 24 },
  { ip: '2001:db8::10', cidr_netmask: 64, nodad: true },
])('start and stop with nic and cidr_netmask succeed: %j', async (parameters) => {
  const vip = { nic: 'eth0', arp_count: 1, ...parameters };
  await host.ip('-6 route flush table main').catch(() => '');
  expect(await host.agent('start', vip)).toMatchObject({ status: 0, reason: undefined });
  expect((await host.agent('monitor', vip)).status).toBe(0);
  expect(await host.agent('stop', vip)).toMatchObject({ status: 0, reason: undefined });
  expect(await host.ip('route show table 100')).toContain('10.0.0.0/24 dev eth0');
});

it.each(['10.0.0.10', '2001:db8::10'])('start of %s fails without a route', async (ip) => {
  for (const nic of [{}, { nic: 'eth0' }]) {
    const { status, reason } = await host.agent('start', { ip, ...nic });
    expect(status).toBe(1);
    expect(reason).toContain('no on-link route in table main covers it');
  }
});
