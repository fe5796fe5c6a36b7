/** The background announcer's own main program: not an action of OCF, and not for people. */
import { openHost } from '../kernel/host.ts';
import { adoptLock } from '../kernel/lock.ts';
import { PacketSocket } from '../kernel/packet-socket.ts';
import { OCF_ERR_ARGS, OCF_SUCCESS } from '../ocf/exit-status.ts';
import { announceInBackground, LOCK_DESCRIPTOR, SENDER_DESCRIPTOR } from '../vip/announce.ts';
import { failure, type Outcome } from './shared/outcome.ts';

export function announce(args: readonly string[], stateDirectory: string): Outcome {
  const lock = adoptLock(LOCK_DESCRIPTOR);
  if (!lock) {
    return failure(OCF_ERR_ARGS, 'announce is what start runs in the background; use start');
  }
  lock.advertise('background');
  const sender = new PacketSocket(SENDER_DESCRIPTOR);
  try {
    const rounds = announceInBackground(openHost(stateDirectory), args, sender);
    return { status: rounds ? OCF_SUCCESS : OCF_ERR_ARGS };
  } finally {
    // The socket goes with the process: closing it takes the kernel a while, and stop may be waiting.
    lock.release();
  }
}
