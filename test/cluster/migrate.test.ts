/** floatip migrate: a live cluster of IPaddr2 is migrated and back; clients go on being answered. */
import { writeSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asFloatip } from '../../lab/agent.ts';
import { Cluster } from '../../lab/cluster/cluster.ts';
import type { Node } from '../../lab/cluster/node.ts';
import { ServiceClient, serve } from '../../lab/cluster/service-client.ts';
import type { ResourceStatus } from '../../lab/cluster/status.ts';
import { monotonicTime } from '../../lab/monotonic-time.ts';

const THEIRS = 'ocf:heartbeat:IPaddr2';
const OURS = 'ocf:floatip:IPaddr2';
const REQUEST_INTERVAL_MS = 5;

/** The addresses of single, group, template and clone; the last one is of a clone on the loopback interface. */
const SERVED = ['192.0.2.10', '192.0.2.11', '2001:db8::12', '192.0.2.13', '192.0.2.20'];
/** Addresses without a client. */
const MANY = Array.from({ length: 6 }, (_, at) => `192.0.2.${30 + at}`);

function primitive(
  id: string,
  ip: string,
  more = '',
  agent = 'provider="heartbeat" type="IPaddr2"',
): string {
  const of = agent.includes('template') ? agent : `class="ocf" ${agent}`;
  return `<primitive id="${id}" ${of}>
    <instance_attributes id="${id}-attributes"><nvpair id="${id}-ip" name="ip" value="${ip}"/>${more}</instance_attributes>
    <operations><op id="${id}-monitor" name="monitor" interval="3s" timeout="60s"/><op id="${id}-stop" name="stop" interval="0" timeout="60s"/></operations>
  </primitive>`;
}

const pair = (id: string, name: string, value: string) =>
  `<nvpair id="${id}-${name}" name="${name}" value="${value}"/>`;

const meta = (id: string, values: Readonly<Record<string, string>>) =>
  `<meta_attributes id="${id}-meta">${Object.entries(values)
    .map(([name, value]) => pair(`${id}-meta`, name, value))
    .join('')}</meta_attributes>`;

/** Dummy, of pacemaker, can reload. */
const dummy = (id: string) => `<primitive id="${id}" class="ocf" provider="pacemaker" type="Dummy">
  <operations><op id="${id}-monitor" name="monitor" interval="10s" timeout="60s"/></operations></primitive>`;

const RESOURCES = `
  <template id="web" class="ocf" provider="heartbeat" type="IPaddr2">
    <operations><op id="web-monitor" name="monitor" interval="4s" timeout="60s"/></operations></template>
  ${primitive('single', SERVED[0] ?? '').replace('</primitive>', '<utilization id="single-u"><nvpair id="single-u-c" name="capacity" value="1"/></utilization></primitive>')}
  <group id="site">${primitive('inside', SERVED[1] ?? '')}${dummy('dependent')}</group>
  ${primitive('six', SERVED[2] ?? '', pair('six', 'cidr_netmask', '64'))}
  ${primitive('made', SERVED[3] ?? '', '', 'template="web"')}
  <clone id="own-clone">${meta('own-clone', { 'globally-unique': 'true', 'clone-max': '3', 'clone-node-max': '3' })}
    ${primitive('own', SERVED[4] ?? '', pair('own', 'unique_clone_address', 'true'))}</clone>
  <clone id="anonymous-clone">${meta('anonymous-clone', { 'clone-max': '1' })}
    ${primitive('anonymous', '198.51.100.1', pair('anonymous', 'nic', 'lo') + pair('anonymous', 'cidr_netmask', '32'))}</clone>
  ${MANY.map((ip, at) => primitive(`many${at}`, ip)).join('')}
  ${primitive('unmanaged', '192.0.2.60').replace('<instance_attributes', `${meta('unmanaged', { 'is-managed': 'false' })}<instance_attributes`)}
  ${primitive('stopped', '192.0.2.61').replace('<instance_attributes', `${meta('stopped', { 'target-role': 'Stopped' })}<instance_attributes`)}`;

