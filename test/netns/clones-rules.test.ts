/** Firewall rules of starts and stops of a shared address on one host, with the real tools. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Host, Lab } from '../../lab/lab.ts';
import { launch, measureDuration } from '../../lab/launch.ts';
import { momentsWithin } from '../../lab/moments-within.ts';
import { instance, type Setting, sharedAddressState } from '../../lab/shared-address/cluster.ts';
import { sleepExactly } from '../../lab/sleep-exactly.ts';
import { which } from '../../lab/which.ts';

const VIP = '10.0.0.10';
const TOTAL = 8;
const EVERY = Array.from({ length: TOTAL }, (_, number) => number);

let lab: Lab;
let host: Host;
beforeAll(async () => {
  lab = await Lab.create();
  host = await lab.addHost('h');
  await lab.plug(host, 'eth0', '10.0.0.1/24');
});
afterAll(() => lab.close());

const NFT: Setting = { vip: VIP, total: TOTAL };
const IPTABLES: Setting = { ...NFT, parameters: { clusterip_firewall: 'iptables' } };

const act = (action: string, number: number, setting = NFT) =>
  instance(host, number, action, setting);
const statuses = async (action: string, numbers: readonly number[], setting = NFT) =>
  (await Promise.all(numbers.map((number) => act(action, number, setting)))).map(
    ({ status, reason }) => reason ?? status,
  );

/** Rules of iptables, without its built-in tables and chains, which stay. */
async function iptablesRules(): Promise<string[]> {
  const lines = (await host.run('iptables', '-t', 'mangle', '-S')).split('\n');
  lines.push(...(await host.run('arptables', '-S')).split('\n'));
  return lines.filter((line) => !line.startsWith('-P '));
}

