/** A second owner of the address: Pacemaker shows what monitor says, and does not act on it (on_conflict=degrade). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster } from '../../lab/cluster/cluster.ts';
import { until } from '../../lab/until.ts';

const VIP = '192.0.2.10';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await Cluster.create();
});
afterAll(() => cluster?.close());

it('is shown by crm_mon with its hardware address, and the resource stays where it is', async () => {
  const monitor = ['op', 'monitor', 'interval=1s', 'OCF_CHECK_LEVEL=10'];
  await cluster.pcs('resource', 'create', 'vip', 'ocf:floatip:VirtualIP', `ip=${VIP}`, ...monitor);
  const holder = await cluster.runTogether(['vip']);
  const [other] = cluster.others(holder.name);
  if (!other) throw new Error('the cluster has one node');
  await other.host.ip(`address add ${VIP}/24 dev eth0`);
  const mac = await other.host.hardwareAddress('eth0');
  const shown = () => cluster.anyNode.run('crm_mon', '-1', '--show-detail', '--inactive');
  await until('crm_mon shows the conflict', shown, { accept: (text) => text.includes(mac) });
  await other.host.ip(`address del ${VIP}/24 dev eth0`);
  await until('crm_mon has the next result', shown, {
    accept: (text) => /vip.*Started/.test(text),
  });
  await cluster.waitUntilIdle();
  expect(await cluster.runTogether(['vip'])).toBe(holder);
  expect(await shown()).not.toMatch(/FAILED/);
});