/** @param place the node of the group */
const constraints = (place: string) => `
  <rsc_location id="l1" rsc="single" node="node1" score="50"/>
  <rsc_colocation id="c1" rsc="six" with-rsc="inside" score="INFINITY"/>
  <rsc_order id="o1" first="inside" then="six"/>
  <rsc_location id="l2" rsc="site"><rule id="l2-r" score="20"><expression id="l2-e" attribute="#uname" operation="eq" value="${place}"/></rule></rsc_location>`;

const DEFAULTS = `<op_defaults><meta_attributes id="by-type"><rule id="by-type-r" score="INFINITY">
  <rsc_expression id="by-type-e" class="ocf" type="IPaddr2"/></rule><nvpair id="by-type-t" name="timeout" value="50s"/></meta_attributes></op_defaults>`;
const RSC_DEFAULTS = `<rsc_defaults><meta_attributes id="stay"><nvpair id="stay-s" name="resource-stickiness" value="100"/></meta_attributes></rsc_defaults>`;

/** Whether an instance is to run: the anonymous clone has one, the others of its list are stopped. */
const isWanted = ({ id }: ResourceStatus) => !['stopped', 'anonymous', 'unmanaged'].includes(id);

let cluster: Cluster;
let clients: readonly ServiceClient[];

beforeAll(async () => {
  cluster = await Cluster.create({
    prepare: (node) => serve(node, ...SERVED),
  });
  const { dc = '' } = await cluster.status();
  // A node that stays when the DC dies.
  const [other] = cluster.others(dc);
  await configure(
    `<configuration><resources>${RESOURCES}</resources><constraints>${constraints(other?.name ?? '')}</constraints>${RSC_DEFAULTS}${DEFAULTS}</configuration>`,
  );
  await cluster.until('all resources run', ({ resources }) =>
    resources.filter(isWanted).every(({ role }) => role === 'Started'),
  );
  await cluster.waitUntilIdle();
  clients = await Promise.all(
    SERVED.map((address) => ServiceClient.start(cluster.client, address, REQUEST_INTERVAL_MS)),
  );
});
afterAll(() => cluster?.close());

async function configure(configuration: string): Promise<void> {
  const { anyNode: node } = cluster;
  const file = '/run/new.xml';
  await writeFile(node.enclosure?.path(file) ?? '', `<cib>${configuration}</cib>`);
  await node.run('cibadmin', '--modify', '--allow-create', `--xml-file=${file}`);
}

const floatip = (node: Node, ...args: string[]) => node.run(...asFloatip('migrate', ...args));
const failing = (node: Node, ...args: string[]) =>
  floatip(node, ...args).then(
    (output) => expect.fail(`succeeded: ${output}`),
    (error: { exitCode: number; all: string }) => error,
  );

/** The configuration, without what Pacemaker itself writes. */
async function configuration(): Promise<string> {
  const text = await cluster.anyNode.run('cibadmin', '--query', '--scope=configuration');
  return text
    .split('\n')
    .filter((line) => !line.includes('last-lrm-refresh'))
    .join('\n');
}

const agents = (text: string) =>
  [...text.matchAll(/provider="(\w+)" type="(IPaddr2?)"/g)].map(
    ([, provider, type]) => `${provider}:${type}`,
  );

async function places(): Promise<string> {
  const { resources } = await cluster.status();
  return JSON.stringify(resources.map(({ id, role, nodes }) => [id, role, nodes]).sort());
}

/** What the executors did since then, other than monitors and probes. */
async function executed(): Promise<string[]> {
  const lists = await Promise.all(cluster.nodes.map((node) => node.executed().catch(() => [])));
  return lists.flat();
}

/** Runs a change; no answer is lost, and no resource is started, stopped or moved. */
async function undisturbed(what: string, change: () => Promise<unknown>): Promise<void> {
  const since = monotonicTime();
  const before = { places: await places(), executed: await executed() };
  await change();
  await cluster.waitUntilIdle();
  for (const client of clients) await client.waitForAnswer();
  for (const client of clients) {
    const lost = client.unanswered(since);
    const total = client.answers.filter(({ askedAt }) => askedAt >= since).length;
    writeSync(1, `${what}, ${client.address}: ${total} answers, ${lost} lost\n`);
    expect({ address: client.address, lost }).toEqual({ address: client.address, lost: 0 });
  }
  expect(await places()).toBe(before.places);
  const more = (await executed()).slice();
  for (const one of before.executed) more.splice(more.indexOf(one), 1);
  expect(more.filter((one) => !one.endsWith(' reload-agent'))).toEqual([]);
  const { failures } = await cluster.status();
  expect(failures.filter(({ count }) => count > 0)).toEqual([]);
}

