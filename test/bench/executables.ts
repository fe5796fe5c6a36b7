/** What is measured besides IPaddr2, in a folder of the bench's own. */
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { VIRTUAL_IP } from '../support/agent.ts';
import { buildFlags } from './makefile.ts';

/** A copy: somebody may build while the bench runs, and it is to measure one build only. */
export async function copyVirtualIp(folder: string): Promise<string> {
  const copy = join(folder, 'VirtualIP');
  await copyFile(VIRTUAL_IP, copy);
  return copy;
}

/** A program that does nothing, compiled as VirtualIP is: what Bun itself takes. */
export async function buildEmpty(folder: string): Promise<{ path: string; flags: string }> {
  const source = join(folder, 'empty.ts');
  const path = join(folder, 'empty');
  await writeFile(source, 'export {};\n');
  const flags = await buildFlags();
  await execa(process.execPath, ['build', source, ...flags, '--outfile', path], { cwd: folder });
  return { path, flags: flags.join(' ') };
}
