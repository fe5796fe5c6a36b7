/** Files of other users in the working directory and the state directory, and load of the host. */
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { agentEnvironment, type Parameters, ROUNDS_ALONE, VIRTUAL_IP } from '../../lab/agent.ts';
import { createSegment, type Segment } from '../../lab/lab.ts';
import { Program } from '../../lab/programs/program.ts';

const VIP = '10.0.0.10';
const NOBODY = 65534;

let segment: Segment;
let folder: string;
beforeAll(async () => {
  segment = await createSegment();
});
afterAll(() => segment.lab.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floatip-hostile-'));
});
afterEach(async () => {
  await segment.a.agent('stop', { ip: VIP });
  await rm(folder, { recursive: true, force: true });
});

describe('the working directory', () => {
  const proof = () => join(folder, 'proof');

  /** Files that JavaScript runtimes look for, and a package that is compiled into the executable. */
  beforeEach(async () => {
    const evil = `require('node:fs').writeFileSync(${JSON.stringify(proof())}, 'ran');`;
    const packages = join(folder, 'node_modules', 'commander');
    await mkdir(packages, { recursive: true });
    await Promise.all([
      writeFile(join(folder, 'evil.ts'), evil),
      writeFile(join(packages, 'index.js'), evil),
      writeFile(join(packages, 'package.json'), '{"type":"commonjs","main":"index.js"}'),
      writeFile(join(folder, 'commander.js'), evil),
      writeFile(join(folder, 'bunfig.toml'), 'preload = ["./evil.ts"]\n'),
      writeFile(join(folder, '.env'), 'OCF_RESKEY_ip=10.0.0.66\nOCF_RESKEY_nic=eth9\n'),
      writeFile(
        join(folder, 'package.json'),
        '{"type":"commonjs","imports":{"*":"./evil.ts"},"scriptc":{"preload":"./evil.ts"}}',
      ),
      writeFile(join(folder, 'tsconfig.json'), '{"compilerOptions":{"paths":{"*":["./evil.ts"]}}}'),
    ]);
  });

  /** Runs an action or a command in the folder. */
  function runHere(args: readonly string[], environment: Record<string, string>) {
    return execa('ip', ['netns', 'exec', segment.a.namespace, VIRTUAL_IP, ...args], {
      env: environment,
      extendEnv: false,
      cwd: folder,
      stdin: 'ignore',
      reject: false,
    });
  }

  it.each(['start', 'monitor', 'stop', 'meta-data', 'validate-all'])(
    '%s executes and reads no file of it',
    async (action) => {
      const environment = agentEnvironment({ ip: VIP }, { HA_RSCTMP: segment.a.stateDirectory });
      await segment.a.agent('start', { ip: VIP });
      expect((await runHere([action], environment)).exitCode).toBe(0);
      await expect(lstat(proof())).rejects.toThrow();
      expect(await segment.a.addresses('eth0')).not.toContain('10.0.0.66/24');
    },
  );

  it.each([
    [['--help'], 0],
    [['status', `ip=${VIP}`], 7],
    [['explain', `ip=${VIP}`], 0],
  ])('floatip %j executes no file of it', async (args, status) => {
    const run = await runHere(args, { HA_RSCTMP: segment.a.stateDirectory, NODE_PATH: folder });
    expect([run.exitCode, run.stderr]).toEqual([status, '']);
    await expect(lstat(proof())).rejects.toThrow();
  });

  it('monitor opens no file in it, and starts no process', async () => {
    await segment.a.agent('start', { ip: VIP, arp_count: 1, ...ROUNDS_ALONE });
    await segment.a.waitForAnnouncers();
    const trace = join(folder, 'trace');
    await execa(
      'ip',
      ['netns', 'exec', segment.a.namespace, 'strace', '-f', '-o', trace, VIRTUAL_IP, 'monitor'],
      { env: agentEnvironment({ ip: VIP }), extendEnv: false, cwd: folder, stdin: 'ignore' },
    );
    const calls = (await readFile(trace, 'utf8')).split('\n');
    const execs = calls.filter((call) => /\bexecve(at)?\(/.test(call));
    expect(execs).toHaveLength(1);
    const processes = calls.filter(
      (call) => /\b(v?fork|clone3?)\(/.test(call) && !call.includes('CLONE_THREAD'),
    );
    expect(processes).toEqual([]);
    const opened = calls.filter((call) => /\bopen(at)?\(/.test(call));
    const here = opened.filter((call) => call.includes(folder) || /"(\.\/)?[^/"]*"/.test(call));
    expect(opened.length).toBeGreaterThan(0);
    expect(here).toEqual([]);
  });
});

describe('the state directory', () => {
  /** The name of the announcer lock file of start. */
  async function announcerFile(): Promise<string> {
    await segment.a.agent('start', { ip: VIP }, { HA_RSCTMP: folder });
    const name = (await readdir(folder)).find((one) => one.endsWith('.announcer')) ?? '';
    await segment.a.agent('stop', { ip: VIP }, { HA_RSCTMP: folder });
    return name;
  }

  it.each([
    ['a symbolic link', (path: string, victim: string) => symlink(victim, path)],
    ['a hard link', (path: string, victim: string) => link(victim, path)],
    ['a FIFO', (path: string) => execa('mkfifo', [path])],
    [
      "another user's file",
      async (path: string) => {
        await writeFile(path, 'theirs');
        await chown(path, NOBODY, NOBODY);
      },
    ],
    [
      'a file that others may write',
      async (path: string) => {
        await writeFile(path, '');
        await chmod(path, 0o666);
      },
    ],
  ])('start replaces %s in the place of a state file', async (_, plant) => {
    await chmod(folder, 0o1777);
    const name = await announcerFile();
    const victim = join(folder, 'victim');
    await writeFile(victim, 'precious');
    const addressLock = name.replace(/-\d+\.announcer$/, '.address');
    const listLock = name.replace(/-[^-]+-\d+\.announcer$/, '.address-list');
    for (const file of [name, addressLock, listLock]) await plant(join(folder, file), victim);
    const variables = { HA_RSCTMP: folder };
    expect((await segment.a.agent('start', { ip: VIP }, variables)).status).toBe(0);
    const mode = (await lstat(join(folder, name))).mode & 0o7777;
    expect(mode).toBe(0o600);
    expect((await segment.a.agent('stop', { ip: VIP }, variables)).status).toBe(0);
    expect(await readFile(victim, 'utf8')).toBe('precious');
    // A release removes a lock file: start and stop have taken all of these locks.
    expect(await readdir(folder)).toEqual(['victim']);
  });

  it('is refused by start if other users can rename files in it', async () => {
    await chmod(folder, 0o777);
    const run = await segment.a.agent('start', { ip: VIP }, { HA_RSCTMP: folder });
    expect(run.status).toBe(1);
    expect(run.reason).toMatch(
      /^HA_RSCTMP belongs to uid 0 and has mode 777; .*\/floatip-hostile-/,
    );
    expect(await segment.a.addresses('eth0')).toEqual(['10.0.0.1/24']);
  });

  it('is refused by start if it belongs to another user', async () => {
    await chown(folder, NOBODY, NOBODY);
    const run = await segment.a.agent('start', { ip: VIP }, { HA_RSCTMP: folder });
    expect(run.status).toBe(1);
    expect(run.reason).toContain(`belongs to uid ${NOBODY}`);
  });

  it('stop removes the address also if the directory is refused', async () => {
    await segment.a.agent('start', { ip: VIP, arp_count: 1 });
    await chmod(folder, 0o777);
    const run = await segment.a.agent('stop', { ip: VIP }, { HA_RSCTMP: folder });
    expect(run.status).toBe(0);
    expect(await segment.a.addresses('eth0')).toEqual(['10.0.0.1/24']);
  });

  it('is created by start if it is missing', async () => {
    const missing = join(folder, 'run', 'resource-agents');
    const run = await segment.a.agent('start', { ip: VIP, arp_count: 1 }, { HA_RSCTMP: missing });
    expect(run.status).toBe(0);
    expect((await lstat(missing)).mode & 0o7777).toBe(0o755);
  });
});

describe('a user without privileges', () => {
  async function runAsNobody(
    action: string,
    parameters: Parameters = {},
    privileges: readonly string[] = [],
  ) {
    // The build may be in a folder that only root can enter.
    const copy = join(folder, 'VirtualIP');
    await execa('install', ['-m', '755', VIRTUAL_IP, copy]);
    await chmod(folder, 0o755);
    await mkdir(join(folder, 'state'));
    const nobody = ['setpriv', '--reuid=65534', '--clear-groups', ...privileges];
    return execa('ip', ['netns', 'exec', segment.a.namespace, ...nobody, copy, action], {
      env: agentEnvironment({ ip: VIP, ...parameters }, { HA_RSCTMP: join(folder, 'state') }),
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
    });
  }

  it.each([
    ['start', 4],
    ['stop', 4],
    ['monitor', 7],
    ['meta-data', 0],
    ['usage', 0],
  ])('%s returns %i', async (action, status) => {
    expect((await runAsNobody(action)).exitCode).toBe(status);
  });

  it('monitor announces nothing without the announcer lock, even with CAP_NET_RAW', async () => {
    const { a } = segment;
    await a.ip(`addr add ${VIP}/24 dev eth0`);
    const netRaw = ['--inh-caps=+net_raw', '--ambient-caps=+net_raw'];
    const run = await runAsNobody('monitor', { arp_count_refresh: 1 }, netRaw);
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toMatch(/WARNING: 10\.0\.0\.10 was not announced again: .*: EACCES/);
    await a.ip(`addr del ${VIP}/24 dev eth0`);
  });
});

describe('a busy host', () => {
  it('monitor and stop find the address while others are added and removed', async () => {
    const { a } = segment;
    const lines = Array.from(
      { length: 300 },
      (_, i) => `addr add 10.7.${i >> 8}.${i & 255}/32 dev eth0`,
    );
    await execa('ip', ['-n', a.namespace, '-batch', '-'], { input: lines.join('\n') });
    await a.agent('start', { ip: VIP, arp_count: 1 });
    const churn = await Program.start(a, 'churn', ['10.8.0.1']);
    for (let i = 0; i < 30; i++) {
      expect((await a.agent('monitor', { ip: VIP })).status).toBe(0);
      expect((await a.agent('monitor', { ip: '10.0.0.99' })).status).toBe(7);
    }
    expect((await a.agent('stop', { ip: VIP })).status).toBe(0);
    await churn.finish();
    expect(await a.addresses('eth0')).not.toContain(`${VIP}/24`);
  });

  it('actions work with a link whose message is larger than a buffer', async () => {
    const { a } = segment;
    await a.ip('link add big0 type veth peer name big1');
    const names = Array.from(
      { length: 70 },
      (_, i) => `link property add dev big0 altname n${i}${'x'.repeat(110)}`,
    );
    await execa('ip', ['-n', a.namespace, '-batch', '-'], { input: names.join('\n') });
    await a.ip(`addr add ${VIP}/32 dev big0`);
    expect((await a.agent('monitor', { ip: VIP, check_link_status: false })).status).toBe(0);
    expect((await a.agent('stop', { ip: VIP })).status).toBe(0);
    expect((await a.agent('start', { ip: VIP })).status).toBe(0);
    expect(await a.addresses('eth0')).toContain(`${VIP}/24`);
    await a.agent('stop', { ip: VIP });
    await a.ip('link del big0');
  });
});