async function noMarks(): Promise<void> {
  const text = await configuration();
  expect(text).not.toContain('floatip-migration');
  expect(text).not.toContain('maintenance-mode');
}

describe('floatip migrate', () => {
  it('--plan names each resource of IPaddr2, and changes nothing', async () => {
    const before = await configuration();
    const plan = await floatip(cluster.anyNode, '--plan');
    expect(plan).toContain(`template web (made): ${THEIRS} -> ${OURS}\n`);
    expect(plan).toContain(`inside: ${THEIRS} -> ${OURS}, in group site\n`);
    expect(plan).toContain(`own: ${THEIRS} -> ${OURS}, in clone own-clone\n`);
    expect(plan).toContain('- six: lvs_ipv6_addrlabel is true by default');
    expect(await configuration()).toBe(before);
  });

  it('refuses all while one resource cannot be migrated, and names it', async () => {
    await configure(
      `<configuration><resources>${primitive('bad', '192.0.2.255/24')}</resources></configuration>`,
    );
    const before = await configuration();
    const { exitCode, all } = await failing(cluster.anyNode, '--plan');
    expect(exitCode).toBe(1);
    expect(all).toContain(`bad: ${THEIRS}: cannot be migrated\n  error: ip="192.0.2.255/24"`);
    expect((await failing(cluster.anyNode, '--apply')).all).toContain('nothing was changed');
    expect(await configuration()).toBe(before);
    await cluster.anyNode.run('cibadmin', '--delete', '--xpath', "//primitive[@id='bad']");
    await cluster.anyNode.run('crm_resource', '--cleanup');
    await cluster.waitUntilIdle();
  });

  it('--apply loses no answer, and changes the agents alone', async () => {
    const before = await configuration();
    await undisturbed('there', () => floatip(cluster.anyNode, '--apply'));
    const after = await configuration();
    expect(new Set(agents(after))).toEqual(new Set(['floatip:IPaddr2']));
    expect(after.replaceAll('provider="floatip"', 'provider="heartbeat"')).toBe(before);
  });

  it('the DC dies: the history of the others makes a change a reload; they are migrated there and back', async () => {
    const { dc = '' } = await cluster.status();
    const victim = cluster.node(dc);
    const node = await cluster.runTogether(['inside', 'dependent']);
    expect(node).not.toBe(victim);
    await victim.kill();
    // All nodes join the new DC, and send their whole history once more.
    await cluster.until(
      `${dc} is offline, and its resources run elsewhere`,
      ({ nodes, resources }) => {
        const isOffline = nodes.some(({ name, online }) => name === dc && !online);
        return isOffline && resources.filter(isWanted).every(({ role }) => role === 'Started');
      },
    );
    await cluster.waitUntilIdle();
    const before = (await node.executed()).length;
    await undisturbed('reload', () => cluster.pcs('resource', 'update', 'inside', 'arp_count=3'));
    expect((await node.executed()).slice(before)).toEqual(['inside reload-agent']);
    await cluster.pcs('resource', 'update', 'inside', 'arp_count=');
    await cluster.waitUntilIdle();
    await undisturbed('node down, back', () => floatip(node, '--back', 'inside', 'own'));
    await undisturbed('node down, there', () => floatip(node, '--apply', 'inside', 'own'));
    await cluster.boot(victim);
    await cluster.waitUntilIdle();
    const { failures } = await cluster.status();
    expect(failures.filter(({ count }) => count > 0)).toEqual([]);
  });

  it('--back refuses parameters that IPaddr2 does not know', async () => {
    await cluster.pcs('resource', 'update', 'single', 'arp_type=reply');
    await cluster.waitUntilIdle();
    const { all } = await failing(cluster.anyNode, '--back');
    expect(all).toContain('single: IPaddr2 here does not know arp_type');
    await cluster.pcs('resource', 'update', 'single', 'arp_type=');
    await cluster.waitUntilIdle();
  });

  it('--back loses no answer either, and restores the configuration', async () => {
    const before = await configuration();
    await undisturbed('back', () => floatip(cluster.nodes[2] as Node, '--back'));
    const after = await configuration();
    expect(new Set(agents(after))).toEqual(new Set(['heartbeat:IPaddr2']));
    expect(before.replaceAll('provider="floatip"', 'provider="heartbeat"')).toBe(after);
  });

  it('finds an agent that is not installed on one node, and puts everything back', async () => {
    const before = await configuration();
    const [node, other] = cluster.nodes as [Node, Node];
    const folder = '/usr/lib/ocf/resource.d/floatip';
    await other.run('mount', '-t', 'tmpfs', 'tmpfs', folder);
    await undisturbed('not installed', async () => {
      const { exitCode, all } = await failing(node, '--apply', 'many0', 'single');
      expect(exitCode).toBe(1);
      expect(all).toContain(`${OURS} is not installed on ${other.name}`);
      expect(all).toContain('everything is as it was');
    });
    await other.run('umount', folder);
    expect(await configuration()).toBe(before);
    await noMarks();
  });
});

