/** Little memory, no executable memory, no /proc, no working directory, 10,000 variables. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Parameters, ROUNDS_ALONE, VIRTUAL_IP } from '../../lab/agent.ts';
import type { Host } from '../../lab/lab.ts';
import { type Launch, linesOf, type Run, reasonOf } from '../../lab/launcher/launcher.ts';
import { sharedAddressState } from '../../lab/shared-address/cluster.ts';
import { WAIT_LIMIT_MS } from '../../lab/time-limits.ts';
import { IPV6, useLaunchedSegment, VIP } from '../support/launched-segment.ts';

const launched = useLaunchedSegment();

/** Differences from the environment that a cluster manager usually provides. */
interface Surroundings {
  readonly settings?: readonly string[];
  /** Shell commands before the exec of the executable, which is `"$@"`. */
  readonly before?: string;
  readonly variables?: readonly string[];
  readonly argv0?: string;
  /** Only the variables that are needed. */
  readonly bare?: boolean;
}

const MEGABYTES = 2 ** 20;

/** Variables that JavaScript runtimes (the first ones), memory allocators and C libraries read. */
const RUNTIME_VARIABLES = [
  ...[
    'BUN_JSC_useJIT=0',
    'BUN_OPTIONS=--smol --preload=/dev/full',
    'BUN_INSPECT=1',
    'BUN_BE_BUN=1',
  ],
  ...[
    'BUN_CONFIG_VERBOSE_FETCH=1',
    'BUN_GARBAGE_COLLECTOR_LEVEL=9',
    'BUN_RUNTIME_TRANSPILER_CACHE_PATH=/',
  ],
  ...['NODE_OPTIONS=--require=/dev/full --inspect-brk', 'NODE_PATH=/dev/full', 'NODE_ENV=\xff'],
  ...[
    'NODE_EXTRA_CA_CERTS=/dev/full',
    'NODE_V8_COVERAGE=/dev/full',
    'NODE_CHANNEL_FD=0',
    'NODE_DEBUG=*',
  ],
  ...[
    'SCR_CYCLE_THRESHOLD=1',
    'SCR_CYCLE_THRESHOLD=-1',
    'SCR_DEBUG=1',
    'SCRIPTC_NO_CACHE=x',
    'QUICKJS=1',
  ],
  ...['MALLOC_ARENA_MAX=0', 'MALLOC_CHECK_=3', 'MALLOC_PERTURB_=165', 'MALLOC_TRIM_THRESHOLD_=1'],
  ...['MALLOC_MMAP_THRESHOLD_=65536', 'MALLOC_TOP_PAD_=1', 'MALLOC_TRACE=/dev/full'],
  ...['GLIBC_TUNABLES=glibc.malloc.tcache_count=0:glibc.malloc.perturb=90:glibc.malloc.check=3'],
  ...[
    'GLIBC_TUNABLES=:::=\xff=:glibc.malloc.arena_max=',
    'LD_PRELOAD=/dev/full',
    'LD_LIBRARY_PATH=/dev/full',
  ],
  ...[
    'LD_BIND_NOW=1',
    'LD_DEBUG=all',
    'LD_AUDIT=/dev/full',
    'LD_PROFILE=x',
    'LD_SHOW_AUXV=1',
    'LD_TRACE_LOADED_OBJECTS=1',
  ],
  ...[
    'LC_ALL=tr_TR.UTF-8',
    'LANG=\xff',
    'LANGUAGE=de',
    'LOCPATH=/dev/full',
    'NLSPATH=/dev/full',
    'GCONV_PATH=/dev/full',
  ],
  ...[
    'TZ=:/dev/full',
    'TZDIR=/dev/full',
    'TMPDIR=/nowhere',
    'HOME=/nowhere',
    'USER=\xff',
    'PWD=/nowhere',
    'OLDPWD=',
  ],
  ...[
    'POSIXLY_CORRECT=1',
    'TERM=\xff',
    'COLUMNS=0',
    'FORCE_COLOR=3',
    'DEBUG=*',
    'ENV=/dev/full',
    'BASH_ENV=/dev/full',
  ],
  ...[
    '=',
    '=x',
    'x',
    '',
    '\xff',
    '\xff=\xff',
    'OCF_',
    'OCF_=',
    'OCF_RESKEY_',
    'OCF_RESKEY_=x',
    'HA_',
    'PATH',
  ],
];

const VARIABLES = 10_000;

function many(name: string): string[] {
  return Array.from({ length: VARIABLES }, (_, at) => `${name}${at}=value ${at}`);
}

/** A mount namespace for the executable alone. */
const OWN_MOUNTS = 'unshare --mount --propagation private';

