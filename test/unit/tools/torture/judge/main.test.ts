/** The command judge. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { A, action, announcement, HOSTS, pcap } from './support.ts';

const JUDGE = 'tools/torture/judge/judge';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floatip-judge-'));
  const records = [...HOSTS, action('a', 'start', 0, 10), action('a', 'stop', 100, 110)];
  await writeFile(join(folder, 'actions'), records.map((one) => JSON.stringify(one)).join('\n'));
  const frame = (at: number) => ({ at, octets: announcement(A) });
  await writeFile(join(folder, 'good'), pcap([frame(5), frame(105)]));
  await writeFile(join(folder, 'late'), pcap([frame(5), frame(113)]));
  await writeFile(join(folder, 'cut'), pcap([frame(5), frame(105)]).subarray(0, -1));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]) => execa(JUDGE, args, { cwd: process.cwd(), reject: false });
const judged = (capture: string, ...more: string[]) =>
  run(join(folder, capture), join(folder, 'actions'), ...more);

it('returns 0 and what it has seen', async () => {
  const { exitCode, stdout } = await judged('good');
  expect(exitCode).toBe(0);
  expect(stdout).toBe(
    'longest: wrong neighbour 0.0 ms, unanswered 0.0 ms, unanswered while held 0.0 ms\n' +
      '0 findings; 2 actions, 1 stop, 2 frames, 2 frames for an address, 0 requests, 0 answers, 0 packets to an address',
  );
});

it('returns 1 and each finding', async () => {
  const { exitCode, stdout } = await judged('late');
  expect(exitCode).toBe(1);
  expect(stdout).toContain(
    '2023-11-14T22:13:20.113Z late: a sent an ARP Announcement for 192.0.2.10 3.000 ms after stop had returned (frame 2)',
  );
  expect(stdout).toContain('\n1 finding; 2 actions, 1 stop, 2 frames,');
  expect((await judged('late', '--tolerance', '4')).exitCode).toBe(0);
  expect((await judged('late', '--tolerance=2')).exitCode).toBe(1);
});

it('says where a capture ends too early', async () => {
  const { exitCode, stdout } = await judged('cut');
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`note: ${join(folder, 'cut')}: frame 2 is cut: nothing follows\n`);
});

it('returns 2 if it cannot judge', async () => {
  for (const args of [['x'], ['x', 'y', 'z'], ['x', 'y'], ['--promise', 'soon', 'x', 'y']]) {
    const { exitCode, stderr } = await run(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^judge: .+\nFor help: judge --help$/);
  }
  const swapped = await run(join(folder, 'good'), join(folder, 'late'));
  expect(swapped.stderr).toContain(`judge: ${join(folder, 'late')}:1: not JSON`);
  expect((await judged('good', '--speed', '1')).stderr).toContain('unknown option --speed');
});

it('explains itself', async () => {
  const { exitCode, stdout } = await run('--help');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('"kind":"action"');
});