describe.each([
  ['nft', NFT],
  ['iptables', IPTABLES],
])('%s', (name, setting) => {
  let before: unknown;
  beforeEach(async () => {
    // iptables creates its tables at its first use.
    if (name === 'iptables') await iptablesRules();
    before = await sharedAddressState(host);
  });
  /** Ignores the tables and chains that iptables leaves. */
  const compare = async () => {
    if (name === 'nft') return expect(await sharedAddressState(host)).toEqual(before);
    expect(await iptablesRules()).toEqual([]);
    const rules = expect.any(String);
    expect(await sharedAddressState(host)).toEqual({ ...(before as object), rules });
  };
  afterEach(async () => {
    for (const number of EVERY) await act('stop', number, setting);
    await compare();
  });

  it('concurrent starts and stops of all instances succeed', async () => {
    const fine = EVERY.map(() => 0);
    for (let round = 0; round < 3; round++) {
      expect(await statuses('start', EVERY, setting)).toEqual(fine);
      expect(await statuses('monitor', EVERY, setting)).toEqual(fine);
      expect(await statuses('stop', EVERY, setting)).toEqual(fine);
      await compare();
    }
  });

  it('concurrent starts and stops of different instances leave the started ones', async () => {
    await Promise.all(EVERY.map((number) => act('start', number, setting)));
    const stopped = EVERY.filter((number) => number % 2 === 0);
    const stays = EVERY.filter((number) => number % 2 === 1);
    const all = await Promise.all([
      ...stopped.map((number) => act('stop', number, setting)),
      ...stays.map((number) => act('monitor', number, setting)),
      ...stays.map((number) => act('start', number, setting)),
    ]);
    expect(all.map(({ status, reason }) => reason ?? status)).toEqual(all.map(() => 0));
    expect(await statuses('monitor', stays, setting)).toEqual(stays.map(() => 0));
    expect((await statuses('monitor', stopped, setting))[0]).toContain(
      `bucket 1 of ${TOTAL} is missing in the rules of ${name} (found: 2, 4, 6, 8)`,
    );
  });

  it('after kill -9 at any time, stop removes the rest, and start completes it', async () => {
    const parameters = {
      ip: VIP,
      arp_count: 1,
      CRM_meta_clone: 0,
      CRM_meta_clone_max: TOTAL,
      ...setting.parameters,
    };
    /** Measures an action; without the address before and after it. */
    const measure = (action: 'start' | 'stop') => async () => {
      if (action === 'stop') await act('start', 0, setting);
      const took = await measureDuration(host, action, parameters);
      if (action === 'start') await act('stop', 0, setting);
      return took;
    };
    for (const [action, count] of [
      ['start', 12],
      ['stop', 4],
    ] as const) {
      let round = 0;
      for await (const moment of momentsWithin(count, measure(action))) {
        if (action === 'stop') await act('start', 0, setting);
        const victim = launch(host, action, parameters);
        await sleepExactly(moment);
        victim.kill('SIGKILL');
        await victim;
        if (round++ % 2 === 0) {
          expect((await act('start', 0, setting)).status).toBe(0);
          expect((await act('monitor', 0, setting)).status).toBe(0);
        }
        expect(await act('stop', 0, setting)).toMatchObject({ status: 0, reason: undefined });
        await compare();
      }
    }
  });

  it('monitor reports removed rules, which stop and start restore', async () => {
    const remove =
      name === 'nft'
        ? [
            ['nft', 'flush', 'chain', 'ip', 'floatip', 'clusterip'],
            ['nft', 'delete', 'table', 'arp', 'floatip'],
          ]
        : [
            ['iptables', '-t', 'mangle', '-F', 'clusterip'],
            ['iptables', '-t', 'mangle', '-D', 'PREROUTING', '-j', 'clusterip'],
            ['arptables', '-F', 'OUTPUT'],
          ];
    for (const [command = '', ...args] of remove) {
      for (const number of [1, 4]) await act('start', number, setting);
      await host.run(command, ...args);
      const { status, reason } = await act('monitor', 4, setting);
      expect([status, reason]).toEqual([1, expect.stringContaining(`${VIP} is on eth0, but `)]);
      expect((await act('stop', 4, setting)).status).toBe(0);
      expect((await act('start', 4, setting)).status).toBe(0);
      expect((await act('monitor', 4, setting)).status).toBe(0);
      for (const number of [1, 4]) await act('stop', number, setting);
      await compare();
    }
  });

  it('monitor reports an address that was removed by hand, and start restores it', async () => {
    for (const number of [1, 4]) await act('start', number, setting);
    await host.ip(`address del ${VIP}/24 dev eth0`);
    expect(await act('monitor', 4, setting)).toMatchObject({
      status: 1,
      reason: expect.stringMatching(
        /^10\.0\.0\.10 is not on this host, but \w+ still has rules for it/,
      ),
    });
    expect((await act('start', 4, setting)).status).toBe(0);
    expect((await act('monitor', 4, setting)).status).toBe(0);
    // start of instance 4 restores its own bucket only: the monitor of instance 1 reports its own.
    expect((await act('monitor', 1, setting)).reason).toContain('(found: 5)');
    expect((await act('start', 1, setting)).status).toBe(0);
    expect((await act('monitor', 4, setting)).status).toBe(0);
  });

  it('monitor reports a removed multicast membership', async () => {
    await act('start', 0, setting);
    await host.ip('maddress del 51:52:f5:84:a0:ff dev eth0');
    expect((await act('monitor', 0, setting)).reason).toContain(
      'eth0 does not receive frames for 51:52:f5:84:a0:ff',
    );
  });
});

