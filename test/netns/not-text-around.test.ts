/**
 * Octets that are not UTF-8 (RFC 3629) in what an action reads from the host: names of interfaces and
 * files, contents of files, and output of the firewall tools.
 */
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linesOf, octetsOf, reasonOf } from '../../lab/launcher/launcher.ts';
import { IPV6, useLaunchedSegment, VIP } from '../support/launched-segment.ts';
import { expectSober, MALFORMED, parameters } from '../support/malformed.ts';

const launched = useLaunchedSegment();
const { act, person } = launched;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floatip-octets-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('an interface name that is not UTF-8', () => {
  /** The kernel refuses names with \xa0: it takes it for a space. */
  const NAMES = [
    '\xff',
    'et\xffh',
    'a\xc3',
    '\xe2\x82',
    '\xed\xa1\x80',
    '\xc3(',
    '\xf0\x9f\x92\xff',
  ];

  /** Runs `ip` with arguments of arbitrary octets. */
  async function ip(...words: readonly string[]): Promise<void> {
    const environment = ['PATH=/usr/sbin:/usr/bin:/sbin:/bin'];
    const run = await launched.launcher.run(launched.segment.a.place, {
      ...{ program: '/sbin/ip', argv0: 'ip', args: words, environment },
    });
    expect([words, run.status, Buffer.from(run.stderr).toString('latin1')]).toEqual([words, 0, '']);
  }

  beforeEach(async () => {
    await ip('link', 'add', 'odd0', 'type', 'veth', 'peer', 'name', 'odd1');
    await ip('link', 'set', 'odd1', 'up');
    await ip('link', 'set', 'odd0', 'up', 'alias', 'a\xff\xc3');
    await launched.segment.a.waitForCarrier('odd0');
    await ip('address', 'add', '10.9.0.1/24', 'dev', 'odd0');
    await ip('address', 'add', '2001:db8:9::1/64', 'dev', 'odd0', 'nodad');
  });
  afterEach(async () => {
    await ip('link', 'delete', 'odd1');
  });

  it.each(NAMES)('%j: all actions and commands work', async (name) => {
    await ip('link', 'set', 'odd0', 'name', name);
    for (const address of ['10.9.0.10', '2001:db8:9::10']) {
      const isSix = address.includes(':');
      const vip = parameters({ ip: address, arp_count: 2, ...(isSix ? { nodad: 1 } : {}) });
      const start = await act('start', ...vip);
      expect([start.status, reasonOf(start)]).toEqual([0, undefined]);
      expect(linesOf(start).at(-1)).toMatch(/added to .*\ufffd/);
      const again = await act('start', ...vip);
      expect([again.status, reasonOf(again)]).toEqual([0, undefined]);
      for (const action of ['monitor', 'status', 'reload-agent', 'validate-all']) {
        const run = await act(action, ...vip);
        expect([action, run.status, linesOf(run).join()]).toEqual([
          action,
          0,
          expect.not.stringContaining('exit-reason'),
        ]);
      }
      for (const words of [['status'], ['status', '--json'], ['explain'], ['explain', '--json']]) {
        const run = await person(...words, `ip=${address}`);
        expectSober(run);
        expect([words, run.status]).toEqual([words, 0]);
        const shown = new TextDecoder('utf-8', { fatal: true }).decode(run.stdout);
        if (words.includes('--json')) JSON.parse(shown);
      }
      // Other addresses of the network stay, although no request to the kernel can name the interface.
      await ip('address', 'delete', isSix ? '2001:db8:9::1/64' : '10.9.0.1/24', 'dev', name);
      await ip('address', 'add', isSix ? '2001:db8:9::2/64' : '10.9.0.2/24', 'dev', name);
      const stop = await act('stop', ...vip);
      expect([stop.status, reasonOf(stop)]).toEqual([0, undefined]);
      const shown = await launched.segment.a.ip(`-o address show to ${address}`);
      expect(shown).toBe('');
      expect(
        await launched.segment.a.ip(`-o address show to ${isSix ? '2001:db8:9::2' : '10.9.0.2'}`),
      ).not.toBe('');
    }
    await ip('link', 'set', name, 'name', 'odd0');
  });

  it.each(NAMES)('%j as an alternative name: start, monitor and stop work', async (name) => {
    await ip('link', 'property', 'add', 'dev', 'odd0', 'altname', name, 'altname', 'plain');
    const vip = { ip: '10.9.0.10', nic: 'plain', arp_count: 1 };
    expect((await act('start', ...parameters(vip))).status).toBe(0);
    expect((await act('monitor', ...parameters(vip))).status).toBe(0);
    expect((await act('stop', ...parameters(vip))).status).toBe(0);
    expect((await act('monitor', ...parameters(vip))).status).toBe(7);
  });

  it('start of a shared address fails, because firewall rules cannot name the interface', async () => {
    const name = 'a\xff';
    await ip('link', 'set', 'odd0', 'name', name);
    for (const tool of ['nft', 'iptables']) {
      const vip = parameters({
        ...{ ip: '10.9.0.10', arp_count: 1, clusterip_firewall: tool },
        ...{ CRM_meta_clone: 0, CRM_meta_clone_max: 2, CRM_meta_globally_unique: 'true' },
      });
      const start = await act('start', ...vip);
      expect([start.status, reasonOf(start)]).toEqual([
        5,
        expect.stringMatching(
          /^interface "a\ufffd" has a name that firewall rules cannot contain; rename it$/,
        ),
      ]);
      expect((await act('stop', ...vip)).status).toBe(0);
      expect((await act('monitor', ...vip)).status).toBe(7);
    }
    await ip('link', 'set', name, 'name', 'odd0');
  });
});

