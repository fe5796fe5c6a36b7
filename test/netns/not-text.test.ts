/**
 * Octets that are not UTF-8 (RFC 3629) in the arguments and variables of an action: it ends with a valid
 * status and a readable line, and stop removes the address.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linesOf, reasonOf } from '../../lab/launcher/launcher.ts';
import { parameters as parameterTable } from '../../ocf-metadata/parameters.ts';
import { IPV6, useLaunchedSegment, VIP } from '../support/launched-segment.ts';
import { expectSober, MALFORMED, parameters, someMalformed, USUAL } from '../support/malformed.ts';

const PARAMETER_NAMES = parameterTable().map(({ name }) => name);

const launched = useLaunchedSegment();
const { act, person } = launched;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floatip-octets-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a parameter that is not UTF-8', () => {
  /** Parameters that monitor reads; it refuses malformed values of some. */
  const LOOKED_AT: readonly string[] = [
    ...['ip', 'unique_clone_address', 'nic', 'network_namespace', 'check_link_status'],
    ...['arp_count_refresh', 'arp_interval', 'arp_type', 'arp_bg', 'send_arp_opts'],
    ...['clusterip_firewall', 'clusterip_table', 'clusterip_chain', 'clusterip_hash_seed'],
    ...['mac', 'clusterip_mac_mangle'],
    ...['arp_late', 'announce_to', 'announce_rate', 'on_conflict'],
  ];

  it.each([...PARAMETER_NAMES, 'netmask'].entries().toArray())('%i: %s', async (turn, name) => {
    const { a } = launched.segment;
    const reason = new RegExp(`^${name}=".*" is not UTF-8 text$`);
    for (const [at, value] of someMalformed(turn).entries()) {
      const ip = at % 2 === 0 ? VIP : IPV6;
      const variables = [`OCF_RESKEY_${name}=${value}`, `OCF_RESKEY_ip=${ip}`];
      await a.agent('start', { ip, arp_count: 1, ...(ip === IPV6 && { nodad: true }) });
      for (const action of ['start', 'validate-all', 'reload-agent']) {
        const run = await act(action, ...variables);
        expect([action, value, run.status, reasonOf(run)]).toEqual([
          action,
          value,
          6,
          expect.stringMatching(reason),
        ]);
      }
      const isLookedAt = LOOKED_AT.some((one) => one === name);
      for (const action of ['monitor', 'status']) {
        const run = await act(action, ...variables);
        expect([action, value, run.status, reasonOf(run)]).toEqual([
          action,
          value,
          ...(isLookedAt ? [6, expect.stringMatching(reason)] : [0, undefined]),
        ]);
      }
      const stop = await act('stop', ...variables);
      expect([value, stop.status, reasonOf(stop)]).toEqual([value, 0, undefined]);
      expect(linesOf(stop)[0]).toMatch(/" is not UTF-8 text$/);
      // An invalid address or namespace cannot have been started.
      const wasMeant = name !== 'ip' && name !== 'network_namespace';
      expect((await a.agent('monitor', { ip })).status).toBe(wasMeant ? 7 : 0);
    }
  });

  it('of a shared address: start is refused, stop succeeds', async () => {
    const clone = { CRM_meta_clone: 0, CRM_meta_clone_max: 2, CRM_meta_globally_unique: 'true' };
    const vip = { ip: VIP, arp_count: 1, ...clone };
    const shared = PARAMETER_NAMES.filter((name) => /^(clusterip_|mac$)/.test(name));
    expect(shared).toHaveLength(7);
    for (const name of shared) {
      expect((await launched.segment.a.agent('start', vip)).status).toBe(0);
      const variables = [`OCF_RESKEY_${name}=a\xff\n\xc3`, ...parameters(vip)];
      const start = await act('start', ...variables);
      expect([start.status, reasonOf(start)]).toEqual([6, expect.stringContaining('not UTF-8')]);
      expect((await act('stop', ...variables)).status).toBe(0);
      expect((await launched.segment.a.agent('monitor', { ip: VIP })).status).toBe(7);
    }
  });
});

