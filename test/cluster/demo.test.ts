/** `make demo` verifies the facts that it shows; it must succeed, and leave nothing behind. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { nodeCommand } from '../../lab/node.ts';

const DEMO = fileURLToPath(new URL('../../tools/demo.ts', import.meta.url));

async function play(...args: string[]): Promise<string> {
  const [command, ...rest] = nodeCommand(DEMO, ...args);
  const { all, exitCode } = await execa(command, rest, { all: true, reject: false });
  expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
  expect(all).toMatch(/^\d+ facts verified in [\d.]+ s; its network is taken down again\.$/m);
  return all;
}

it('shows a failover under Pacemaker, with the time of each step', async () => {
  const said = await play('--cluster');
  for (const step of [
    'the power is cut',
    'corosync: a new membership',
    'the agent executes start',
    "the first announcement is on the client's wire",
    'the client has an answer of the new holder',
  ]) {
    expect(said).toMatch(new RegExp(`^ +-?[\\d.]+ ms {2}${step}$`, 'm'));
  }
});

it('shows a failover without a cluster manager', async () => {
  expect(await play()).toMatch(/^ +[\d.]+ ms {2}in all$/m);
});