const SURROUNDINGS: Readonly<Record<string, Surroundings>> = {
  '64 MB of address space': { settings: [`as=${64 * MEGABYTES}`] },
  'no executable memory': { settings: ['no-executable-memory'] },
  'all signals ignored': { settings: ['ignored-signals'] },
  'all signals blocked': { settings: ['blocked-signals'] },
  'files that may not grow': {
    settings: ['fsize=0'],
    variables: [`HA_LOGFILE=${join(tmpdir(), 'floatip-log')}`],
  },
  'ten descriptors': { settings: ['nofile=10'] },
  'an empty /proc': {
    before: `exec ${OWN_MOUNTS} sh -c 'mount -t tmpfs none /proc && exec "$@"' sh "$@"`,
  },
  'no /proc': { before: `exec ${OWN_MOUNTS} sh -c 'umount -l /proc && exec "$@"' sh "$@"` },
  'a deleted working directory': { before: 'd=$(mktemp -d) && cd "$d" && rmdir "$d" && exec "$@"' },
  'variables of other runtimes': { variables: RUNTIME_VARIABLES },
  'only the parameters in the environment': { bare: true },
  '10,000 variables': { variables: many('SOMETHING_') },
  '10,000 variables of OCF': { variables: many('OCF_SOMETHING_') },
  'an empty argv[0]': { argv0: '' },
  'an argv[0] that is not UTF-8': { argv0: '\xff/\xc3' },
  'a variable of 100 kB': { variables: [`OCF_RESKEY_description=${'x'.repeat(100_000)}`] },
  'all of these': {
    settings: [`as=${64 * MEGABYTES}`, 'no-executable-memory'],
    before: `exec ${OWN_MOUNTS} sh -c 'd=$(mktemp -d) && cd "$d" && rmdir "$d" && mount -t tmpfs none /proc && exec "$@"' sh "$@"`,
    variables: [...RUNTIME_VARIABLES, ...many('SOMETHING_')],
    argv0: '',
  },
};