describe('a file that is not UTF-8', () => {
  it('rt_protos: start uses the valid lines only', async () => {
    const file = join(folder, 'rt_protos');
    const lines = [
      '\xff\xfe',
      '\xff 9',
      '70 \xff',
      '71 a\xc3',
      '\xc3',
      '72\tgood',
      '73 go\xe2\x82',
      '\xf0\x9f',
    ];
    await writeFile(file, Buffer.from(`${lines.join('\n')}\n74 last\xff`, 'latin1'));
    const mount = `mkdir -p /etc/iproute2 && mount -t tmpfs none /etc/iproute2 && cp "$1" /etc/iproute2/ && shift && exec "$@"`;
    const place = [
      ...launched.segment.a.place,
      'unshare',
      '--mount',
      'sh',
      '-c',
      mount,
      'sh',
      file,
    ];
    const start = async (proto: string) => {
      const environment = [
        ...parameters({ ip: VIP, arp_count: 1, proto }),
        `HA_RSCTMP=${launched.segment.a.stateDirectory}`,
      ];
      const run = await launched.launcher.run(place, { args: ['start'], environment });
      return [proto, run.status, reasonOf(run)];
    };
    const replaced = [octetsOf('\ufffd'), octetsOf('a\ufffd')];
    for (const proto of ['\xff', 'a\xc3', 'go\xe2\x82', ...replaced]) {
      const reason = expect.stringMatching(/is not UTF-8 text$/);
      expect(await start(proto)).toEqual([proto, 6, reason]);
    }
    for (const proto of ['go', 'last', '70']) {
      expect(await start(proto)).toEqual([proto, proto === '70' ? 1 : 6, expect.anything()]);
    }
    // proto selects the routes of this protocol, of which there are none.
    expect(await start('good')).toEqual(['good', 1, expect.stringContaining('(proto=72);')]);
  });

  it('names in HA_RSCTMP are ignored', async () => {
    const { a } = launched.segment;
    await a.agent('start', { ip: VIP });
    const place = (await a.stateFiles()).find((name) => name.endsWith('.place')) ?? '';
    const announcer = (await a.stateFiles()).find((name) => name.endsWith('.announcer')) ?? '';
    await a.agent('stop', { ip: VIP });
    const prefix = announcer.slice(0, announcer.indexOf(VIP));
    const names = [
      ...MALFORMED.filter((name) => !name.includes('/') && name.length < 200),
      ...[`${place}\xff`, place.replace('@', '@\xff'), place.replace('-24@', '-\xc3@')],
      ...[announcer.replace('.announcer', '\xff.announcer'), `${announcer}\xc3`],
      ...[`${prefix}\xff.address`, `${prefix}${VIP}-\xff`, `${prefix}${VIP}\xe2\x82.address`],
      ...[`${prefix}\xff.address-list`, `${prefix.slice(0, -1)}.address-list\xc3`],
    ];
    for (const name of names) await writeFile(Buffer.from(`${folder}/${name}`, 'latin1'), '');
    const state = `HA_RSCTMP=${folder}`;
    for (const ip of [VIP, IPV6]) {
      const vip = parameters({ ip, arp_count: 1_000_000, ...(ip === IPV6 ? { nodad: 1 } : {}) });
      for (const [action, status] of [
        ['start', 0],
        ['monitor', 0],
        ['start', 0],
        ['stop', 0],
        ['monitor', 7],
      ] as const) {
        const run = await act(action, state, ...vip);
        expectSober(run);
        expect([action, run.status, reasonOf(run)]).toEqual([action, status, undefined]);
      }
    }
    expect((await readdir(folder, 'buffer')).map((name) => name.toString('latin1')).sort()).toEqual(
      names.sort(),
    );
  });
});

