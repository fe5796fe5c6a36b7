/** An upgrade must not make a monitor fail: Pacemaker would move the resource. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentEnvironment, runAgent } from '../../lab/agent.ts';
import { createSegment, type Segment } from '../../lab/lab.ts';
import { buildDeb } from '../../tools/packaging/deb.ts';
import { buildRpm } from '../../tools/packaging/rpm.ts';
import { buildTwoVersions } from './packages.ts';

const VIP = '10.0.0.10';
const UPGRADES = 100;
/** Fewer for rpm, which replaces files in the same way as dpkg: an upgrade takes twice the time. */
const RPM_UPGRADES = 30;
const MONITOR_INTERVAL_MS = 100;
const AGENT = 'usr/lib/ocf/resource.d/floatip/VirtualIP';

let segment: Segment;
let folder: string;
beforeAll(async () => {
  segment = await createSegment();
  folder = await mkdtemp(join(tmpdir(), 'floatip-upgrade-'));
  expect((await segment.a.agent('start', { ip: VIP })).status).toBe(0);
});
afterAll(async () => {
  await segment?.lab.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a node that monitors the address every 100 ms is upgraded again and again', () => {
  it('by make install', async () => {
    const root = join(folder, 'make');
    const env = { ...process.env, MAKEFLAGS: undefined, MAKELEVEL: undefined };
    const install = () => execa('make', ['install', `DESTDIR=${root}`], { env, extendEnv: false });
    await upgrade(root, install, install);
  });

  it('by dpkg', async () => {
    const root = join(folder, 'deb');
    const [older, newer] = await buildTwoVersions(await made(join(folder, 'debs')), buildDeb);
    for (const path of ['info', 'updates']) await made(join(root, 'var/lib/dpkg', path));
    await execa('touch', [join(root, 'var/lib/dpkg/status')]);
    const install = (file: string) => execa('dpkg', [`--root=${root}`, '--install', file]);
    await upgrade(
      root,
      () => install(newer),
      () => install(older),
    );
  });

  it('by rpm', async () => {
    const root = join(folder, 'rpm');
    const [older, newer] = await buildTwoVersions(await made(join(folder, 'rpms')), buildRpm);
    await made(root);
    const install = (file: string) =>
      execa('rpm', ['--root', root, '--dbpath', '/var/lib/rpm', '--upgrade', '--oldpackage', file]);
    await upgrade(
      root,
      () => install(newer),
      () => install(older),
      RPM_UPGRADES,
    );
  });
});

/** Installs one after the other, and expects that no monitor fails meanwhile. */
async function upgrade(
  root: string,
  forth: () => Promise<unknown>,
  back: () => Promise<unknown>,
  upgrades = UPGRADES,
): Promise<void> {
  await back();
  const monitors = new Monitors(join(root, AGENT));
  for (let count = 0; count < upgrades; count++) {
    await (count % 2 === 0 ? forth() : back());
    // On a machine on which an upgrade takes less than the interval, each has a monitor nevertheless.
    await monitors.next();
  }
  const statuses = await monitors.end();
  expect(statuses.length).toBeGreaterThanOrEqual(upgrades);
  expect(statuses.filter((status) => status !== 0)).toEqual([]);
}

/** Executes the installed agent at intervals. */
class Monitors {
  readonly #agent: string;
  readonly #statuses: number[] = [];
  readonly #loop: Promise<void>;
  #ends = false;

  constructor(agent: string) {
    this.#agent = agent;
    this.#loop = this.#run();
  }

  /** Waits until one more has ended. */
  async next(): Promise<void> {
    const count = this.#statuses.length;
    while (this.#statuses.length === count) await sleep(1);
  }

  async end(): Promise<readonly number[]> {
    this.#ends = true;
    await this.#loop;
    return this.#statuses;
  }

  async #run(): Promise<void> {
    const { place, stateDirectory } = segment.a;
    const environment = agentEnvironment({ ip: VIP }, { HA_RSCTMP: stateDirectory });
    while (!this.#ends) {
      const { status } = await runAgent(place, this.#agent, ['monitor'], environment);
      this.#statuses.push(status);
      await sleep(MONITOR_INTERVAL_MS);
    }
  }
}

async function made(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  return path;
}
