/** stop of two addresses of one interface at the same time. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { start } from '../../../lib/actions/start.ts';
import { stop } from '../../../lib/actions/stop.ts';
import { contextOf, outcomeOfAction, run } from '../support/actions.ts';
import { runBackground } from '../support/background.ts';
import { FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { Processes } from '../support/processes.ts';
import { type Switch, switchAtAnyTwoSteps, switchesAt } from '../support/switches.ts';

const ADDRESSES = ['10.0.0.10', '2001:db8::10'].map((ip) => ({
  ...{ ip, nic: 'eth0', arp_count: 1, arp_late: 0, announce_to: 'none' },
  ...(ip.includes(':') ? { dad: 'none', cidr_netmask: 64 } : { cidr_netmask: 24 }),
}));

function stopBoth(switches: readonly Switch[]): number {
  const host = new FakeHost();
  host.addLink('eth0');
  for (const parameters of ADDRESSES) {
    expect(run(host, start, parameters)).toMatchObject({ status: 0 });
    runBackground(host);
  }
  expect(host.records.size).toBeGreaterThan(0);
  const processes = new Processes(host);
  for (const parameters of ADDRESSES) {
    processes.start(`stop ${parameters.ip}`, (runtime, pid) =>
      outcomeOfAction(stop, contextOf(new FakeKernel(host, runtime, pid), parameters)),
    );
  }
  const results: unknown[] = [];
  processes.onExit = (_name, result) => results.push(result);
  const steps = processes.run(switchesAt(switches));
  expect(results).toEqual([{ value: { status: 0 } }, { value: { status: 0 } }]);
  expect(host.addressesOf('eth0')).toEqual([]);
  expect([...host.records.keys()]).toEqual([]);
  expect(host.locks.names()).toEqual([]);
  return steps;
}

it('leaves no file, with two switches at any two steps', () => switchAtAnyTwoSteps(stopBoth));

it('leaves no file, with random switches', () => {
  const one = fc.record({ step: fc.nat(80), to: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 8 }), (switches) => {
      stopBoth(switches);
    }),
    { numRuns: 150 },
  );
});
