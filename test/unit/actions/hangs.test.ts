/** A process that hangs while it has the announcer's lock is killed by stop. */
import { expect, it } from 'vitest';
import { monitor } from '../../../lib/actions/monitor.ts';
import { start } from '../../../lib/actions/start.ts';
import { stop } from '../../../lib/actions/stop.ts';
import { GRACE } from '../../../lib/vip/announcer-lock.ts';
import { turnName } from '../../../lib/vip/lock-names.ts';
import { type Action, answerOf, contextOf, type Parameters, TIMEOUT } from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel, NAMESPACE_ID } from '../support/fake-kernel.ts';
import { PAUSE, Processes } from '../support/processes.ts';

const VIP = '10.0.0.10';
const ANNOUNCE = { ip: VIP, arp_count: 2, arp_count_refresh: 2, arp_bg: false };

interface Hang {
  readonly action: Action;
  readonly isUp: boolean;
  /** Number of system calls that it makes after it has advertised itself. */
  readonly calls: number;
}

/** Stops the address when the action has made its calls, and does not go on. */
function stopDuring({ action, isUp, calls }: Hang) {
  const host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
  if (isUp) host.addAddress('eth0', `${VIP}/24`);
  const processes = new Processes(host);
  const begin = (name: string, it: Action, parameters: Parameters) =>
    processes.start(name, (runtime, pid) =>
      answerOf(it, contextOf(new FakeKernel(host, runtime, pid), parameters)),
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

it.each([0, 1, 2, 3, 4])('monitor that hangs %i calls after it has the lock', (calls) => {
  const { host, took, ended } = stopDuring({ action: monitor, isUp: true, calls });
  expect(ended).toEqual(SUCCESS);
  expect(host.killed).toHaveLength(1);
  expect(took).toBeGreaterThanOrEqual(GRACE);
  expect(took).toBeLessThan(GRACE + PAUSE);
  expect(host.state()).toMatchObject({ addresses: ['eth0: 10.0.0.1/24'], locks: [] });
});

it.each([0, 1, 2, 3, 4, 5, 6])('start that hangs %i calls after it has the lock', (calls) => {
  const { host, took, ended, held } = stopDuring({ action: start, isUp: false, calls });
  // Stop does not wait for it for ever, and who is killed cannot take its file away.
  const turn = turnName(NAMESPACE_ID, address(VIP));
  expect(held).toContain(turn);
  expect(host.locks.isFree(turn)).toBe(true);
  expect(ended).toEqual(SUCCESS);
  expect(host.killed).toHaveLength(1);
  expect(took).toBeLessThan(TIMEOUT);
  const { addresses } = host.state();
  expect(addresses).toEqual(['eth0: 10.0.0.1/24']);
  for (const name of host.locks.names()) expect(host.locks.isFree(name)).toBe(true);
});
