/** Global setup: checks requirements, so that not every test fails, and starts the cleanup of the run. */
import { existsSync } from 'node:fs';
import { VIRTUAL_IP } from '../../lab/agent.ts';
import { beginRun } from '../../lab/run.ts';

export async function setup(): Promise<() => Promise<void>> {
  if (process.geteuid?.() !== 0) {
    throw new Error('these tests make network namespaces: run "sudo make test"');
  }
  if (!existsSync(VIRTUAL_IP)) throw new Error(`${VIRTUAL_IP} is not there: run "make build"`);
  return beginRun();
}