describe('output of a firewall tool that is not UTF-8 or malformed', () => {
  const ANSWERS = [
    ...[
      '\xff',
      '{"nftables": [\xff]}',
      '{"nftables": [{"rule": {"comment": "floatip \xc3"}}]}',
      '\xc3',
    ],
    ...['-A \xff', '-N floatip\n-A PREROUTING -m comment --comment "\xff\xc3', '\xf0\x9f\n\xff\n'],
    ...[
      '',
      '\0\0',
      '[[['.repeat(50_000),
      '{"nftables":'.repeat(50_000),
      '[1e999999,-0,1e-999999]',
      '"\\ud800"',
    ],
    ...[
      '{"nftables": [{"chain": null}, null, 7, "x", [], {"rule": {"expr": 7}}]}',
      'null',
      '"\\u0000',
    ],
    ...[
      '\xef\xbb\xbf{"nftables": []}',
      `{"nftables": [{"chain": {"name": "${'\xff'.repeat(70_000)}"}}]}`,
    ],
  ];

  it.each([
    ['succeeds', 0],
    ['fails', 1],
  ])('of a tool that %s', async (_, status) => {
    const { a } = launched.segment;
    const output = join(folder, 'output');
    for (const name of ['nft', 'iptables', 'iptables-restore', 'arptables']) {
      const script = `#!/bin/sh\n/bin/cat ${output}\n/bin/cat ${output} >&2\nexit ${status}\n`;
      await writeFile(join(folder, name), script);
      await chmod(join(folder, name), 0o755);
    }
    for (const answer of ANSWERS) {
      await writeFile(output, Buffer.from(answer, 'latin1'));
      for (const tool of ['auto', 'nft', 'iptables']) {
        const vip = parameters({
          ...{ ip: VIP, arp_count: 1, clusterip_firewall: tool, CRM_meta_interval: 1000 },
          ...{ CRM_meta_clone: 0, CRM_meta_clone_max: 2, CRM_meta_globally_unique: 'true' },
        });
        for (const action of ['start', 'monitor', 'reload-agent', 'stop']) {
          const run = await act(action, `PATH=${folder}`, ...vip);
          expectSober(run);
          const asked = [tool, answer.slice(0, 50), action];
          if (action === 'stop') expect([asked, run.status]).toEqual([asked, 0]);
        }
        expect(await a.addresses('eth0')).toEqual(['10.0.0.1/24']);
      }
    }
  });
});
