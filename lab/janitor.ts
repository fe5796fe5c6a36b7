/**
 * Cleans up after a run of tests, whatever became of it: waits for the end of its standard input,
 * which comes at the latest with the death of the test runner, and then ends and removes what has
 * the mark of the run.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { execa } from 'execa';
import { labPrefix, RUN_VARIABLE, removeNamespace } from './lab.ts';

// What is for the runner's process group is not for us.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

for await (const _ of process.stdin);
endProcesses();
await removeNamespaces();
await rm(process.env.TMPDIR ?? '', { recursive: true, force: true });

/** Workers of a runner that was killed go on for a while, and so does what they started. */
function endProcesses(): void {
  const pids = readdirSync('/proc').map(Number).filter(Boolean);
  const ours = pids.filter((pid) => pid !== process.pid && isMarked(pid));
  for (const pid of ours) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  // One that started another before it was killed.
  if (ours.length > 0) endProcesses();
}

function isMarked(pid: number): boolean {
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
