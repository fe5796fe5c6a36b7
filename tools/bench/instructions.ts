/**
 * Counts the instructions of a process in user mode with valgrind: the number does not depend on the load of the
 * machine. Background processes and executed programs are counted in other files, which are not read.
 */
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Command, Count } from './protocol.ts';

export async function countInstructions({ argv, environment }: Command): Promise<Count> {
  // Is kept until the end of the bench: background processes write to it when they end.
  const folder = await mkdtemp(join(tmpdir(), 'floatip-count-'));
  const options = ['--tool=callgrind', '-q', `--callgrind-out-file=${folder}/%p`];
  const valgrind = execa('valgrind', [...options, '--', ...argv], {
    env: environment,
    extendEnv: false,
    stdio: 'ignore',
    reject: false,
  });
  const { exitCode } = await valgrind;
  const text = await readFile(join(folder, String(valgrind.pid)), 'utf8');
  const instructions = Number(/^(?:summary|totals): (\d+)$/m.exec(text)?.[1]);
  if (!(instructions > 0)) throw new Error('valgrind counted nothing');
  return { status: exitCode ?? null, instructions };
}
