/**
 * The processes of an action and the memory of each, from a run under strace that is not timed.
 *
 * wait4's ru_maxrss would not do for the memory: a process shares the memory of the one that spawns it
 * until its exec, and the kernel counts that in, so that even /bin/true has the 80 MB of Node. Therefore
 * strace holds each process for a moment when it is about to exit, and its VmHWM is read from /proc
 * meanwhile.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { Census, Command } from './protocol.ts';
import { readTrace, type TracedProcess } from './trace-log.ts';

/** How long strace holds a process at its exit, and how often it is looked for meanwhile. */
const HOLD_MICROSECONDS = 15_000;
const LOOK_MILLISECONDS = 3;

export async function census({ argv, environment }: Command): Promise<Census> {
  const folder = await mkdtemp(join(tmpdir(), 'floatip-census-'));
  const file = join(folder, 'trace');
  const hold = `inject=exit_group:delay_enter=${HOLD_MICROSECONDS}`;
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
    // strace ends with the last process that it follows, those in the background included.
    while (!isEnded) {
      readPeaks(peaks);
      await Promise.race([end, sleep(LOOK_MILLISECONDS)]);
    }
    return count(readTrace(await readFile(file, 'utf8')), peaks);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The peak so far, in KiB, of each process in this network namespace. */
function readPeaks(peaks: Map<number, number>): void {
  const ours = readlinkSync('/proc/self/ns/net');
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      if (readlinkSync(`/proc/${pid}/ns/net`) !== ours) continue;
      const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      if (peak !== undefined) peaks.set(Number(pid), Number(peak));
    } catch {
      // It ended between the listing and the look.
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