describe('a variable that is not UTF-8', () => {
  const NAMES = [
    ...[
      'OCF_RESOURCE_INSTANCE',
      'OCF_EXIT_REASON_PREFIX',
      'OCF_CHECK_LEVEL',
      'OCF_ROOT',
      'OCF_RA_VERSION_MAJOR',
    ],
    ...[
      'OCF_RESKEY_OCF_CHECK_LEVEL',
      'OCF_RESKEY_CRM_meta_timeout',
      'OCF_RESKEY_CRM_meta_interval',
    ],
    ...[
      'OCF_RESKEY_CRM_meta_clone_max',
      'OCF_RESKEY_CRM_meta_globally_unique',
      'OCF_RESKEY_nosuch',
    ],
    ...[
      'HA_RSCTMP',
      'HA_LOGFILE',
      'HA_logfile',
      'HA_DEBUGLOG',
      'HA_LOGTAG',
      'HA_DATEFMT',
      'HA_LOGFACILITY',
    ],
    ...[
      'HA_debug',
      'HA_nosuch',
      'PATH',
      'NO_COLOR',
      'TZ',
      'OCF_\xff',
      'OCF_RESKEY_ip\xff',
      'HA_\xc3',
      '\xff',
    ],
  ];

  it.each(NAMES.entries().toArray())('%i: %s', async (turn, name) => {
    const vip = parameters({ ip: VIP, arp_count: 1 });
    for (const value of someMalformed(turn)) {
      const variables = [`${name}=${folder}/${value}`, `${name}=${value}`, name, ...vip];
      // The first variable of a name is used.
      for (const given of [variables, variables.slice(1)]) {
        const start = await act('start', ...given);
        expectSober(start);
        expect([name, value, start.status]).toEqual([
          name,
          value,
          name.includes('clone_max') ? 6 : 0,
        ]);
        const monitor = await act('monitor', ...given);
        expectSober(monitor);
        expect(monitor.status).toBe(name.includes('clone_max') ? 7 : 0);
        const stop = await act('stop', ...given);
        expectSober(stop);
        expect(stop.status).toBe(0);
        expect((await launched.segment.a.agent('monitor', { ip: VIP })).status).toBe(7);
      }
    }
    // No file or folder is created under a replaced name.
    expect(await readdir(folder)).toEqual([]);
  });

  it('HA_RSCTMP: start works without a state directory, and warns', async () => {
    const state = `HA_RSCTMP=${folder}/\xff`;
    const vip = parameters({ ip: VIP, arp_count: 1 });
    const start = await act('start', state, ...vip);
    expect([start.status, linesOf(start)[0]]).toEqual([
      0,
      expect.stringMatching(
        /WARNING: HA_RSCTMP=.*: .*not UTF-8 text.*; going on without locks or marks$/,
      ),
    ]);
    expect((await act('stop', state, ...vip)).status).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('an action argument that is not UTF-8', () => {
  it('is an unknown action', async () => {
    for (const value of [...MALFORMED, 'start\xff', '\xffstop', 'st\xffop', 'monitor\n\xc3']) {
      const run = await act(value, ...parameters({ ip: VIP }));
      expect([value, run.status, reasonOf(run)]).toEqual([
        value,
        3,
        expect.stringMatching(/^unknown action=".*"$/s),
      ]);
    }
  });

  it('is ignored after the first argument', async () => {
    const run = await launched.launcher.run(launched.segment.a.place, {
      args: ['monitor', ...MALFORMED],
      environment: [...USUAL, ...parameters({ ip: VIP })],
    });
    expect([run.status, linesOf(run)]).toEqual([7, []]);
  });
});

describe('arguments of the command floatip that are not UTF-8', () => {
  it.each([
    ['a command', (value: string) => [`${value}=`, 'ip=10.0.0.10']],
    ['a misspelt command', (value: string) => [`stat${value}us`, 'ip=10.0.0.10']],
    ['an option', (value: string) => ['status', `--${value}`, 'ip=10.0.0.10']],
    ['a misspelt option', (value: string) => ['status', `--js${value}on`, 'ip=10.0.0.10']],
    ['a short option', (value: string) => [`-${value}`]],
    ['a parameter name', (value: string) => ['start', 'ip=10.0.0.10', `${value}=eth0`]],
    ['a misspelt parameter name', (value: string) => ['start', 'ip=10.0.0.10', `n${value}ic=eth0`]],
    ['a word without a name', (value: string) => ['start', 'ip=10.0.0.10', value]],
    ['an address', (value: string) => ['start', `ip=${value}`]],
    ['an interface', (value: string) => ['start', 'ip=10.0.0.10', `nic=${value}`]],
    ['a namespace', (value: string) => ['explain', 'ip=10.0.0.10', `network_namespace=${value}`]],
    ['a value for --json', (value: string) => ['status', '--json', `ip=${value}`]],
    ['more', (value: string) => ['meta-data', value, '--help']],
  ])('%s', async (_, wordsOf) => {
    for (const value of someMalformed(MALFORMED.length - wordsOf('').length)) {
      const words = wordsOf(value);
      const run = await person(...words);
      expectSober(run);
      expect([words, [0, 2, 3, 6]]).toEqual([words, expect.arrayContaining([run.status])]);
      expect(await launched.segment.a.addresses('eth0')).toEqual(['10.0.0.1/24']);
    }
  });
});
