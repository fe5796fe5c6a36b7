/**
 * After a successful stop no process sends packets for the address, in any interleaving with other actions and
 * with the background announcer.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monitor } from '../../../lib/actions/monitor.ts';
import { start } from '../../../lib/actions/start.ts';
import { stop } from '../../../lib/actions/stop.ts';
import {
  type Action,
  contextOf,
  outcomeOfAction,
  type Parameters,
  run,
} from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { Processes } from '../support/processes.ts';
import { type Switch, switchAtAnyTwoSteps, switchesAt } from '../support/switches.ts';

const VIP = '10.0.0.10';
/** The rounds take longer than ANNOUNCER_GRACE_MS. */
const PARAMETERS = { ip: VIP, arp_count: 3, arp_interval: 300, arp_type: 'request' };

interface Scenario {
  readonly what: string;
  /** Whether the address is up before, and its announcer has not run yet. */
  readonly isStarted: boolean;
  /** The actions that run concurrently with stop. */
  readonly others: readonly { readonly action: Action; readonly parameters: Parameters }[];
}

const MONITOR = { action: monitor, parameters: { ...PARAMETERS, arp_count_refresh: 3 } };
const MONITOR_IN_FOREGROUND = {
  action: monitor,
  parameters: { ...MONITOR.parameters, arp_bg: false },
};
const START = { action: start, parameters: PARAMETERS };
const START_IN_FOREGROUND = { action: start, parameters: { ...PARAMETERS, arp_bg: false } };

const SCENARIOS: readonly Scenario[] = [
  { what: 'the announcer', isStarted: true, others: [] },
  { what: 'the announcer and monitor', isStarted: true, others: [MONITOR] },
  {
    what: 'the announcer and monitor with arp_bg=false',
    isStarted: true,
    others: [MONITOR_IN_FOREGROUND],
  },
  { what: 'start', isStarted: false, others: [START] },
  { what: 'start with arp_bg=false', isStarted: false, others: [START_IN_FOREGROUND] },
  { what: 'start and monitor', isStarted: false, others: [START, MONITOR] },
  { what: 'the announcer and another start', isStarted: true, others: [START] },
];

/** Runs stop concurrently with the others. Returns the number of steps. */
function runStopWith({ isStarted, others }: Scenario, switches: readonly Switch[]): number {
  const host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
  const processes = new Processes(host);
  if (isStarted) run(host, start, PARAMETERS);

  let afterStop: number | undefined;
  processes.onExit = (name, result) => {
    expect(result).not.toHaveProperty('error');
    if (name !== 'stop') return;
    expect(result).toMatchObject({ value: { status: 0 } });
    afterStop = host.calls.length;
  };
  const actions = [...others, { action: stop, parameters: PARAMETERS }];
  for (const { action, parameters } of actions) {
    processes.start(action.name, (runtime, pid) =>
      outcomeOfAction(action, contextOf(new FakeKernel(host, runtime, pid), parameters)),
    );
  }
  const steps = processes.run(switchesAt(switches));

  if (afterStop === undefined) throw new Error('stop has not ended');
  const later = host.calls.slice(afterStop);
  const startedAgain = later.indexOf('addresses.add');
  expect(startedAgain < 0 ? later : later.slice(0, startedAgain)).not.toContain('socket.send');
  expect(host.addresses.find(address(VIP))).toHaveLength(startedAgain < 0 ? 0 : 1);
  expect(host.locks.names()).toEqual([]);
  // An announcer records nothing after stop has removed its record.
  if (startedAgain < 0) expect([...host.records.keys()]).toEqual([]);
  // A process that has time to end by itself is not killed.
  if (!switches.some(({ pause }) => pause)) expect(host.killed).toEqual([]);
  return steps;
}

describe.each(SCENARIOS)('stop during $what', (scenario) => {
  it('with one switch at every step', () => {
    const steps = runStopWith(scenario, []);
    const runnable = scenario.others.length + 2;
    for (let step = 0; step <= steps; step++) {
      for (let to = 0; to < runnable; to++) runStopWith(scenario, [{ step, to }]);
    }
  });

  it('with two switches at any two steps', () =>
    switchAtAnyTwoSteps((switches) => runStopWith(scenario, switches)));

  it('with random switches', () => {
    const one = fc.record({
      step: fc.nat(80),
      to: fc.nat(3),
      pause: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), (switches) => {
        runStopWith(scenario, switches);
      }),
      { numRuns: 150 },
    );
  });
});
