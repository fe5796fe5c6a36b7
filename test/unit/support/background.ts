/** Runs what an action started in the background, over the same fake host. */
import type { BackgroundWork } from '../../../lib/linux/kernel.ts';
import type { RoundsOutcome } from '../../../lib/vip/rounds.ts';
import type { FakeHost, SpawnedProcess } from './fake-host.ts';
import { aloneOn, FakeKernel } from './fake-kernel.ts';
import type { Runtime } from './timeline.ts';

/** As lib/linux/background.ts does it in a child: over a kernel of its own, and what it took over. */
export function runAnnouncer(
  host: FakeHost,
  { pid, sender, lock, work }: SpawnedProcess,
  runtime: Runtime = aloneOn(host),
): RoundsOutcome {
  const kernel = new FakeKernel(host, runtime, pid);
  // What an announcer returns is for tests only: to the host, work returns nothing.
  const announce = work as (...given: Parameters<BackgroundWork>) => unknown;
  return announce(kernel, kernel.adoptSender(sender), kernel.adoptLock(lock)) as RoundsOutcome;
}

/** All processes that were started and have not run yet, one after the other; then they exit. */
export function runBackground(host: FakeHost): RoundsOutcome[] {
  return host.spawned.splice(0).map((process) => {
    try {
      return runAnnouncer(host, process);
    } finally {
      host.descriptors.closeAllOf(process.pid);
    }
  });
}
