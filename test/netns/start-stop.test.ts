import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSegment, type Segment } from '../support/lab.ts';

const VIP = '10.0.0.10';

let segment: Segment;
beforeEach(async () => {
  segment = await createSegment();
});
afterEach(() => segment.lab.close());

describe('start and stop', () => {
  it('take an address over and let go of it', async () => {
    const { a } = segment;
    expect((await a.agent('monitor', { ip: VIP })).status).toBe(7);
    expect((await a.agent('start', { ip: VIP })).status).toBe(0);
    expect(await a.addresses('eth0')).toEqual(['10.0.0.1/24', `${VIP}/24`]);
    const monitor = await a.agent('monitor', { ip: VIP });
    expect(monitor).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect((await a.agent('stop', { ip: VIP })).status).toBe(0);
    expect(await a.addresses('eth0')).toEqual(['10.0.0.1/24']);
    expect((await a.agent('monitor', { ip: VIP })).status).toBe(7);
    expect(await a.stateFiles()).toEqual([]);
  });
});
