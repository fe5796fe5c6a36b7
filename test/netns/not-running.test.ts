/**
 * monitor returns OCF_NOT_RUNNING only if stop would change nothing: random states of the real kernel. The
 * error message has the seed. test/unit/scenarios/not-running.test.ts tests thousands of a fake one.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Parameters } from '../../lab/agent.ts';
import { createIpv6Segment, type Host, type Segment } from '../../lab/lab.ts';

const STATES = 40;

let segment: Segment;
let a: Host;
beforeAll(async () => {
  segment = await createIpv6Segment();
  ({ a } = segment);
  await segment.lab.plug(a, 'eth1');
});
afterAll(() => segment.lab.close());

/** Mulberry32, a seeded pseudorandom number generator. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** State that stop can change. */
async function kernelState(): Promise<string[]> {
  const texts = [
    await a.ip('-o address show'),
    await a.ip('-4 route show table all'),
    await a.ip('-6 route show table all'),
    await a.ip('addrlabel list'),
    await a.ip('-o link show'),
  ];
  return texts
    .join('\n')
    .split('\n')
    .map((line) => line.replace(/expires \d+sec/, '').trim())
    .sort();
}

it('stop changes nothing after a monitor that returned 7', async () => {
  const seed = Date.now() & 0xffffff;
  const random = randomFrom(seed);
  const oneOf = <T>(...choices: readonly T[]): T => {
    const chosen = choices[Math.floor(random() * choices.length)];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  };
  const maybe = (name: string, ...values: readonly (string | number | boolean)[]): Parameters =>
    random() < 0.4 ? { [name]: oneOf(...values) } : {};
  let seen = 0;
  for (let i = 0; i < STATES; i++) {
    const isIpv6 = random() < 0.5;
    const ip = isIpv6 ? '2001:db8::10' : '10.0.0.10';
    const lengths = isIpv6 ? [64, 128] : [24, 32];
    const family = isIpv6 ? { nodad: true } : maybe('lvs_support', true);
    const asked = (): Parameters => ({
      ip,
      arp_count: 1,
      ...family,
      ...maybe('nic', 'eth0', 'eth1', 'lo', 'eth9'),
      ...maybe('cidr_netmask', ...lengths),
      ...(isIpv6 ? {} : maybe('iflabel', 'vip')),
    });
    const before: string[] = [];
    for (const dev of ['eth0', 'eth1', 'lo']) {
      if (random() < 0.25)
        before.push(`address add ${ip}/${oneOf(...lengths)} dev ${dev}${isIpv6 ? ' nodad' : ''}`);
    }
    const started = random() < 0.4 ? asked() : undefined;
    const happening = oneOf(
      [],
      ['link set eth0 arp off'],
      ['link set eth0 name old0', 'link set eth1 name eth0'],
      [`address flush to ${ip}`],
    );
    const parameters = asked();
    const what = JSON.stringify({ seed, i, before, started, happening, parameters });
    for (const words of before) await a.ip(words);
    if (started) await a.agent('start', started);
    for (const words of happening) await a.ip(words);
    if (random() < 0.3) await segment.lab.setCable(a, 'eth0', 'down');

    const interval = oneOf<Parameters>({}, { CRM_meta_interval: 10_000 });
    const { status } = await a.agent('monitor', { ...parameters, ...interval });
    const found = await kernelState();
    expect((await a.agent('stop', parameters)).status, what).toBe(0);
    const left = await kernelState();
    if (status === 7) {
      seen++;
      expect(left, what).toEqual(found);
    }
    expect((await a.agent('monitor', parameters)).status, what).not.toBe(0);
    await restore(ip);
  }
  expect(seen).toBeGreaterThan(0);
});

/** Restores the initial state. */
async function restore(ip: string): Promise<void> {
  await a.ip(`address flush to ${ip}`);
  await a.ip('addrlabel flush').catch(() => '');
  await a.run('find', a.stateDirectory, '-type', 'f', '-delete');
  const links = await a.ip('-o link show');
  if (links.includes(' old0@')) {
    await a.ip('link set eth0 name eth1');
    await a.ip('link set old0 name eth0');
  }
  await a.ip('link set eth0 arp on');
  await segment.lab.setCable(a, 'eth0', 'up');
  await a.waitForCarrier('eth0');
  await a.waitForDad();
}
