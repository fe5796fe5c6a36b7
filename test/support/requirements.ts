/** Before any test: says what is missing instead of failing in a hundred places. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { VIRTUAL_IP } from './agent.ts';
import { labPrefix, RUN_VARIABLE, removeNamespace } from './lab.ts';

export async function setup(): Promise<void> {
  if (process.geteuid?.() !== 0) {
    throw new Error('these tests make network namespaces: run "sudo make test"');
  }
  process.env[RUN_VARIABLE] = String(process.pid);
  process.env.TMPDIR = await mkdtemp(join(tmpdir(), 'floatip-test-'));
  if (!existsSync(VIRTUAL_IP)) throw new Error('dist/VirtualIP is not there: run "make build"');
}

/** Whatever a test that was interrupted left behind. */
export async function teardown(): Promise<void> {
  const { stdout } = await execa('ip', ['netns', 'list'], { reject: false });
  for (const line of stdout.split('\n')) {
    const [name = ''] = line.split(' ');
    if (name.startsWith(labPrefix())) await removeNamespace(name);
  }
  await rm(process.env.TMPDIR ?? '', { recursive: true, force: true });
}
