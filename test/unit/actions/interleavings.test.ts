/**
 * After a stop that succeeded nobody sends for the address, however its steps fall between those of
 * other actions and of the announcer in the background.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monitor } from '../../../lib/actions/monitor.ts';
import { start } from '../../../lib/actions/start.ts';
import { stop } from '../../../lib/actions/stop.ts';
import { type Action, answerOf, contextOf, type Parameters, run } from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { Processes } from '../support/processes.ts';
import { type Turn, turnsOf } from '../support/turns.ts';

const VIP = '10.0.0.10';
/** The rounds take longer than the grace of an announcer that is told to end. */
const PARAMETERS = { ip: VIP, arp_count: 3, arp_interval: 300, arp_type: 'request' };

interface Scenario {
  readonly what: string;
  /** Whether the address is up before, its announcer yet to begin. */
  readonly isStarted: boolean;
  /** The actions that run beside stop. */
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

/** Runs stop beside the others. @returns the number of steps */
function stopBeside({ isStarted, others }: Scenario, turns: readonly Turn[]): number {
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
      answerOf(action, contextOf(new FakeKernel(host, runtime, pid), parameters)),
    );
  }
  const steps = processes.run(turnsOf(turns));

  if (afterStop === undefined) throw new Error('stop has not ended');
  const later = host.calls.slice(afterStop);
  const startedAgain = later.indexOf('addresses.add');
  expect(startedAgain < 0 ? later : later.slice(0, startedAgain)).not.toContain('sender.send');
  expect(host.addresses.find(address(VIP))).toHaveLength(startedAgain < 0 ? 0 : 1);
  expect(host.locks.names()).toEqual([]);
  // Nobody who is given the time to end by himself is killed.
  if (!turns.some(({ pause }) => pause)) expect(host.killed).toEqual([]);
  return steps;
}

describe.each(SCENARIOS)('stop beside $what', (scenario) => {
  it('with one switch at every step', () => {
    const steps = stopBeside(scenario, []);
    const runnable = scenario.others.length + 2;
    for (let step = 0; step <= steps; step++) {
      for (let turn = 0; turn < runnable; turn++) stopBeside(scenario, [{ step, turn }]);
    }
  });

  it('with two switches at any two steps', () => {
    const steps = stopBeside(scenario, []);
    for (let first = 0; first < steps; first++) {
      for (let second = first + 1; second <= steps; second++) {
        for (const turn of [0, 1]) {
          stopBeside(scenario, [
            { step: first, turn },
            { step: second, turn: 1 - turn },
          ]);
        }
      }
    }
  });

  it('with any switches', () => {
    const turn = fc.record({
      step: fc.nat(80),
      turn: fc.nat(3),
      pause: fc.boolean(),
    });
    const turns = fc.array(turn, { maxLength: 8 });
    fc.assert(
      fc.property(turns, (some) => {
        stopBeside(scenario, some);
      }),
      { numRuns: 150 },
    );
  });
});
