/** Locks that a process holds for ever: a hung action, or another user who has made the files beforehand. */

import { once } from 'node:events';
import { chmod, chown, lstat, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Parameters } from '../../lab/agent.ts';
import { createIpv6Segment, type Segment } from '../../lab/lab.ts';

const NOBODY = 65534;
/** CRM_meta_timeout, in milliseconds: an action waits for a lock for a part of it. */
const TIMEOUT_MS = 2000;

const SHARED = {
  CRM_meta_clone: 0,
  CRM_meta_clone_max: 2,
  CRM_meta_globally_unique: true,
};

let segment: Segment;
let folder: string;
let holders: ReturnType<typeof holder>[] = [];
beforeEach(async () => {
  segment = await createIpv6Segment();
  folder = await mkdtemp(join(tmpdir(), 'floatip-held-'));
});
afterEach(async () => {
  for (const process of holders) process.kill('SIGKILL');
  await Promise.all(holders);
  holders = [];
  await segment.lab.close();
  await rm(folder, { recursive: true, force: true });
});

function act(action: string, parameters: Parameters) {
  const { ip } = parameters;
  const dad = String(ip).includes(':') ? { dad: 'none' } : {};
  return segment.a.agent(
    action,
    { CRM_meta_timeout: TIMEOUT_MS, arp_count: 1, ...dad, ...parameters },
    { HA_RSCTMP: folder },
  );
}

/** The paths of the locks of an address on eth0: of start and stop, the rules, the announcer, and the address list. */
async function lockPaths(ip: string): Promise<Record<string, string>> {
  await act('start', { ip });
  const announcer = (await readdir(folder)).find((name) => name.endsWith('.announcer')) ?? '';
  await act('stop', { ip });
  const address = announcer.replace(/-\d+\.announcer$/, '');
  const namespace = address.slice(0, -`-${ip}`.length);
  const names = {
    address: `${address}.address`,
    firewall: `${namespace}.firewall`,
    announcer,
    'address list': `${namespace}.address-list`,
  };
  return Object.fromEntries(
    Object.entries(names).map(([lock, name]) => [lock, join(folder, name)]),
  );
}

/** Makes the file, whose lock a process of the user holds until the end of the test. */
async function hold(path: string, uid: number): Promise<void> {
  await writeFile(path, '', { mode: 0o600 });
  const process = holder(path, uid);
  holders.push(process);
  const [text] = await Promise.race([
    once(process.stdout, 'data'),
    process.then(({ stderr }) => [stderr]),
  ]);
  expect(String(text)).toBe('held\n');
  // The file may be in a folder that only root can enter: root has opened it.
  await chown(path, uid, uid);
}

function holder(path: string, uid: number) {
  const user = ['setpriv', '--reuid', String(uid), '--regid', String(uid), '--clear-groups'];
  const sleeper = [...user, 'sh', '-c', 'echo held; exec sleep infinity'];
  return execa('flock', ['--no-fork', path, ...sleeper], { reject: false, stdin: 'ignore' });
}

describe.each(['10.0.0.10', '2001:db8::10'])('%s', (ip) => {
  describe('locks that another user holds', () => {
    it.each([
      ['plain', {}],
      ['shared', SHARED],
    ])('delay no action, and give no warning: %s', async (_, parameters) => {
      await chmod(folder, 0o1777);
      const paths = Object.values(await lockPaths(ip));
      for (const path of paths) await hold(path, NOBODY);
      for (const [action, status] of [
        ['start', 0],
        ['monitor', 0],
        ['stop', 0],
        ['monitor', 7],
      ] as const) {
        const run = await act(action, { ip, ...parameters });
        expect([action, run.status, run.stderr]).toEqual([
          action,
          status,
          expect.not.stringMatching(/WARNING|ERROR/),
        ]);
      }
      // start and stop have replaced the files of the locks that they take, and removed their own.
      const isShared = 'CRM_meta_clone' in parameters;
      const left = paths.filter((path) => isShared || !path.endsWith('.firewall'));
      for (const path of left) await expect(lstat(path)).rejects.toThrow('ENOENT');
    });
  });

  describe('a lock that a hung process of root holds', () => {
    it.each([
      ['address', {}, `another action on ${ip} is still running; look for it with ps`],
      ['address list', {}, `${ip}: timed out waiting for another floatip action on this host`],
      ['firewall', SHARED, 'another floatip action on this host keeps changing firewall rules'],
    ])('%s: stop names it, and removes the address', async (lock, parameters, text) => {
      const path = (await lockPaths(ip))[lock] ?? '';
      expect((await act('start', { ip, ...parameters })).status).toBe(0);
      await hold(path, 0);
      expect((await act('monitor', { ip, ...parameters })).status).toBe(0);
      const stop = await act('stop', { ip, ...parameters });
      expect([stop.status, stop.reason]).toEqual([0, undefined]);
      expect(stop.stderr).toContain(`WARNING: ${text}; going on without the lock`);
      expect((await act('monitor', { ip, ...parameters })).status).toBe(7);
    });

    it.each([
      ['address', `another action on ${ip} is still running; look for it with ps`],
      ['address list', `${ip}: timed out waiting for another floatip action on this host`],
      [
        'announcer',
        `${ip}: an earlier announcer is still running; look for "announcer" with ps -e`,
      ],
    ])('%s: start is refused before its timeout, and leaves nothing', async (lock, reason) => {
      const path = (await lockPaths(ip))[lock] ?? '';
      await hold(path, 0);
      const start = await act('start', { ip });
      expect([start.status, start.reason]).toEqual([1, reason]);
      expect((await act('monitor', { ip })).status).toBe(7);
      const files = await readdir(folder);
      expect(files.map((name) => join(folder, name))).toEqual([path]);
    });

    it('announcer: stop removes the address, and says that its announcer still runs', async () => {
      const path = (await lockPaths(ip)).announcer ?? '';
      expect((await act('start', { ip, arp_late: 0, announce_to: 'none' })).status).toBe(0);
      await segment.a.waitForAnnouncers();
      await hold(path, 0);
      const stop = await act('stop', { ip });
      expect([stop.status, stop.reason]).toEqual([
        1,
        `${ip} was removed, but its announcer on eth0 is still running; look for "announcer" with ps -e`,
      ]);
      expect((await act('monitor', { ip })).status).toBe(7);
    });
  });
});
