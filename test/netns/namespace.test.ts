import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type AgentRun,
  agentEnvironment,
  ROUNDS_ALONE,
  runAgent,
  VIRTUAL_IP,
} from '../../lab/agent.ts';
import { announcers } from '../../lab/announcers.ts';
import { createSegment, type Segment } from '../../lab/lab.ts';

const VIP = '10.0.0.10';

let segment: Segment;
beforeAll(async () => {
  segment = await createSegment();
});
afterAll(() => segment.lab.close());
afterEach(() => fromOutside('stop'));

/** Runs the agent in the neighbour's namespace, with network_namespace set to that of host A. */
function fromOutside(
  action: string,
  parameters: Record<string, string | number> = {},
): Promise<AgentRun> {
  const { a, neighbour } = segment;
  const environment = agentEnvironment(
    { ip: VIP, network_namespace: a.namespace, ...parameters },
    { HA_RSCTMP: a.stateDirectory },
  );
  return runAgent(['ip', 'netns', 'exec', neighbour.namespace], VIRTUAL_IP, [action], environment);
}

describe('network_namespace', () => {
  it('start assigns the address in the namespace only', async () => {
    const { a, neighbour } = segment;
    expect((await fromOutside('start')).status).toBe(0);
    expect(await a.addresses('eth0')).toContain(`${VIP}/24`);
    expect(await neighbour.addresses('eth0')).toEqual(['10.0.0.3/24']);
    expect((await fromOutside('monitor')).status).toBe(0);
    expect((await neighbour.agent('monitor', { ip: VIP })).status).toBe(7);
    expect((await fromOutside('stop')).status).toBe(0);
    expect(await a.addresses('eth0')).toEqual(['10.0.0.1/24']);
  });

  it('start announces in the namespace, and stop ends the announcer', async () => {
    const { a, neighbour } = segment;
    const capture = await neighbour.capture('eth0', 'arp');
    await fromOutside('start', { arp_count: 3, arp_interval: 20, ...ROUNDS_ALONE });
    await a.waitForAnnouncers();
    expect(await capture.arp(VIP)).toHaveLength(6);
    await fromOutside('stop');
    await fromOutside('start', { arp_count: 500, arp_interval: 20 });
    expect((await fromOutside('stop')).status).toBe(0);
    expect(await a.stateFiles()).toEqual([]);
    await capture.stop();
  });

  it.each([
    ['monitor', { CRM_meta_interval: 0 }, 7],
    ['monitor', { CRM_meta_interval: 10_000 }, 1],
    ['status', {}, 7],
    ['stop', {}, 0],
    ['start', {}, 5],
  ])('that does not exist: %s %j returns %i', async (action, meta, status) => {
    const run = await fromOutside(action, { network_namespace: 'floatip-nosuch', ...meta });
    expect(run.status).toBe(status);
    if (action === 'start') expect(run.reason).toContain('network_namespace="floatip-nosuch"');
  });

  it('malformed: stop leaves the address of the current namespace', async () => {
    const { neighbour } = segment;
    await neighbour.ip(`addr add ${VIP}/24 dev eth0`);
    const run = await neighbour.agent('stop', { ip: VIP, network_namespace: 'a/b' });
    expect(run.status).toBe(0);
    expect(await neighbour.addresses('eth0')).toContain(`${VIP}/24`);
    await neighbour.ip(`addr del ${VIP}/24 dev eth0`);
  });

  it('the same address in two namespaces has separate state files', async () => {
    const { a, b } = segment;
    const shared = { HA_RSCTMP: a.stateDirectory };
    await a.agent('start', { ip: VIP, arp_count: 500, arp_interval: 20 }, shared);
    await b.agent('start', { ip: VIP, arp_count: 500, arp_interval: 20 }, shared);
    expect(await a.lockFiles()).toHaveLength(2);
    await b.agent('stop', { ip: VIP }, shared);
    expect(await a.lockFiles()).toHaveLength(1);
    expect(await announcers(a)).toHaveLength(1);
    await a.agent('stop', { ip: VIP }, shared);
    expect(await a.stateFiles()).toEqual([]);
  });
});
