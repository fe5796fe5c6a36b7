/** Runs what an action started in the background, over the same fake host. */
import { announceInBackground } from '../../../lib/vip/announce.ts';
import type { RoundsOutcome } from '../../../lib/vip/rounds.ts';
import type { FakeHost, SpawnedProcess } from './fake-host.ts';
import { aloneOn, FakeKernel } from './fake-kernel.ts';
import type { Runtime } from './timeline.ts';

/** The steps of lib/actions/background-announcer.ts, which itself can only run as a process. */
export function runAnnouncer(
  host: FakeHost,
  { pid, args, descriptors }: SpawnedProcess,
  runtime: Runtime = aloneOn(host),
): RoundsOutcome | undefined {
  const kernel = new FakeKernel(host, runtime, pid);
  const [senderDescriptor = -1, lockDescriptor = -1] = descriptors;
  const lock = kernel.adoptLock(lockDescriptor);
  lock.advertise('background');
  try {
    return announceInBackground(kernel, args.slice(1), kernel.adoptSender(senderDescriptor));
  } finally {
    lock.release();
  }
}

/** All processes that were started and have not run yet, one after the other; then they exit. */
export function runBackground(host: FakeHost): (RoundsOutcome | undefined)[] {
  return host.spawned.splice(0).map((process) => {
    try {
      return runAnnouncer(host, process);
    } finally {
      host.descriptors.closeAllOf(process.pid);
    }
  });
}
