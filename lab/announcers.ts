import { readlink } from 'node:fs/promises';
import { execa } from 'execa';
import { VIRTUAL_IP } from './agent.ts';
import type { Host } from './lab.ts';

/** Returns the pids of the background announcers in the host's network namespace. */
export async function announcers(host: Host): Promise<number[]> {
  const { stdout } = await execa('ip', ['netns', 'pids', host.namespace]);
  const pids = stdout.split('\n').filter(Boolean);
  const flags = await Promise.all(pids.map(isAnnouncer));
  return pids.filter((_, at) => flags[at]).map(Number);
}

/** When no action runs, each process of the executable is an announcer. */
async function isAnnouncer(pid: string): Promise<boolean> {
  return (await readlink(`/proc/${pid}/exe`).catch(() => '')) === VIRTUAL_IP;
}
