/** What is measured besides IPaddr2, in a folder of the bench's own. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VIRTUAL_IP } from '../../lab/agent.ts';

/** A copy: somebody may build while the bench runs, and it is to measure one build only. */
export async function copyVirtualIp(folder: string): Promise<string> {
  const copy = join(folder, 'VirtualIP');
  await copyFile(VIRTUAL_IP, copy);
  return copy;
}
