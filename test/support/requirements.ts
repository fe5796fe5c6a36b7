/** Global setup: checks requirements, so that not every test fails, and starts the cleanup of the run. */
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { VIRTUAL_IP } from '../../lab/agent.ts';
import { RUN_VARIABLE } from '../../lab/lab.ts';
import { nodeCommand } from '../../lab/node.ts';

const CLEANUP = fileURLToPath(new URL('../../lab/cleanup.ts', import.meta.url));

export async function setup(): Promise<() => Promise<void>> {
  if (process.geteuid?.() !== 0) {
    throw new Error('these tests make network namespaces: run "sudo make test"');
  }
  if (!existsSync(VIRTUAL_IP)) throw new Error(`${VIRTUAL_IP} is not there: run "make build"`);
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
