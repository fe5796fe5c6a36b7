/** An IPv4 and an IPv6 address move for different reasons, while a client uses them. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addressEvents } from '../../lab/address-events.ts';
import type { Cluster } from '../../lab/cluster/cluster.ts';
import { ADDRESSES, FailoverLab, RESOURCES, VIRTUAL, vipsOn } from '../../lab/cluster/failover.ts';
import type { Node } from '../../lab/cluster/node.ts';
import { monotonicTime } from '../../lab/monotonic-time.ts';
import { until } from '../../lab/until.ts';

let lab: FailoverLab;
let cluster: Cluster;
beforeAll(async () => {
  lab = await FailoverLab.create();
  cluster = lab.cluster;
});
afterAll(() => lab?.cluster.close());

/** Expects that each address has moved once. */
function handedOver(since: number, from: Node, to: Node): void {
  const hands = ADDRESSES.map((address) => [address, [from.name, to.name]]);
  expect(lab.answeringNodes(since)).toEqual(Object.fromEntries(hands));
}

describe('the addresses move', () => {
  let from: Node;
  let since: number;
  beforeAll(() => cluster.mend());
  afterEach(() => cluster.mend());

  async function watchHolder(): Promise<void> {
    from = await lab.activeNode();
    since = monotonicTime();
    await lab.waitUntilServedBy(from);
  }

  it('when their node is set to standby', async () => {
    await watchHolder();
    await cluster.pcs('node', 'standby', from.name);
    handedOver(since, from, await lab.waitForTakeover(from));
    expect(await vipsOn(from)).toEqual([]);
    await cluster.pcs('node', 'unstandby', from.name);
  });

  it('when pcs moves them', async () => {
    await watchHolder();
    const [to] = cluster.others(from.name);
    await cluster.pcs('resource', 'move', 'vip4', to?.name ?? '');
    expect(await lab.waitForTakeover(from)).toBe(to);
    handedOver(since, from, to as Node);
    expect(await vipsOn(from)).toEqual([]);
  });

  it('when their node fails', async () => {
    await watchHolder();
    await from.kill();
    handedOver(since, from, await lab.waitForTakeover(from));
  });

  it("when their node's cable is cut: without quorum, it removes them", async () => {
    await watchHolder();
    await from.cut();
    handedOver(since, from, await lab.waitForTakeover(from));
    await until(`${from.name} has removed the addresses`, () => vipsOn(from), {
      accept: (addresses) => addresses.length === 0,
    });
  });
});

describe('the addresses stay', () => {
  let node: Node;
  beforeEach(async () => {
    node = await lab.activeNode();
  });
  afterEach(() => cluster.mend());

  /** Expects that `work` does not affect the addresses of the node, or the client. */
  async function untouched(work: () => Promise<void>): Promise<void> {
    const since = monotonicTime();
    expect(await addressEvents(node.host, ADDRESSES, work)).toEqual([]);
    await lab.waitUntilServedBy(node);
    expect(await lab.activeNode()).toBe(node);
    const hands = ADDRESSES.map((address) => [address, [node.name]]);
    expect(lab.answeringNodes(since)).toEqual(Object.fromEntries(hands));
    expect(lab.unanswered(since)).toBe(0);
  }

  it('on their node after a removal by hand: monitor fails, and Pacemaker recovers them', async () => {
    const removed = Object.entries(VIRTUAL).map(async ([resource, address]) => {
      await node.host.ip(`address delete ${address}/${address.includes(':') ? 64 : 24} dev eth0`);
      await cluster.until(`a failure of ${resource} is reported`, ({ failures }) =>
        failures.some((seen) => seen.resource === resource && seen.count > 0),
      );
    });
    await Promise.all(removed);
    await lab.waitUntilServedBy(node);
    expect(await lab.activeNode()).toBe(node);
    const { failures } = await cluster.status();
    const counted = failures.filter(({ count }) => count > 0);
    const once = RESOURCES.map((resource) => ({ node: node.name, resource, count: 1 }));
    expect(counted).toEqual(expect.arrayContaining(once));
    expect(counted).toHaveLength(once.length);
    expect(await cluster.pcs('resource', 'failcount', 'show')).toContain(node.name);
  });

  it('while pacemakerd is killed and started again', () =>
    untouched(async () => {
      await node.killProcesses('^pacemakerd$');
      node.startPacemaker();
      await cluster.until('pacemakerd runs', ({ pacemakerd }) => pacemakerd, node);
      await cluster.online(...cluster.nodes);
      await cluster.waitUntilIdle();
    }));

  it('in maintenance mode, while Pacemaker is killed and started again', () =>
    untouched(async () => {
      await cluster.pcs('property', 'set', 'maintenance-mode=true');
      await cluster.until('no resource is managed', ({ resources }) =>
        resources.every(({ managed }) => !managed),
      );
      await cluster.pcs('node', 'standby', node.name);
      await cluster.waitUntilIdle();
      await node.killProcesses('^pacemaker');
      const [witness] = cluster.others(node.name);
      await cluster.until(
        `${node.name} is offline`,
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
      await cluster.waitUntilIdle();
    }));
});
