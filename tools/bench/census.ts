/**
 * Counts the processes of an action and their memory, in a run under strace without time measurement.
 *
 * ru_maxrss of wait4(2) is not usable: until its exec(2), a process shares the memory of the process that spawns it,
 * and the kernel includes that memory, so that even /bin/true has the 80 MB of Node.js. Instead, strace delays the
 * exit of each process, and its VmHWM is read from /proc meanwhile.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { Census, Command } from './protocol.ts';
import { readTrace, type TracedProcess } from './trace-log.ts';

/** The delay of each exit, and the time between two searches for processes. */
const EXIT_DELAY_US = 15_000;
const LOOK_INTERVAL_MS = 3;

export async function census({ argv, environment }: Command): Promise<Census> {
  const folder = await mkdtemp(join(tmpdir(), 'floatip-census-'));
  const file = join(folder, 'trace');
  const hold = `inject=exit_group:delay_enter=${EXIT_DELAY_US}`;
  const options = ['-f', '-q', '-ttt', '-e', 'trace=process', '-e', hold, '-o', file];
  try {
    const strace = execa('strace', [...options, '--', ...argv], {
      env: environment,
      extendEnv: false,
      stdio: 'ignore',
      reject: false,
    });
    let isEnded = false;
    const end = strace.then(() => {
      isEnded = true;
    });
    const peaks = new Map<number, number>();
    // strace ends with the last process that it follows, background processes included.
    while (!isEnded) {
      readPeaks(peaks);
      await Promise.race([end, sleep(LOOK_INTERVAL_MS)]);
    }
    return count(readTrace(await readFile(file, 'utf8')), peaks);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads the peak so far, in KiB, of each process in this network namespace. */
function readPeaks(peaks: Map<number, number>): void {
  const ours = readlinkSync('/proc/self/ns/net');
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      if (readlinkSync(`/proc/${pid}/ns/net`) !== ours) continue;
      const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      if (peak !== undefined) peaks.set(Number(pid), Number(peak));
    } catch {
      // It has ended since it was listed.
    }
  }
}

function count(processes: readonly TracedProcess[], peaks: ReadonlyMap<number, number>): Census {
  const [main] = processes;
  if (!main) throw new Error('strace saw no process');
  const background = new Set<number>();
  let leftBehind = 0;
  let createdLater = 0;
  for (const { pid, parent, end } of processes) {
    if (parent !== undefined && background.has(parent)) createdLater++;
    else if (end > main.end) leftBehind++;
    else continue;
    background.add(pid);
  }
  const largest = (wanted: boolean) =>
    Math.max(
      0,
      ...processes
        .filter(({ pid }) => background.has(pid) === wanted)
        .map(({ pid }) => peaks.get(pid) ?? 0),
    );
  return {
    created: processes.length - 1 - createdLater,
    leftBehind,
    createdLater,
    peak: largest(false),
    backgroundPeak: largest(true),
  };
}