describe('rules of others', () => {
  it('in other tables and chains stay unchanged', async () => {
    await host.run('nft', 'add table ip mine { set s { type ipv4_addr; }; chain c { accept; }; }');
    await host.run('nft', 'add table ip floatip { chain theirs { drop; }; }');
    const before = await sharedAddressState(host);
    await act('start', 0);
    await act('start', 1);
    expect(await host.run('nft', 'list', 'chain', 'ip', 'floatip', 'theirs')).toContain('drop');
    await act('stop', 1);
    await act('stop', 0);
    expect(await sharedAddressState(host)).toEqual(before);
    await host.run('nft', 'flush', 'ruleset');
  });

  it('in the same chain stay unchanged, and so does the chain', async () => {
    await act('start', 0);
    await host.run('nft', 'add rule ip floatip clusterip ip daddr 10.0.0.99 drop');
    await act('stop', 0);
    const left = await host.run('nft', 'list', 'ruleset');
    expect(left).toContain('ip daddr 10.0.0.99 drop');
    expect(left).not.toContain(VIP);
    expect(left).not.toContain('table arp');
    await host.run('nft', 'flush', 'ruleset');
  });

  it.each([
    ['nft', NFT],
    ['iptables', IPTABLES],
  ])('of another shared address stay unchanged, with %s', async (_, setting) => {
    const other = { ...setting, vip: '10.0.0.11' };
    const both = await Promise.all([
      ...[0, 1, 2].map((number) => instance(host, number, 'start', setting)),
      ...[0, 1, 2].map((number) => instance(host, number, 'start', other)),
    ]);
    expect(both.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0, 0]);
    const ended = await Promise.all([
      ...[0, 1, 2].map((number) => instance(host, number, 'stop', setting)),
      ...[0, 2].map((number) => instance(host, number, 'stop', other)),
    ]);
    expect(ended.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0]);
    expect(await instance(host, 1, 'monitor', other)).toMatchObject({ status: 0 });
    expect(await host.run('nft', 'list', 'ruleset')).not.toContain(VIP);
    expect(await instance(host, 1, 'stop', other)).toMatchObject({ status: 0 });
    expect(await host.run('nft', 'list', 'ruleset')).not.toContain('10.0.0.11');
  });

  it('can be in tables and chains of other names', async () => {
    const before = await sharedAddressState(host);
    const setting = {
      ...NFT,
      parameters: { clusterip_table: 'my-own', clusterip_chain: 'my_chain.1' },
    };
    await act('start', 0, setting);
    const chain = await host.run('nft', 'list', 'chain', 'ip', 'my-own', 'my_chain.1');
    expect(chain).toContain(VIP);
    expect((await act('monitor', 0, setting)).status).toBe(0);
    await act('stop', 0, setting);
    expect(await sharedAddressState(host)).toEqual(before);
  });
});

