/** Standard streams that are closed, full, or pipes whose other end is closed. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { agentEnvironment, type Parameters, VIRTUAL_IP } from '../../lab/agent.ts';
import { announcers } from '../../lab/announcers.ts';
import { createIpv6Segment, type Segment } from '../../lab/lab.ts';
import { WAIT_LIMIT_MS } from '../../lab/time-limits.ts';

const VIPS = ['10.0.0.10', '2001:db8::10'];

let segment: Segment;
let folder: string;
beforeAll(async () => {
  segment = await createIpv6Segment();
});
afterAll(() => segment.lab.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floatip-streams-'));
});
afterEach(async () => {
  for (const ip of VIPS) expect((await segment.a.agent('stop', { ip })).status).toBe(0);
  await rm(folder, { recursive: true, force: true });
});

/** Redirections of the shell. `unread`: a pipe without a reader; `unwritten`: a pipe without a writer. */
const STREAMS: readonly (readonly [name: string, redirections: string])[] = [
  ['stdin closed', '<&-'],
  ['stdout closed', '>&-'],
  ['stderr closed', '2>&-'],
  ['stdin and stdout closed', '<&- >&-'],
  ['stdin and stderr closed', '<&- 2>&-'],
  ['stdout and stderr closed', '>&- 2>&-'],
  ['all closed', '<&- >&- 2>&-'],
  ['stdout full', '>/dev/full'],
  ['stderr full', '2>/dev/full'],
  ['all full', '</dev/full >/dev/full 2>/dev/full'],
  ['stdout without a reader', '>&"$unread"'],
  ['stderr without a reader', '2>&"$unread"'],
  ['stdout and stderr without a reader', '>&"$unread" 2>&"$unread"'],
  ['all without another end', '<&"$unwritten" >&"$unread" 2>&"$unread"'],
  ['stdout for reading only', '>&7'],
  ['all for reading only', '<&7 >&7 2>&7'],
  ['all for writing only', '<&8 >&8 2>&8'],
  ['directories', '<&9 >&9 2>&9'],
];

/** Opens pipes whose other ends are closed, and files for reading only, for writing only, and a folder. */
const ENDS = `
  mkfifo "$1/to" "$1/from"
  exec 5<>"$1/to" 6<>"$1/from"
  exec 3>"$1/to" 4<"$1/from"
  exec 5>&- 6>&-
  exec 7</dev/zero 8>"$1/written" 9<"$1"
  unread=3 unwritten=4`;

interface Answer {
  readonly status: number | undefined;
  /** Output on the streams that are not redirected. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the executable in a shell, whose redirections permit streams that execa does not. */
async function run(
  redirections: string,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<Answer> {
  const pipes = await mkdtemp(join(folder, 'pipes-'));
  const script = `${ENDS}
    shift
    "$@" ${redirections}`;
  const { a } = segment;
  const [first = '', ...rest] = [...a.place, 'sh', '-c', script, 'sh', pipes, VIRTUAL_IP, ...args];
  const { exitCode, stdout, stderr } = await execa(first, rest, {
    env: environment,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  return { status: exitCode, stdout, stderr };
}

const act = (redirections: string, action: string, parameters: Parameters) =>
  run(
    redirections,
    [action],
    agentEnvironment(parameters, {
      HA_RSCTMP: segment.a.stateDirectory,
      OCF_RESKEY_CRM_meta_timeout: String(WAIT_LIMIT_MS),
    }),
  );

/** Whether output succeeds; a closed pipe counts as success, because its reader needs no more. */
const isPrinted = (redirections: string) => !/(^|\s)>(&-|\/dev\/full|&7|&9)/.test(redirections);

describe.each(STREAMS)('%s', (_, redirections) => {
  it.each(VIPS)('%s: start, monitor and stop work', async (ip) => {
    const { a } = segment;
    const isSix = ip.includes(':');
    const vip = { ip, arp_count: 1_000_000, arp_interval: 1, ...(isSix && { nodad: true }) };
    expect(await act(redirections, 'start', vip)).toMatchObject({ status: 0 });
    expect((await a.agent('monitor', { ip })).status).toBe(0);
    expect(await act(redirections, 'monitor', vip)).toMatchObject({ status: 0 });
    expect(await announcers(a)).toHaveLength(1);
    // No state file has got the descriptor of a closed stream, and its output.
    for (const file of await a.stateFiles()) {
      const text = await readFile(join(a.stateDirectory, file), 'utf8');
      expect(text).toMatch(/^(link [\d: a-f]+\nannounced [\d.]+\n|[\d. ]+\s*|)$/);
    }
    expect(await act(redirections, 'stop', vip)).toMatchObject({ status: 0 });
    expect(await announcers(a)).toEqual([]);
    expect(await a.stateFiles()).toEqual([]);
    expect(await act(redirections, 'monitor', vip)).toMatchObject({ status: 7 });
  });

  it('meta-data and usage fail if their output cannot be written', async () => {
    for (const action of ['meta-data', 'usage']) {
      const { status } = await act(redirections, action, { ip: '10.0.0.10' });
      expect([action, status]).toEqual([action, isPrinted(redirections) ? 0 : 1]);
    }
    // Other exit statuses do not change.
    const refused = await act(redirections, 'start', { ip: 'x' });
    expect(refused.status).toBe(6);
    expect((await act(redirections, 'nosuch', { ip: '10.0.0.10' })).status).toBe(3);
  });

  it('commands of floatip fail if their output cannot be written', async () => {
    const person = (...args: string[]) =>
      run(redirections, args, { PATH: '/usr/bin', HA_RSCTMP: segment.a.stateDirectory });
    const status = isPrinted(redirections) ? 0 : 1;
    for (const args of [['--help'], ['--version'], ['meta-data']]) {
      expect(await person(...args)).toMatchObject({ status });
    }
    // The status of an absent address does not change.
    expect(await person('status', 'ip=10.0.0.10')).toMatchObject({ status: 7 });
    expect(await person('start', 'ip=10.0.0.10', 'arp_count=1')).toMatchObject({ status });
    expect(await person('status', 'ip=10.0.0.10')).toMatchObject({ status });
    expect(await person('stop', 'ip=10.0.0.10')).toMatchObject({ status });
    expect(await segment.a.addresses('eth0')).toEqual(['10.0.0.1/24']);
  });
});

it('the reason names the error of standard output', async () => {
  const reason = async (redirections: string) => (await act(redirections, 'usage', {})).stderr;
  expect(await reason('>/dev/full')).toBe(
    'ocf-exit-reason:standard output: ENOSPC (no space left on the device)',
  );
  expect(await reason('>/dev/null; ulimit -f 0; "$@" >&8')).toBe(
    'ocf-exit-reason:standard output: EFBIG (the file is too large)',
  );
  expect(await reason('>&-')).toBe('ocf-exit-reason:standard output: EBADF');
});
