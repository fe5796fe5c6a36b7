/** An IPv4 and an IPv6 address move, each time for another reason, and a client uses them meanwhile. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addressEvents } from '../../lab/address-events.ts';
import type { Cluster } from '../../lab/cluster/cluster.ts';
import type { Node } from '../../lab/cluster/node.ts';
import { ADDRESSES, held, RESOURCES, Stage, VIRTUAL } from '../../lab/cluster/stage.ts';
import { monotonicTime } from '../../lab/monotonic-time.ts';
import { until } from '../../lab/until.ts';

let stage: Stage;
let cluster: Cluster;
beforeAll(async () => {
  stage = await Stage.create();
  cluster = stage.cluster;
});
afterAll(() => stage?.cluster.close());

/** Each address changed hands once. */
function handedOver(since: number, from: Node, to: Node): void {
  const hands = ADDRESSES.map((address) => [address, [from.name, to.name]]);
  expect(stage.hands(since)).toEqual(Object.fromEntries(hands));
}

describe('the addresses move', () => {
  let from: Node;
  let since: number;
  beforeAll(() => cluster.mend());
  afterEach(() => cluster.mend());

  async function watchHolder(): Promise<void> {
    from = await stage.holder();
    since = monotonicTime();
    await stage.servedBy(from);
  }

  it('when their node goes into standby', async () => {
    await watchHolder();
    await cluster.pcs('node', 'standby', from.name);
    handedOver(since, from, await stage.takenOver(from));
    expect(await held(from)).toEqual([]);
    await cluster.pcs('node', 'unstandby', from.name);
  });

  it('when a person moves them', async () => {
    await watchHolder();
    const [to] = cluster.others(from.name);
    await cluster.pcs('resource', 'move', 'vip4', to?.name ?? '');
    expect(await stage.takenOver(from)).toBe(to);
    handedOver(since, from, to as Node);
    expect(await held(from)).toEqual([]);
  });

  it('when their node dies', async () => {
    await watchHolder();
    await from.kill();
    handedOver(since, from, await stage.takenOver(from));
  });

  it("when their node's cable is cut: it has lost the quorum, and lets go of them", async () => {
    await watchHolder();
    await from.cut();
    handedOver(since, from, await stage.takenOver(from));
    await until(`${from.name} lets go of the addresses`, () => held(from), {
      accept: (addresses) => addresses.length === 0,
    });
  });
});

describe('the addresses stay', () => {
  let node: Node;
  beforeEach(async () => {
    node = await stage.holder();
  });
  afterEach(() => cluster.mend());

  /** Nothing of what is done to the node shows on its addresses, or to the client. */
  async function untouched(work: () => Promise<void>): Promise<void> {
    const since = monotonicTime();
    expect(await addressEvents(node.host, ADDRESSES, work)).toEqual([]);
    await stage.servedBy(node);
    expect(await stage.holder()).toBe(node);
    const hands = ADDRESSES.map((address) => [address, [node.name]]);
    expect(stage.hands(since)).toEqual(Object.fromEntries(hands));
    expect(stage.unanswered(since)).toBe(0);
  }

  it('on their node when they were removed behind its back: its monitor fails, it recovers', async () => {
    const removed = Object.entries(VIRTUAL).map(async ([resource, address]) => {
      await node.host.ip(`address delete ${address}/${address.includes(':') ? 64 : 24} dev eth0`);
      await cluster.until(`a failure of ${resource} is seen`, ({ failures }) =>
        failures.some((seen) => seen.resource === resource && seen.count > 0),
      );
    });
    await Promise.all(removed);
    await stage.servedBy(node);
    expect(await stage.holder()).toBe(node);
    const { failures } = await cluster.status();
    const counted = failures.filter(({ count }) => count > 0);
    const once = RESOURCES.map((resource) => ({ node: node.name, resource, count: 1 }));
    expect(counted).toEqual(expect.arrayContaining(once));
    expect(counted).toHaveLength(once.length);
    expect(await cluster.pcs('resource', 'failcount', 'show')).toContain(node.name);
  });

  it('when pacemakerd is killed and started again', () =>
    untouched(async () => {
      await node.killProcesses('^pacemakerd$');
      node.startPacemaker();
      await cluster.until('pacemakerd is there again', ({ pacemakerd }) => pacemakerd, node);
      await cluster.online(...cluster.nodes);
      await cluster.settled();
    }));

  it('in maintenance mode, whatever becomes of Pacemaker', () =>
    untouched(async () => {
      await cluster.pcs('property', 'set', 'maintenance-mode=true');
      await cluster.until('no resource is managed', ({ resources }) =>
        resources.every(({ managed }) => !managed),
      );
      await cluster.pcs('node', 'standby', node.name);
      await cluster.settled();
      await node.killProcesses('^pacemaker');
      const [witness] = cluster.others(node.name);
      await cluster.until(
        `${node.name} is missed`,
        ({ nodes }) => nodes.some(({ name, online }) => name === node.name && !online),
        witness,
      );
      node.startPacemaker();
      await cluster.online(...cluster.nodes);
      await cluster.pcs('node', 'unstandby', node.name);
      await cluster.pcs('property', 'set', 'maintenance-mode=false');
      await cluster.until('all resources are managed', ({ resources }) =>
        resources.every(({ managed }) => managed),
      );
      await cluster.settled();
    }));
});