describe('the firewall tool', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'floatip-tools-'));
    for (const names of [[], ['nft'], ['iptables', 'iptables-restore']]) {
      const { PATH } = path(...names);
      await mkdir(PATH);
      // `ip netns exec` needs ip.
      for (const name of ['ip', ...names]) await symlink(which(name) ?? '', join(PATH, name));
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  /** PATH with these programs and ip only. */
  const path = (...names: string[]) => ({ PATH: join(folder, `with-${names.join('-')}`) });

  it.each<[string, string[], RegExp]>([
    ['auto', [], /: neither nft nor iptables with arptables is in PATH/],
    ['nft', ['iptables', 'iptables-restore'], /: nft is not in PATH/],
    ['iptables', ['nft'], /: iptables with arptables is not in PATH/],
    ['auto', ['iptables', 'iptables-restore'], /: neither nft nor/],
  ])(
    'clusterip_firewall=%s with %j: start returns 5 and names the missing tools',
    async (choice, names, reason) => {
      const setting = { ...NFT, parameters: { clusterip_firewall: choice } };
      const before = await sharedAddressState(host);
      for (const action of ['start', 'validate-all']) {
        const run = await instance(host, 0, action, setting, path(...names));
        expect([run.status, run.reason]).toEqual([5, expect.stringMatching(reason)]);
      }
      expect((await instance(host, 0, 'stop', setting, path(...names))).status).toBe(0);
      expect((await instance(host, 0, 'monitor', setting, path(...names))).status).toBe(7);
      expect(await sharedAddressState(host)).toEqual(before);
    },
  );

  it('is removed while the address is up: stop succeeds', async () => {
    await act('start', 0);
    expect((await instance(host, 0, 'monitor', NFT, path())).status).toBe(1);
    expect((await instance(host, 0, 'stop', NFT, path())).status).toBe(0);
    expect(await host.addresses('eth0')).toEqual(['10.0.0.1/24']);
    // With the tool, stop removes the rules that are left.
    expect((await act('stop', 0)).status).toBe(0);
    expect(await host.run('nft', 'list', 'ruleset')).not.toContain(VIP);
  });

  it('is ignored if it fails but is not the one to be used', async () => {
    const before = await sharedAddressState(host);
    const { PATH } = path('nft', 'broken');
    await mkdir(PATH);
    for (const name of ['ip', 'nft']) await symlink(which(name) ?? '', join(PATH, name));
    for (const name of ['iptables', 'iptables-restore', 'arptables']) {
      await writeFile(join(PATH, name), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
    }
    for (const action of ['start', 'monitor', 'stop']) {
      const { status, reason } = await instance(host, 0, action, NFT, { PATH });
      expect([action, status, reason]).toEqual([action, 0, undefined]);
    }
    expect(await sharedAddressState(host)).toEqual(before);
    const broken = { ...NFT, parameters: { clusterip_firewall: 'iptables' } };
    const { status, reason } = await instance(host, 0, 'start', broken, { PATH });
    expect([status, reason]).toEqual([1, expect.stringMatching(/^iptables: exit status 3; /)]);
    expect(await sharedAddressState(host)).toEqual(before);
  });

  it('is iptables without arptables with clusterip_mac_mangle=false', async () => {
    const parameters = { clusterip_firewall: 'iptables', clusterip_mac_mangle: false };
    const setting = { ...NFT, parameters };
    const variables = path('iptables', 'iptables-restore');
    expect((await instance(host, 0, 'start', setting, variables)).status).toBe(0);
    expect((await instance(host, 0, 'monitor', setting, variables)).status).toBe(0);
    expect((await instance(host, 0, 'stop', setting, variables)).status).toBe(0);
    expect(await iptablesRules()).toEqual([]);
  });
});

it('monitor returns 1, also as a probe, if the rule of the buckets is missing', async () => {
  await act('start', 4, NFT);
  let place: string[] = [];
  for (const line of (await host.run('nft', '--handle', 'list', 'ruleset')).split('\n')) {
    const [word = '', first = '', second = ''] = line.trim().split(' ');
    if (word === 'table') place = [first, second];
    if (word === 'chain') place = [...place.slice(0, 2), first];
    const handle = line.includes('jhash') && /# handle (\d+)/.exec(line)?.[1];
    if (handle) await host.run('nft', 'delete', 'rule', ...place, 'handle', handle);
  }
  for (const number of [1, 4]) expect((await act('monitor', number, NFT)).status).toBe(1);
  for (const number of [1, 4]) expect((await act('stop', number, NFT)).status).toBe(0);
  expect(await host.run('nft', 'list', 'ruleset')).not.toContain(VIP);
});

