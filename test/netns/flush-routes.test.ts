/** flush_routes: stop flushes the route cache, such as path MTUs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';

const SMALL_MTU = 1300;

interface FamilyCase {
  readonly family: '-4' | '-6';
  readonly vip: string;
  /** A host behind a router, on a link with a smaller MTU. */
  readonly far: string;
}

const CASES: readonly FamilyCase[] = [
  { family: '-4', vip: '10.0.0.10', far: '10.1.0.1' },
  { family: '-6', vip: '2001:db8::10', far: '2001:db8:1::1' },
];

let segment: Segment;
let a: Host;
beforeAll(async () => {
  segment = await createIpv6Segment();
  const { lab } = segment;
  ({ a } = segment);
  const router = await lab.addHost('r');
  const far = await lab.addHost('f');
  await lab.plug(router, 'eth0', '10.0.0.254/24');
  await lab.plug(router, 'eth1', '10.1.0.254/24');
  await lab.plug(far, 'eth0', '10.1.0.1/24');
  await router.sysctl('net.ipv4.ip_forward', 1);
  // Both of its interfaces are on one bridge: each must answer ARP for its own addresses only.
  await router.sysctl('net.ipv4.conf.all.arp_ignore', 1);
  await router.ip(`link set eth1 mtu ${SMALL_MTU}`);
  await a.ip('route add 10.1.0.0/24 via 10.0.0.254');
  await router.sysctl('net.ipv6.conf.all.forwarding', 1);
  await router.ip('addr add 2001:db8::fe/64 dev eth0 nodad');
  await router.ip('addr add 2001:db8:1::fe/64 dev eth1 nodad');
  await a.ip('route add 2001:db8:1::/64 via 2001:db8::fe');
});
afterAll(() => segment.lab.close());

/** Sends packets that are too large for the path, until the router has reported its MTU. */
async function learnPathMtu({ family, far }: FamilyCase): Promise<void> {
  const large = ['-c1', '-W1', '-n', '-M', 'do', '-s', '1350', far];
  const learned = async () => {
    await a.run('ping', ...large).catch(() => {});
    return cached(family);
  };
  await expect.poll(learned).toContain(`mtu ${SMALL_MTU}`);
}

const cached = (family: string) => a.ip(`${family} route show cache`);

describe.each(CASES)('flush_routes, ip $family', (one) => {
  it('stop with flush_routes=true flushes the path MTU', async () => {
    await a.agent('start', { ip: one.vip });
    await learnPathMtu(one);
    const run = await a.agent('stop', { ip: one.vip, flush_routes: true });
    expect(run.status).toBe(0);
    expect(run.stderr).not.toContain('WARNING');
    expect(await cached(one.family)).toBe('');
  });

  it('stop without it keeps the path MTU', async () => {
    await a.agent('start', { ip: one.vip });
    await learnPathMtu(one);
    await a.agent('stop', { ip: one.vip });
    expect(await cached(one.family)).toContain(`mtu ${SMALL_MTU}`);
  });
});
