/** Runs a bench with a stage and a folder, and removes both, even if it is interrupted. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export async function onStage<Stage extends { close(): Promise<void> }>(
  name: string,
  setStage: () => Promise<Stage>,
  measure: (stage: Stage, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), `floatip-${name}-`));
  const { TMPDIR } = process.env;
  // Temporary files that runners, captures and labs leave when they are interrupted are removed with it.
  process.env.TMPDIR = folder;
  const stage = setStage();
  const cleanUp = async () => {
    // If setStage() has failed, it has cleaned up itself.
    await stage.then((set) => set.close()).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  };
  let isInterrupted = false;
  const interrupted = () => {
    isInterrupted = true;
    void cleanUp().finally(() => process.exit(1));
  };
  // Not once(): execa's signal-exit ends this process if it has no other listener for the signal.
  for (const signal of SIGNALS) process.on(signal, interrupted);
  try {
    await measure(await stage, folder);
  } finally {
    // The measurement failed because its stage was removed: start no other one before the process exits.
    if (isInterrupted) await new Promise(() => {});
    await cleanUp();
    for (const signal of SIGNALS) process.off(signal, interrupted);
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}