async function act(
  { settings = [], before, variables = [], argv0 = VIRTUAL_IP, bare = false }: Surroundings,
  host: Host,
  args: readonly string[],
  parameters: Parameters,
): Promise<Run> {
  const needed = Object.entries(parameters).map(([name, value]) => `OCF_RESKEY_${name}=${value}`);
  const usual = [
    ...['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'OCF_ROOT=/usr/lib/ocf', 'OCF_RESOURCE_INSTANCE=vip'],
    `OCF_RESKEY_CRM_meta_timeout=${WAIT_LIMIT_MS}`,
  ];
  const launch: Launch = {
    args,
    argv0,
    settings,
    environment: [
      ...needed,
      `HA_RSCTMP=${host.stateDirectory}`,
      ...(bare ? [] : usual),
      ...variables,
    ],
  };
  const shell = before === undefined ? [] : ['sh', '-c', before, 'sh'];
  return launched.launcher.run([...host.place, ...shell], launch);
}

/** nodad, which IPv4 does not have: an IPv6 address can be used at once. */
const familys = (ip: string): Parameters => (ip.includes(':') ? { nodad: true } : {});

describe.each(Object.entries(SURROUNDINGS))('%s', (_, surroundings) => {
  it.each([VIP, IPV6])('%s: start, announcement, monitor and stop work', async (ip) => {
    const { a, neighbour } = launched.segment;
    const capture = await neighbour.capture('eth0', 'arp or icmp6');
    const vip = { ip, arp_count: 3, arp_interval: 20, ...ROUNDS_ALONE, ...familys(ip) };
    const start = await act(surroundings, a, ['start'], vip);
    expect([start.status, reasonOf(start)]).toEqual([0, undefined]);
    expect(linesOf(start).join('\n')).not.toMatch(/WARNING|ERROR/);
    await a.waitForAnnouncers();
    const told = ip.includes(':') ? await capture.advertisements(ip) : await capture.arp(ip);
    expect(told).toHaveLength(ip.includes(':') ? 3 : 6);
    await capture.stop();

    expect(await act(surroundings, a, ['monitor'], vip)).toMatchObject({ status: 0 });
    expect((await a.agent('monitor', vip)).status).toBe(0);
    // stop must end a running announcer.
    const busy = { ...vip, arp_count: 1_000_000, arp_interval: 1 };
    expect(await act(surroundings, a, ['stop'], vip)).toMatchObject({ status: 0 });
    expect(await act(surroundings, a, ['start'], busy)).toMatchObject({ status: 0 });
    expect(await a.lockFiles()).toHaveLength(1);
    const stop = await act(surroundings, a, ['stop'], vip);
    expect([stop.status, reasonOf(stop)]).toEqual([0, undefined]);
    expect(linesOf(stop).join('\n')).not.toMatch(/WARNING|ERROR/);
    expect(await a.stateFiles()).toEqual([]);
    expect(await act(surroundings, a, ['monitor'], vip)).toMatchObject({ status: 7 });
  });

  it('validate-all, meta-data and usage succeed', async () => {
    for (const action of ['validate-all', 'meta-data', 'usage']) {
      const run = await act(surroundings, launched.segment.a, [action], { ip: '10.0.0.10' });
      expect([action, run.status, linesOf(run)]).toEqual([action, 0, []]);
    }
  });

  it('commands of floatip work', async () => {
    const person = async (...args: string[]) => {
      const withoutOthers = { ...surroundings, bare: true };
      const run = await act(withoutOthers, launched.segment.a, args, {});
      return [run.status, Buffer.from(run.stdout).toString().split('\n').at(0), linesOf(run)];
    };
    expect(await person('--help')).toEqual([0, expect.stringMatching(/^Usage: floatip/), []]);
    expect(await person('status', 'ip=10.0.0.10')).toEqual([
      7,
      expect.stringContaining('10.0.0.10 is not on this host'),
      [],
    ]);
    expect(await person('status', '--nosuch')).toEqual([
      2,
      '',
      [expect.stringContaining('--nosuch')],
    ]);
  });
});

const WHERE_SHARED = [
  'all signals ignored',
  'all signals blocked',
  '64 MB of address space',
  'no executable memory',
  'a deleted working directory',
  'variables of other runtimes',
  '10,000 variables',
];

describe.each(WHERE_SHARED)('%s: a shared address', (name) => {
  const surroundings = SURROUNDINGS[name] ?? {};

  it.each([
    ['10.0.0.10', 'nft'],
    ['10.0.0.10', 'iptables'],
    ['2001:db8::10', 'nft'],
  ])('%s by %s: start, monitor and stop work', async (ip, tool) => {
    const { a } = launched.segment;
    const vip = {
      ...{ ip, arp_count: 1, clusterip_firewall: tool, CRM_meta_interval: 10_000, ...familys(ip) },
      ...{ CRM_meta_clone: 0, CRM_meta_clone_max: 2, CRM_meta_globally_unique: 'true' },
    };
    // iptables creates tables that stay.
    await a.agent('start', vip);
    await a.agent('stop', vip);
    const before = await sharedAddressState(a);
    const start = await act(surroundings, a, ['start'], vip);
    expect([start.status, reasonOf(start)]).toEqual([0, undefined]);
    const monitor = await act(surroundings, a, ['monitor'], vip);
    expect([monitor.status, reasonOf(monitor)]).toEqual([0, undefined]);
    const stop = await act(surroundings, a, ['stop'], vip);
    expect([stop.status, reasonOf(stop)]).toEqual([0, undefined]);
    expect(await sharedAddressState(a)).toEqual(before);
    expect((await act(surroundings, a, ['monitor'], { ...vip, CRM_meta_interval: 0 })).status).toBe(
      7,
    );
  });
});

describe('no /proc: a shared address', () => {
  it('is removed by stop, which cannot read the multicast memberships', async () => {
    const { a } = launched.segment;
    const before = await sharedAddressState(a);
    const vip = {
      ...{ ip: '10.0.0.10', arp_count: 1 },
      ...{ CRM_meta_clone: 0, CRM_meta_clone_max: 2, CRM_meta_globally_unique: 'true' },
    };
    expect((await a.agent('start', vip)).status).toBe(0);
    const stop = await act(SURROUNDINGS['no /proc'] ?? {}, a, ['stop'], vip);
    expect([stop.status, reasonOf(stop)]).toEqual([0, undefined]);
    expect(await sharedAddressState(a)).toEqual(before);
  });
});

it('parameters of 100 kB are refused in one readable line', async () => {
  const { a } = launched.segment;
  for (const value of [
    '9'.repeat(100_000),
    'ä'.repeat(50_000),
    '"'.repeat(100_000),
    '\u0001'.repeat(100_000),
  ]) {
    for (const name of [
      'ip',
      'nic',
      'cidr_netmask',
      'proto',
      'iflabel',
      'network_namespace',
      'mac',
    ]) {
      const octets = Buffer.from(value, 'utf8').toString('latin1');
      const parameters = { ip: '10.0.0.10', [name]: octets };
      for (const action of ['start', 'validate-all']) {
        const run = await act({}, a, [action], parameters);
        expect([name, run.status]).toEqual([name, 6]);
        expect(reasonOf(run)?.length).toBeLessThan(250);
      }
      expect(await act({}, a, ['stop'], parameters)).toMatchObject({ status: 0 });
    }
  }
});
