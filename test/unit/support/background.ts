/** Runs the background processes that an action has started, on the same fake host. */
import type { BackgroundWork } from '../../../lib/linux/kernel.ts';
import type { RoundsOutcome } from '../../../lib/vip/announce/rounds.ts';
import type { FakeHost, SpawnedProcess } from './fake-host.ts';
import { FakeKernel, immediateRuntime } from './fake-kernel.ts';
import type { Runtime } from './timeline.ts';

/** As lib/linux/background.ts does it in the child: with its own kernel, and the descriptors it inherited. */
export function runAnnouncer(
  host: FakeHost,
  { pid, socket, lock, work }: SpawnedProcess,
  runtime: Runtime = immediateRuntime(host),
): RoundsOutcome {
  const kernel = new FakeKernel(host, runtime, pid);
  // BackgroundWork returns nothing; only tests use the outcome of an announcer.
  const announce = work as (...given: Parameters<BackgroundWork>) => unknown;
  return announce(kernel, kernel.adoptReceiver(socket), kernel.adoptLock(lock)) as RoundsOutcome;
}

/** Runs the processes that were started and have not run yet, one after the other, until they exit. */
export function runBackground(host: FakeHost): RoundsOutcome[] {
  return host.spawned.splice(0).map((process) => {
    try {
      return runAnnouncer(host, process);
    } finally {
      host.descriptors.closeAllOf(process.pid);
    }
  });
}
