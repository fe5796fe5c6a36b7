/**
 * Cleans up after a test run, also if the test runner was killed: waits for the end of standard input, then
 * kills the processes whose environment names the run, and removes its network namespaces and its TMPDIR.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { execa } from 'execa';
import { labPrefix, RUN_VARIABLE, removeNamespace } from './lab.ts';

// Signals to the runner's process group must not end this process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

for await (const _ of process.stdin);
endProcesses();
await removeNamespaces();
await rm(process.env.TMPDIR ?? '', { recursive: true, force: true });

/** The workers of a killed runner, and the processes that they started, may still run. */
function endProcesses(): void {
  const pids = readdirSync('/proc').map(Number).filter(Boolean);
  const left = pids.filter((pid) => pid !== process.pid && isOfThisRun(pid));
  for (const pid of left) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // The process has ended.
    }
  }
  // A process may have started another one before it was killed.
  if (left.length > 0) endProcesses();
}

function isOfThisRun(pid: number): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return environment.includes(`${RUN_VARIABLE}=${process.env[RUN_VARIABLE]}`);
  } catch {
    return false;
  }
}

async function removeNamespaces(): Promise<void> {
  const { stdout } = await execa('ip', ['netns', 'list'], { reject: false });
  for (const line of stdout.split('\n')) {
    const [name = ''] = line.split(' ');
    if (name.startsWith(labPrefix())) await removeNamespace(name);
  }
}
