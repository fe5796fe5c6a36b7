import { readlink } from 'node:fs/promises';
import { execa } from 'execa';
import { VIRTUAL_IP } from './agent.ts';
import type { Host } from './lab.ts';

/** The pids of the background announcers in the host's network namespace. */
export async function announcers(host: Host): Promise<number[]> {
  const { stdout } = await execa('ip', ['netns', 'pids', host.namespace]);
  const pids = stdout.split('\n').filter(Boolean);
  const are = await Promise.all(pids.map(isAnnouncer));
  return pids.filter((_, at) => are[at]).map(Number);
}

/** Of the agent, nothing else goes on when its actions have returned. */
async function isAnnouncer(pid: string): Promise<boolean> {
  return (await readlink(`/proc/${pid}/exe`).catch(() => '')) === VIRTUAL_IP;
}
