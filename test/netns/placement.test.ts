import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VIRTUAL_IP } from '../../lab/agent.ts';
import { type Host, Lab } from '../../lab/lab.ts';

const VIP = '10.0.0.10';

let lab: Lab;
let host: Host;
beforeEach(async () => {
  lab = await Lab.create();
  host = await lab.addHost('h');
  await lab.plug(host, 'eth0');
  await lab.plug(host, 'eth1');
});
afterEach(() => lab.close());

async function placedOn(parameters: Record<string, string | number> = {}) {
  const run = await host.agent('start', { ip: VIP, ...parameters });
  const found: string[] = [];
  for (const nic of ['eth0', 'eth1']) {
    for (const address of await host.addresses(nic)) {
      if (address.startsWith(`${VIP}/`)) found.push(`${address} on ${nic}`);
    }
  }
  return { ...run, found };
}

describe('placement', () => {
  it('uses the route with the longest prefix', async () => {
    await host.ip('addr add 10.0.0.1/8 dev eth0');
    await host.ip('addr add 10.0.0.2/24 dev eth1');
    expect((await placedOn()).found).toEqual([`${VIP}/24 on eth1`]);
  });

  it('uses the lowest metric among equal prefixes', async () => {
    await host.ip('addr add 10.0.0.1/24 dev eth0 metric 200');
    await host.ip('addr add 10.0.0.2/24 dev eth1 metric 100');
    expect((await placedOn()).found).toEqual([`${VIP}/24 on eth1`]);
  });

  it('fails and names both interfaces if their routes are equal, unless nic is set', async () => {
    await host.ip('addr add 10.0.0.1/24 dev eth0');
    await host.ip('addr add 10.0.0.2/24 dev eth1');
    const ambiguous = await placedOn();
    expect(ambiguous).toMatchObject({ status: 1, found: [] });
    expect(ambiguous.reason).toContain('10.0.0.0/24 dev eth0, 10.0.0.0/24 dev eth1; set nic');
    expect((await placedOn({ nic: 'eth1' })).found).toEqual([`${VIP}/24 on eth1`]);
  });

  it('uses an on-link route without an address', async () => {
    await host.ip('route add 10.0.0.0/24 dev eth1');
    expect((await placedOn()).found).toEqual([`${VIP}/24 on eth1`]);
  });

  it('ignores a route with a gateway', async () => {
    await host.ip('addr add 10.0.0.1/16 dev eth0');
    await host.ip('addr add 172.16.0.1/24 dev eth1');
    await host.ip('route add 10.0.0.0/24 via 172.16.0.2');
    expect((await placedOn()).found).toEqual([`${VIP}/16 on eth0`]);
  });

  it.each([['unreachable'], ['prohibit'], ['blackhole']])(
    'ignores a route of type %s',
    async (type) => {
      await host.ip('addr add 10.0.0.1/16 dev eth0');
      await host.ip(`route add ${type} 10.0.0.0/24`);
      expect((await placedOn()).found).toEqual([`${VIP}/16 on eth0`]);
    },
  );

  it('ignores a default route, with or without a gateway', async () => {
    await host.ip('route add default dev eth0');
    const run = await placedOn();
    expect(run).toMatchObject({ status: 1, found: [] });
    expect(run.reason).toContain('set nic and cidr_netmask');
  });

  it('reads the main table only', async () => {
    await host.ip('route add 10.0.0.0/24 dev eth0 table 100');
    await host.ip('rule add to 10.0.0.0/24 table 100');
    expect(await placedOn()).toMatchObject({ status: 1, found: [] });
    await host.ip('addr add 10.0.0.2/16 dev eth1');
    expect((await placedOn()).found).toEqual([`${VIP}/16 on eth1`]);
  });

  it('ignores routes with a longer prefix than cidr_netmask', async () => {
    await host.ip('addr add 10.0.0.1/24 dev eth0');
    await host.ip('addr add 10.1.0.1/8 dev eth1');
    expect((await placedOn({ cidr_netmask: 16 })).found).toEqual([`${VIP}/16 on eth1`]);
  });

  it('needs no route if nic and cidr_netmask are set', async () => {
    expect((await placedOn({ nic: 'eth0', cidr_netmask: 24 })).found).toEqual([
      `${VIP}/24 on eth0`,
    ]);
  });

  it('lists the routes if none is suitable', async () => {
    await host.ip('addr add 10.0.0.1/24 dev eth0');
    const run = await placedOn({ nic: 'eth1' });
    expect(run).toMatchObject({ status: 1, found: [] });
    expect(run.reason).toContain('(nic=eth1); there is 10.0.0.0/24 dev eth0; set cidr_netmask');
  });

  it('uses an on-link next hop of a multipath route', async () => {
    await host.ip('addr add 172.16.0.1/24 dev eth0');
    await host.ip('route add 10.0.0.0/24 nexthop via 172.16.0.2 dev eth0 nexthop dev eth1');
    expect((await placedOn()).found).toEqual([`${VIP}/24 on eth1`]);
  });

  it('does not read 50,000 unrelated routes', async () => {
    await host.ip('addr add 10.0.0.1/24 dev eth0');
    const routes: string[] = [];
    for (let i = 0; i < 50_000; i++) {
      routes.push(`route add 44.${i >> 8}.${i & 255}.0/24 via 10.0.0.254`);
    }
    const { execa } = await import('execa');
    await execa('ip', ['-n', host.namespace, '-batch', '-'], { input: routes.join('\n') });
    const trace = await host.run(
      'sh',
      '-c',
      `OCF_RESKEY_ip=${VIP} HA_RSCTMP=${host.stateDirectory} \
      strace -e trace=sendto ${VIRTUAL_IP} start 2>&1 | grep RTM_GETROUTE | grep -c NLM_F_DUMP || true`,
    );
    expect(trace.trim()).toBe('0');
    expect(await host.addresses('eth0')).toContain(`${VIP}/24`);
  });
});
