/** What a bench stands on, a stage and a folder; both are gone afterwards, even when it is interrupted. */
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
  // Whatever runners, captures and labs leave behind when they are interrupted goes with it.
  process.env.TMPDIR = folder;
  const stage = setStage();
  const cleanUp = async () => {
    // A stage that could not be set has cleaned up after itself.
    await stage.then((set) => set.close()).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  };
  let isInterrupted = false;
  const interrupted = () => {
    isInterrupted = true;
    void cleanUp().finally(() => process.exit(1));
  };
  // Not once(): execa leaves a process alone only as long as it listens itself.
  for (const signal of SIGNALS) process.on(signal, interrupted);
  try {
    await measure(await stage, folder);
  } finally {
    // Without its stage the measurement has failed; nobody is to begin another one before the end.
    if (isInterrupted) await new Promise(() => {});
    await cleanUp();
    for (const signal of SIGNALS) process.off(signal, interrupted);
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}
