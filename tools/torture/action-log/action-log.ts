/** Builds the program that stands in the place of an agent and logs its actions. */
import { join } from 'node:path';
import { execa } from 'execa';

/** The default of LOG in log-actions.c. On a node of the cluster lab it is on the disk, which survives a power cut. */
export const ACTION_LOG = '/var/log/actions.jsonl';

/** @param agent the agent that it runs @param folder where it is put; returns its path */
export async function buildActionLog(agent: string, folder: string): Promise<string> {
  const program = join(folder, 'log-actions');
  const source = join(import.meta.dirname, 'log-actions.c');
  const flags = ['-O2', '-Wall', '-Wextra', '-Werror', `-DAGENT="${agent}"`];
  await execa(process.env.CC || 'cc', [...flags, '-o', program, source]);
  return program;
}
