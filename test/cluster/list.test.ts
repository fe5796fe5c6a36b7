/** floatip list and metrics in a cluster: what Pacemaker says, what the kernel of the node says, and whether they agree. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asFloatip, VIRTUAL_IP } from '../../lab/agent.ts';
import { Cluster } from '../../lab/cluster/cluster.ts';
import { NIC } from '../../lab/cluster/identity.ts';
import type { Node } from '../../lab/cluster/node.ts';
import { until } from '../../lab/until.ts';

const OURS = 'ocf:floatip:VirtualIP';
const IPADDR2 = 'ocf:heartbeat:IPaddr2';
const address = (last: number) => `192.0.2.${last}`;
/** An address of nobody. */
const SILENT = address(77);
const CONFLICT = address(14);

let cluster: Cluster;
let node1: Node;
let node2: Node;
beforeAll(async () => {
  cluster = await Cluster.create();
  node1 = cluster.node('node1');
  node2 = cluster.node('node2');
  const pcs = (line: string) => cluster.pcs(...line.split(' '));
  // Monitors would find what the test changes.
  const rarely = 'op monitor interval=3600s';
  await pcs(`resource create web ${OURS} ip=${address(11)} ${rarely} --group grp`);
  await pcs(`resource create old ${IPADDR2} ip=${address(12)} ${rarely} --group grp`);
  const clone = 'clone globally-unique=true clone-max=3 clone-node-max=3';
  await pcs(`resource create shared ${OURS} ip=${address(13)} ${rarely} ${clone}`);
  const deep = 'op monitor interval=1s OCF_CHECK_LEVEL=10';
  await pcs(`resource create twice ${OURS} ip=${CONFLICT} ${deep}`);
  await pcs(`resource create quiet ${OURS} ip=${address(15)} announce_to=${SILENT} ${rarely}`);
  await pcs(`resource create away ${OURS} ip=${address(16)} ${rarely}`);
  await pcs(`resource create off ${OURS} ip=${address(17)} --disabled`);
  await pcs(`resource create nowhere ${OURS} ip=203.0.113.5`);
  for (const id of ['grp', 'twice', 'quiet']) await pcs(`constraint location ${id} prefers node1`);
  await pcs('constraint location away prefers node2');
  await cluster.waitUntilIdle();
});
afterAll(() => cluster?.close());

const floatip = (node: Node, ...args: string[]) => node.run(...asFloatip(...args));
/** The cells of each line, by the resource. */
async function list(node: Node): Promise<Record<string, readonly string[]>> {
  const [, ...rows] = (await floatip(node, 'list')).split('\n');
  return Object.fromEntries(
    rows.map((row) => {
      const [name = '', ...cells] = row.split(/ {2,}/);
      return [name, cells];
    }),
  );
}
/** Waits until the cells of a resource are accepted. */
const listed = (node: Node, id: string, accept: (cells: string) => boolean) =>
  until(`the line of ${id} on ${node.name}`, async () => (await list(node))[id], {
    accept: (cells) => accept((cells ?? []).join('  ')),
    explain: () => cluster.report(),
  });
interface Listed {
  readonly resource: string;
  readonly disagreement?: string;
}
const json = async (node: Node): Promise<{ node: string; virtualIps: Listed[] }> =>
  JSON.parse(await floatip(node, 'list', '--json'));
async function metric(node: Node, name: string, resource: string): Promise<string[]> {
  const text = await floatip(node, 'metrics');
  const wanted = text.split('\n').filter((line) => line.startsWith(`${name}{`));
  return wanted
    .filter((line) => line.includes(`resource="${resource}"`))
    .map((line) => line.split(' ').at(-1) ?? '');
}

