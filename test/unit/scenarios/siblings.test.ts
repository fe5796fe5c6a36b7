/**
 * While stop removes a primary address, the secondary addresses of its network are missing for a moment; their
 * announcements continue.
 */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { start } from '../../../lib/actions/start.ts';
import { stop } from '../../../lib/actions/stop.ts';
import {
  type Action,
  contextOf,
  outcomeOfAction,
  type Parameters,
  run,
} from '../support/actions.ts';
import { runBackground } from '../support/background.ts';
import { FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { Processes } from '../support/processes.ts';
import { type Switch, switchAtAnyTwoSteps, switchesAt } from '../support/switches.ts';

const PRIMARY = { ip: '10.0.0.10', arp_count: 1 };
const SIBLING = { ip: '10.0.0.11', arp_type: 'request', arp_count: 4 };
const NETWORK = { nic: 'eth0', cidr_netmask: 24 };

let host: FakeHost;
beforeEach(() => {
  host = withPrimary();
});

function withPrimary(): FakeHost {
  const fresh = new FakeHost();
  fresh.addLink('eth0');
  run(fresh, start, { ...PRIMARY, ...NETWORK });
  fresh.packets.splice(0);
  return fresh;
}

const startSibling = (parameters: Parameters = {}) =>
  run(host, start, { ...SIBLING, ...NETWORK, ...parameters });
const stopPrimary = () => expect(run(host, stop, PRIMARY)).toMatchObject({ status: 0 });
const times = () => host.packets.map(({ at }) => at);

describe('stop of the primary address while a secondary one is announced', () => {
  it('does not end the announcement in the foreground', () => {
    host.timeline.at(300, stopPrimary);
    expect(startSibling({ arp_bg: false })).toMatchObject({ status: 0 });
    expect(times()).toEqual([0, 200, 400, 600]);
    expect(host.addressesOf('eth0')).toEqual(['10.0.0.11/24']);
    expect(host.locks.names()).toEqual([]);
  });

  it('does not end the announcement in the background', () => {
    startSibling();
    host.timeline.at(300, stopPrimary);
    expect(runBackground(host)).toMatchObject([{ kind: 'complete', sent: 3 }]);
    expect(times()).toEqual([0, 200, 400, 600]);
    expect(host.locks.names()).toEqual([]);
  });

  it.each([true, false])(
    'does not delay a later stop of the secondary one, arp_bg=%s',
    (inBackground) => {
      const processes = new Processes(host);
      const begin = (at: number, action: Action, parameters: Parameters) =>
        processes.start(`${action.name} at ${at}`, (runtime, pid) => {
          const kernel = new FakeKernel(host, runtime, pid);
          kernel.clock.sleep(at);
          return outcomeOfAction(action, contextOf(kernel, parameters));
        });
      begin(0, start, { ...SIBLING, ...NETWORK, arp_bg: inBackground });
      begin(250, stop, PRIMARY);
      begin(300, stop, SIBLING);
      const ended = new Map<string, number>();
      processes.onExit = (name) => ended.set(name, host.timeline.elapsed);
      processes.run(switchesAt([]));
      expect(ended.get('stop at 300')).toBe(300);
      expect(times()).toEqual([0, 200]);
      expect(host.killed).toEqual([]);
      expect(host.addressesOf('eth0')).toEqual([]);
    },
  );
});

describe('the announcement of a secondary address during stop of the primary one', () => {
  function announceDuringStop(switches: readonly Switch[]): number {
    host = withPrimary();
    const processes = new Processes(host);
    startSibling();
    processes.start('stop', (runtime, pid) =>
      outcomeOfAction(stop, contextOf(new FakeKernel(host, runtime, pid), PRIMARY)),
    );
    const results: unknown[] = [];
    processes.onExit = (_name, result) => results.push(result);
    const steps = processes.run(switchesAt(switches));
    expect(results).toContainEqual({ value: { status: 0 } });
    expect(results).toContainEqual({ value: { kind: 'complete', sent: 3, unsent: [] } });
    expect(times()).toEqual([0, 200, 400, 600]);
    expect(host.addressesOf('eth0')).toEqual(['10.0.0.11/24']);
    expect(host.locks.names()).toEqual([]);
    return steps;
  }

  it('is complete with two switches at any two steps', () =>
    switchAtAnyTwoSteps(announceDuringStop));

  it('is complete with random switches', () => {
    const one = fc.record({ step: fc.nat(80), to: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), (switches) => {
        announceDuringStop(switches);
      }),
      { numRuns: 150 },
    );
  });
});