/** Programs that kill floatip after the nth change of the cluster. */
const KILLER = `#!/bin/sh
real=/usr/sbin/\${0##*/}
case "$*" in
--modify* | --delete* | --refresh*) ;;
*) exec "$real" "$@" ;;
esac
changes=$(($(cat /run/tools/changes) + 1))
echo $changes >/run/tools/changes
"$real" "$@"
status=$?
[ "$changes" != "$(cat /run/tools/last)" ] || kill -KILL $PPID
exit $status
`;

/** Interrupts floatip after its nth change. Returns whether it was. */
async function interrupted(node: Node, last: number, ...args: string[]): Promise<boolean> {
  const tools = node.enclosure?.path('/run/tools') ?? '';
  await mkdir(tools, { recursive: true });
  await writeFile(`${tools}/changes`, '0\n');
  await writeFile(`${tools}/last`, `${last}\n`);
  for (const name of ['cibadmin', 'crm_resource']) {
    await writeFile(`${tools}/${name}`, KILLER, { mode: 0o755 });
  }
  const path = 'PATH=/run/tools:/usr/sbin:/usr/bin:/sbin:/bin';
  return node.run('env', path, ...asFloatip('migrate', ...args)).then(
    () => false,
    () => true,
  );
}

describe('a migration that is killed', () => {
  beforeAll(async () => {
    await floatip(cluster.anyNode, '--back');
  });

  /** The changes of one resource: maintenance, agent, three nodes, history, maintenance, digest, and two to remove the mark. */
  it.each([1, 3, 5, 8])(
    'after its change %i is finished by the next call, on another node',
    async (last) => {
      const [node, other] = cluster.nodes as [Node, Node];
      const wanted = last % 2 === 1 ? '--apply' : '--back';
      await undisturbed(`killed after ${last}`, async () => {
        expect(await interrupted(node, last, '--apply', 'inside')).toBe(true);
        await floatip(other, wanted, 'inside');
      });
      await noMarks();
      const provider = wanted === '--apply' ? 'floatip' : 'heartbeat';
      expect(await configuration()).toContain(`id="inside" class="ocf" provider="${provider}"`);
      await undisturbed('back', () => floatip(node, '--back', 'inside'));
    },
  );
});

describe('two migrations at once, on different nodes', () => {
  it('change one resource after the other, or refuse, and leave no maintenance-mode', async () => {
    const [node, other] = cluster.nodes as [Node, Node];
    await undisturbed('two at once', async () => {
      const runs = [
        floatip(node, '--apply', 'inside'),
        floatip(other, '--apply', 'many0', 'many1'),
      ];
      for (const end of await Promise.allSettled(runs)) {
        if (end.status === 'fulfilled') continue;
        expect(end.reason).toMatchObject({
          exitCode: 1,
          all: expect.stringContaining('another "floatip migrate"'),
        });
      }
    });
    await noMarks();
    await undisturbed('back', () => floatip(node, '--back'));
    await noMarks();
  });
});