describe('the list', () => {
  it('has all virtual IPs in the order of the configuration, and where they are', async () => {
    const on1 = await list(node1);
    expect(Object.keys(on1)).toEqual([
      ...['web', 'old', 'shared', 'twice', 'quiet', 'away', 'off', 'nowhere'],
    ]);
    expect(on1.web).toEqual([`${address(11)}/24`, OURS, 'node1', `up on ${NIC}`]);
    expect(on1.old).toEqual([`${address(12)}/24`, IPADDR2, 'node1', `up on ${NIC}`]);
    expect(on1.away).toEqual([address(16), OURS, 'node2', 'absent']);
    expect(on1.off).toEqual([address(17), OURS, 'stopped, disabled', 'absent']);
    expect(on1.nowhere?.slice(2, 4)).toEqual(['stopped, failed', 'absent']);
    expect(on1.nowhere?.[4]).toMatch(/^start failed on node\d: ip="203\.0\.113\.5": no on-link /);
    const on2 = await list(node2);
    expect(on2.away).toEqual([`${address(16)}/24`, OURS, 'node2', `up on ${NIC}`]);
    expect(on2.web?.slice(2)).toEqual(['node1', 'absent']);
  });

  it('has a shared address once, and checks the share of each node that has an instance', async () => {
    const status = await cluster.status();
    const holders = status.resources.filter(({ id }) => id.startsWith('shared:'));
    const names = [...new Set(holders.flatMap(({ nodes }) => nodes))];
    for (const name of names) {
      const [shown, , where, state, notes] = (await list(cluster.node(name))).shared ?? [];
      expect([shown, state, notes]).toEqual([`${address(13)}/24`, `up on ${NIC}`, undefined]);
      expect(where?.split(', ').sort()).toEqual([...names].sort());
    }
  });

  it('says which gateway has not answered', async () => {
    await listed(node1, 'quiet', (cells) => cells.endsWith(`no answer from ${SILENT}`));
    expect(await metric(node1, 'floatip_vip_peer_answered', 'quiet')).toEqual(['0']);
  });

  it('shows a conflict with the hardware address of the other host, and forgets it', async () => {
    const { client } = cluster;
    const mac = await client.hardwareAddress(NIC);
    await client.ip(`address add ${CONFLICT}/24 dev ${NIC}`);
    await listed(node1, 'twice', (cells) => cells.includes(`conflict: the host with ${mac} has`));
    expect(await metric(node1, 'floatip_vip_conflict', 'twice')).toEqual(['1']);
    await client.ip(`address del ${CONFLICT}/24 dev ${NIC}`);
    await listed(node1, 'twice', (cells) => !cells.includes('conflict'));
  });

  it('marks an address that is gone where Pacemaker says that it runs', async () => {
    const { host } = node1;
    await host.ip(`address del ${address(11)}/24 dev ${NIC}`);
    const { virtualIps } = await json(node1);
    expect(virtualIps.find(({ resource }) => resource === 'web')?.disagreement).toBe(
      `Pacemaker says that it runs here, but ${address(11)} is not on this host`,
    );
    expect(await metric(node1, 'floatip_vip_disagreement', 'web')).toEqual(['1']);
    expect(await metric(node1, 'floatip_vip_expected', 'web')).toEqual(['1']);
    expect(await metric(node1, 'floatip_vip_up', 'web')).toEqual(['0']);
    await host.ip(`address add ${address(11)}/24 dev ${NIC}`);
    expect((await list(node1)).web?.slice(2)).toEqual(['node1', `up on ${NIC}`]);
  });

  it('marks an address that is where Pacemaker does not run it', async () => {
    const { host } = node1;
    await host.ip(`address add ${address(16)}/24 dev ${NIC}`);
    const on1 = await list(node1);
    await host.ip(`address del ${address(16)}/24 dev ${NIC}`);
    expect(on1.away?.slice(3)).toEqual([
      `up on ${NIC}`,
      `disagreement: it is on ${NIC} of this host, but Pacemaker says that it runs on node2`,
    ]);
    expect((await list(node1)).away?.slice(3)).toEqual(['absent']);
  });

  it('has the same facts as JSON', async () => {
    const { node, virtualIps } = await json(node1);
    expect(node).toBe('node1');
    expect(virtualIps.find(({ resource }) => resource === 'old')).toMatchObject({
      agent: IPADDR2,
      containers: ['grp'],
      ip: address(12),
      problems: [],
      pacemaker: { nodes: ['node1'], here: true, failed: false, managed: true, failCount: 0 },
      host: { state: 'up', interface: NIC, prefixLength: 24 },
    });
    expect(virtualIps.find(({ resource }) => resource === 'nowhere')).toMatchObject({
      pacemaker: { nodes: [], failCount: 1_000_000, failures: expect.any(Array) },
    });
  });

  it('reads the configuration from a file, also the state that is in it', async () => {
    const script =
      'cibadmin --query >/tmp/cib.xml && cd /tmp && exec -a floatip "$0" list --cib cib.xml';
    const text = await node1.run('bash', '-c', script, VIRTUAL_IP);
    await node1.run('rm', '/tmp/cib.xml');
    expect(text).toMatch(/^away +192\.0\.2\.16 +ocf:floatip:VirtualIP +node2 +absent$/m);
  });

  it('shows an address in the marks of start that no resource has', async () => {
    await floatip(node1, 'start', `ip=${address(40)}`);
    const cells = (await list(node1))['-'];
    await floatip(node1, 'stop', `ip=${address(40)}`);
    expect(cells?.[0]).toBe(`${address(40)}/24`);
    expect(cells?.at(-1)).toContain('no resource of the cluster has it');
  });
});

describe('a user other than root', () => {
  const as = (uid: string, gid: string) => [
    ...['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'],
  ];
  const listAs = (uid: string, gid: string, node = node1) =>
    node.run('env', ...as(uid, gid), ...asFloatip('list'));

  it('in the group haclient sees what Pacemaker and the kernel say', async () => {
    const text = await listAs('hacluster', 'haclient');
    expect(text).toMatch(/^old +192\.0\.2\.12\/24 +\S+ +node1 +up on eth0$/m);
    const { resources } = await cluster.status();
    const holder = resources.find(({ id }) => id === 'shared:0')?.nodes[0];
    const there = await listAs('hacluster', 'haclient', cluster.node(holder ?? ''));
    expect(there).toMatch(/^shared +192\.0\.2\.13\/24 .* up on eth0$/m);
  });

  it('outside of the group sees the addresses with marks of start', async () => {
    const text = await listAs('65534', '65534');
    expect(text).toMatch(/^- +192\.0\.2\.11\/24 +- +- +up on eth0$/m);
    expect(text).not.toContain('192.0.2.12');
  });
});
