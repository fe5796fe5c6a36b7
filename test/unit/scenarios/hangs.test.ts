/** stop kills a process that hangs while it holds the announcer lock. */
import { expect, it } from 'vitest';
import { monitor } from '../../../lib/actions/monitor.ts';
import { start } from '../../../lib/actions/start.ts';
import { stop } from '../../../lib/actions/stop.ts';
import { ANNOUNCER_GRACE_MS } from '../../../ocf-metadata/times.ts';
import {
  type Action,
  contextOf,
  outcomeOfAction,
  type Parameters,
  TIMEOUT_MS,
} from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../support/fake-kernel.ts';
import { addressLockName } from '../support/lock-names.ts';
import { PAUSE_MS, Processes } from '../support/processes.ts';

const VIP = '10.0.0.10';
const ANNOUNCE = { ip: VIP, arp_count: 2, arp_count_refresh: 2, arp_bg: false };

interface Hang {
  readonly action: Action;
  readonly isUp: boolean;
  /** Number of system calls that it makes after it has advertised its pid. */
  readonly calls: number;
}

/** Runs the action up to its last call, then stop. */
function stopDuring({ action, isUp, calls }: Hang) {
  const host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
  if (isUp) host.addAddress('eth0', `${VIP}/24`);
  const processes = new Processes(host);
  const begin = (name: string, it: Action, parameters: Parameters) =>
    processes.start(name, (runtime, pid) =>
      outcomeOfAction(it, contextOf(new FakeKernel(host, runtime, pid), parameters)),
    );
  begin('hangs', action, ANNOUNCE);
  begin('stop', stop, { ip: VIP });
  let ended: unknown;
  processes.onExit = (_name, result) => {
    ended = result;
  };
  let hungAt: number | undefined;
  let held: string[] = [];
  processes.run(({ runnable }) => {
    const done = host.calls.indexOf('lock.advertise');
    if (hungAt === undefined && (done < 0 || host.calls.length <= done + calls)) return 'hangs';
    if (hungAt === undefined) held = host.locks.names();
    hungAt ??= host.timeline.elapsed;
    return runnable.find((name) => name === 'stop');
  });
  const took = host.timeline.elapsed - (hungAt ?? 0);
  return { host, took, ended, held };
}

const SUCCESS = { value: { status: 0 } };

it.each([0, 1, 2, 3, 4])(
  'stop kills monitor that hangs %i calls after it took the lock',
  (calls) => {
    const { host, took, ended } = stopDuring({ action: monitor, isUp: true, calls });
    expect(ended).toEqual(SUCCESS);
    expect(host.killed).toHaveLength(1);
    expect(took).toBeGreaterThanOrEqual(ANNOUNCER_GRACE_MS);
    expect(took).toBeLessThan(ANNOUNCER_GRACE_MS + PAUSE_MS);
    expect(host.state()).toMatchObject({ addresses: ['eth0: 10.0.0.1/24'], locks: [] });
  },
);

it.each([0, 1, 2, 3, 4, 5, 6])(
  'stop kills start that hangs %i calls after it took the lock',
  (calls) => {
    const { host, took, ended, held } = stopDuring({ action: start, isUp: false, calls });
    // A killed process does not remove its lock files.
    const lock = addressLockName(NAMESPACE_ID, address(VIP));
    expect(held).toContain(lock);
    expect(host.locks.isFree(lock)).toBe(true);
    expect(ended).toEqual(SUCCESS);
    expect(host.killed).toHaveLength(1);
    expect(took).toBeLessThan(TIMEOUT_MS);
    const { addresses } = host.state();
    expect(addresses).toEqual(['eth0: 10.0.0.1/24']);
    for (const name of host.locks.names()) expect(host.locks.isFree(name)).toBe(true);
  },
);
