/** What a bench stands on, a stage and a folder; both are gone afterwards, even when it is interrupted. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function onStage<Stage extends { close(): Promise<void> }>(
  name: string,
  setStage: () => Promise<Stage>,
  measure: (stage: Stage, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), `floatip-${name}-`));
  // Whatever runners, captures and labs leave behind when they are interrupted goes with it.
  process.env.TMPDIR = folder;
  const stage = setStage();
  const cleanUp = async () => {
    // A stage that could not be set has cleaned up after itself.
    await stage.then((set) => set.close()).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Not once(): execa leaves a process alone only as long as it listens itself.
    process.on(signal, () => cleanUp().finally(() => process.exit(1)));
  }
  try {
    await measure(await stage, folder);
  } finally {
    await cleanUp();
  }
}