describe('parameters', () => {
  it.each<[string, Record<string, string | number | boolean>, RegExp]>([
    ['lvs_support', { lvs_support: true }, /^lvs_support=true with clone-max="8"/],
    ['mac', { mac: '02:00:00:00:00:01' }, /^mac="02:00:00:00:00:01" must be a multicast/],
    [
      'clusterip_hash',
      { clusterip_hash: 'nonsense' },
      /^clusterip_hash="nonsense" is not a valid value; write sourceip,/,
    ],
    ['clusterip_hash_seed', { clusterip_hash_seed: 0 }, /^clusterip_hash_seed="0" must be from 1/],
    ['clusterip_table', { clusterip_table: 'a b' }, /^clusterip_table="a b" must be/],
    ['the instance', { CRM_meta_clone: 8 }, /^instance="8" of a clone with clone-max="8"/],
    ['globally-unique', { CRM_meta_globally_unique: false }, /^globally-unique=false: each node/],
    [
      'more buckets than iptables has',
      { clusterip_firewall: 'iptables', CRM_meta_clone_max: 33 },
      /^10.0.0.10: iptables supports at most 32 buckets, not 33/,
    ],
  ])('%s: start returns 6, stop succeeds', async (_, parameters, reason) => {
    const setting = { ...NFT, parameters };
    const run = await act('start', 0, setting);
    expect([run.status, run.reason]).toEqual([6, expect.stringMatching(reason)]);
    expect((await act('stop', 0, setting)).status).toBe(0);
  });

  it('of a shared address cause a warning for other addresses', async () => {
    const run = await host.agent('start', { ip: VIP, arp_count: 1, clusterip_firewall: 'nft' });
    expect(run.status).toBe(0);
    expect(run.log.join('\n')).toContain('clusterip_firewall="nft" has no effect on an address');
    expect(await host.run('nft', 'list', 'ruleset')).not.toContain(VIP);
    await host.agent('stop', { ip: VIP });
  });

  it('seed and hardware address are used in the rules as specified', async () => {
    const parameters = { clusterip_hash_seed: '0xDEADBEEF', mac: '01:00:5e:00:01:0a' };
    await act('start', 0, { ...NFT, parameters });
    const rules = await host.run('nft', 'list', 'ruleset');
    expect(rules).toContain('jhash ip saddr mod 8 seed 0xdeadbeef 0');
    expect(rules).toContain('arp saddr ether set 01:00:5e:00:01:0a');
    expect(await host.ip('maddress show dev eth0')).toContain('01:00:5e:00:01:0a');
    await act('stop', 0, { ...NFT, parameters });
    expect(await host.ip('maddress show dev eth0')).not.toContain('01:00:5e:00:01:0a');
  });

  it('stop removes the rules also if clone-max was changed to 1', async () => {
    const before = await sharedAddressState(host);
    await act('start', 0);
    expect((await act('stop', 0, { vip: VIP, total: 1 })).status).toBe(0);
    expect(await sharedAddressState(host)).toEqual(before);
    const parameters = { clusterip_table: 'mine', clusterip_chain: 'mine' };
    await act('start', 0, { ...NFT, parameters });
    expect((await act('stop', 0, { vip: VIP, total: 1, parameters })).status).toBe(0);
    expect(await sharedAddressState(host)).toEqual(before);
  });
});

describe('the command floatip', () => {
  const words = (number: number) => [
    `ip=${VIP}`,
    'arp_count=1',
    `CRM_meta_clone=${number}`,
    `CRM_meta_clone_max=${TOTAL}`,
  ];
  const floatip = (...args: string[]) => host.agent(args, {}, { OCF_RESOURCE_INSTANCE: '' });

  it('explains and shows a shared address, and stops all its instances', async () => {
    const before = await sharedAddressState(host);
    const explained = await floatip('explain', ...words(2));
    expect(explained.stdout).toContain('this host would answer bucket 3 of 8 of the clients');
    expect(explained.stdout).toMatch(/sender hardware address {2}51:52:f5:84:a0:ff\n/);
    for (const number of [2, 4]) await floatip('start', ...words(number));
    const shown = await floatip('status', `ip=${VIP}`);
    expect(shown.stdout).toContain('shared: this host answers buckets 3, 5 of 8 (nft)');
    expect((await floatip('status', ...words(0))).stdout).toContain('bucket 1 of 8 is missing');
    const json = JSON.parse((await floatip('status', ...words(2), '--json')).stdout);
    expect(json.share).toEqual({ tool: 'nft', total: 8, buckets: [3, 5] });
    expect((await floatip('stop', `ip=${VIP}`)).status).toBe(0);
    expect(await sharedAddressState(host)).toEqual(before);
  });

  it('finds rules in the table that clusterip_table names', async () => {
    const before = await sharedAddressState(host);
    const table = 'clusterip_table=mine';
    await floatip('start', ...words(0), table);
    const shown = await floatip('status', `ip=${VIP}`, table);
    expect(shown.stdout).toContain('shared: this host answers bucket 1 of 8 (nft)');
    expect(shown.stderr).toBe('');
    expect((await floatip('stop', `ip=${VIP}`, table)).status).toBe(0);
    expect(await sharedAddressState(host)).toEqual(before);
  });
});
