/** Builds the program that stands in the place of an agent and logs its actions. */
import { join } from 'node:path';
import { execa } from 'execa';

/** The default of LOG in log-actions.c. On a node of the cluster lab it is on the disk, which survives a power cut. */
export const ACTION_LOG = '/var/log/actions.jsonl';

/**
 * @param agent the agent that it runs @param folder where it is put; returns its path
 * @param bug a seeded bug that wakes in the agent
 */
export async function buildActionLog(agent: string, folder: string, bug?: string): Promise<string> {
  const program = join(folder, 'log-actions');
  const source = join(import.meta.dirname, 'log-actions.c');
  const flags = ['-O2', '-Wall', '-Wextra', '-Werror', `-DAGENT="${agent}"`];
  if (bug !== undefined) flags.push(`-DBUG="${bug}"`);
  await execa(process.env.CC || 'cc', [...flags, '-o', program, source]);
  return program;
}
