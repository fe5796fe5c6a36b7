/** announce_to: the peers that must know the address are asked, and their answers are shown. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';
import { until } from '../../lab/until.ts';

const VIP = '10.0.0.10';
const VIP6 = '2001:db8::10';
const OLD_HOLDER = '02:00:00:00:00:99';

let segment: Segment;
let a: Host;
/** 10.0.0.3 and 2001:db8::3. */
let gateway: Host;
beforeEach(async () => {
  segment = await createIpv6Segment();
  a = segment.a;
  gateway = segment.neighbour;
});
afterEach(() => segment.lab.close());

interface Status {
  readonly peers?: { readonly ip: string; readonly answered: boolean }[];
}

async function peers(ip: string): Promise<Status['peers']> {
  const { stdout } = await a.agent(
    ['status', '--json', `ip=${ip}`],
    {},
    { OCF_RESOURCE_INSTANCE: '' },
  );
  return (JSON.parse(stdout) as Status).peers;
}

const waitForAnswer = (ip: string) =>
  until('the peers have answered', () => peers(ip), {
    accept: (all) => all !== undefined && all.length > 0 && all.every(({ answered }) => answered),
  });

/** The gateway sends to the old holder. */
const remember = (ip: string) =>
  gateway.ip(`neigh replace ${ip} lladdr ${OLD_HOLDER} dev eth0 nud stale`);

describe('a gateway that drops gratuitous ARP', () => {
  beforeEach(async () => {
    for (const nic of ['all', 'eth0']) {
      await gateway.sysctl(`net.ipv4.conf.${nic}.drop_gratuitous_arp`, 1);
    }
    await remember(VIP);
  });

  it('learns the new holder from the question', async () => {
    await a.ip('route add default via 10.0.0.3');
    await a.agent('start', { ip: VIP });
    await waitForAnswer(VIP);
    expect(await peers(VIP)).toMatchObject([{ ip: '10.0.0.3', answered: true }]);
    expect(await gateway.neighbour(VIP)).toBe(await a.hardwareAddress('eth0'));
  });

  it('learns it also if it is the next hop of another table', async () => {
    await a.ip('route add 192.0.2.0/24 via 10.0.0.3 table 77');
    await a.agent('start', { ip: VIP, arp_count: 1, arp_late: 0 });
    await waitForAnswer(VIP);
    expect(await gateway.neighbour(VIP)).toBe(await a.hardwareAddress('eth0'));
  });

  it('learns it if announce_to names it, and before start returns with arp_bg=false', async () => {
    const parameters = { ip: VIP, arp_count: 1, arp_bg: false, announce_to: '10.0.0.3, 10.0.0.2' };
    await a.agent('start', parameters);
    expect(await peers(VIP)).toMatchObject([
      { ip: '10.0.0.3', answered: true },
      { ip: '10.0.0.2', answered: true },
    ]);
    expect(await gateway.neighbour(VIP)).toBe(await a.hardwareAddress('eth0'));
  });

  it('stays wrong with announce_to=none', async () => {
    await a.ip('route add default via 10.0.0.3');
    await a.agent('start', { ip: VIP, arp_bg: false, announce_to: 'none' });
    expect(await peers(VIP)).toEqual([]);
    expect(await gateway.neighbour(VIP)).toBe(OLD_HOLDER);
  });
});

describe('a gateway that drops unsolicited advertisements', () => {
  it('learns the new holder of an IPv6 address from the question', async () => {
    const rules = `table ip6 lab {
      chain in {
        type filter hook input priority 0;
        icmpv6 type nd-neighbor-advert ip6 daddr ff02::1 drop
      }
    }`;
    await gateway.run('sh', '-c', `nft -f - <<'END'\n${rules}\nEND`);
    await remember(VIP6);
    const [own] = (await gateway.addressEntries('eth0', 6)).filter(({ scope }) => scope === 'link');
    await a.ip(`-6 route add default via ${own?.local} dev eth0`);
    await a.agent('start', { ip: VIP6, nodad: true });
    await waitForAnswer(VIP6);
    expect(await gateway.neighbour(VIP6)).toBe(await a.hardwareAddress('eth0'));
  });
});

describe('the peers of announce_to=gateway', () => {
  it('are not next hops outside of the network, of another interface, or ip itself', async () => {
    await a.ip('route add 198.51.100.0/24 via 10.1.0.9 dev eth0 onlink');
    await a.ip('route add 203.0.113.0/24 via 10.0.0.10 dev eth0');
    await a.ip('link add eth1 type veth peer name eth2');
    await a.ip('link set eth1 up');
    await a.ip('route add 192.0.2.0/24 via 10.0.0.2 dev eth1 onlink');
    await a.agent('start', { ip: VIP, arp_bg: false, nic: 'eth0' });
    expect(await peers(VIP)).toEqual([]);
  });

  it('of a host address are in the network of the interface', async () => {
    await a.ip('route add default via 10.0.0.3');
    await a.agent('start', { ip: VIP, cidr_netmask: 32, nic: 'eth0', arp_bg: false });
    expect(await peers(VIP)).toMatchObject([{ ip: '10.0.0.3', answered: true }]);
  });
});

it('a peer that does not answer is named in a warning, and start succeeds', async () => {
  const run = await a.agent('start', {
    ...{
      ip: VIP,
      arp_count: 2,
      arp_interval: 20,
      arp_bg: false,
      announce_to: '10.0.0.77,10.0.0.3',
    },
  });
  expect(run.status).toBe(0);
  expect(run.log.filter((line) => line.includes('WARNING'))).toEqual([
    expect.stringContaining('no answer from 10.0.0.77 on eth0'),
  ]);
  const deep = await a.agent('monitor', { ip: VIP }, { OCF_CHECK_LEVEL: '10' });
  expect(deep.status).toBe(0);
  expect(deep.stdout).toContain('10.0.0.77 has not answered\n');
  expect(deep.stdout).toMatch(/^10\.0\.0\.3 answered after \d+\.\d ms, \d+ s ago$/m);
});

it('a peer that has answered is not asked again, and gratuitous ARP goes on', async () => {
  const capture = await gateway.capture('eth0', 'arp');
  const parameters = { ip: VIP, arp_count: 3, arp_interval: 50, arp_bg: false };
  await a.agent('start', { ...parameters, announce_to: '10.0.0.3' });
  const all = await capture.arp(VIP);
  const to = (ip: string) => all.filter(({ arp }) => arp.targetProtocolAddress.join('.') === ip);
  expect(to(VIP)).toHaveLength(6);
  // The broadcast, and one to the gateway alone if the kernel already knew its hardware address.
  expect(to('10.0.0.3').length).toBeLessThanOrEqual(2);
  await capture.stop();
});

it.each([
  ['192.0.2.1', 'is outside of 10.0.0.0/24'],
  ['2001:db8::3', 'which is not of the family of ip'],
  ['router', 'must be gateway, none, or addresses'],
])('announce_to=%s: start returns 6', async (announce_to, reason) => {
  const run = await a.agent('start', { ip: VIP, announce_to });
  expect([run.status, run.reason]).toEqual([6, expect.stringContaining(reason)]);
  expect(await a.addresses('eth0')).toEqual(['10.0.0.1/24']);
  expect(await a.stateFiles()).toEqual([]);
});

it('stop removes the record of the answers', async () => {
  await a.ip('route add default via 10.0.0.3');
  await a.agent('start', { ip: VIP });
  await waitForAnswer(VIP);
  expect((await a.agent('stop', { ip: VIP })).status).toBe(0);
  expect(await a.stateFiles()).toEqual([]);
});
