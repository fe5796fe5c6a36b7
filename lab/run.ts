/** A run of tests, or of a tool that uses the lab: what it leaves behind is removed, even if it is killed. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { RUN_VARIABLE } from './lab.ts';
import { nodeCommand } from './node.ts';

const CLEANUP = join(import.meta.dirname, 'cleanup.ts');

/** Names the run in the environment and starts its cleanup. Returns a function that ends the run. */
export async function beginRun(): Promise<() => Promise<void>> {
  process.env.TMPDIR = await mkdtemp(join(tmpdir(), 'floatip-test-'));
  process.env[RUN_VARIABLE] = String(process.pid);
  const [command, ...args] = nodeCommand(CLEANUP);
  const cleanup = execa(command, args, {
    // Must survive this process, to remove what it leaves behind.
    detached: true,
    cleanup: false,
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'inherit',
    reject: false,
  });
  return async () => {
    cleanup.stdin.end();
    await cleanup;
  };
}
