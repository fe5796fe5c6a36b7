/**
 * Several instances of a shared address on one host: their starts and stops run concurrently, or are killed at
 * any step. The host never answers a client of another host.
 */
import { describe, expect, it } from 'vitest';
import { contextOf, outcomeOfAction } from '../support/actions.ts';
import { address, type FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { Processes } from '../support/processes.ts';
import {
  instanceParameters,
  newSharedHost,
  PARAMETERS,
  runShared,
  sharedAction,
  VIP,
} from '../support/shared-address.ts';
import { type Switch, switchesAt } from '../support/switches.ts';

const MAX_STEPS = 200;

type Step = readonly ['start' | 'stop', number];

function act(host: FakeHost, [action, instance]: Step): void {
  const { status, reason } = runShared(host, action, instance);
  expect([status, reason]).toEqual([0, undefined]);
}

function isHeld(host: FakeHost): boolean {
  return host.addresses.find(address(VIP)).length > 0;
}

/** The instances, counted from 0, whose clients the host answers; all clients if there are no rules. */
function answered(host: FakeHost): readonly number[] | 'all clients' {
  if (!isHeld(host)) return [];
  const rules = host.rules.get('nft') ?? [];
  const drops = rules.some(({ role }) => role === 'rest');
  const hash = rules.find(({ role }) => role === 'share')?.hash;
  return drops ? (hash?.buckets ?? []).map((bucket) => bucket - 1) : 'all clients';
}

/** Runs the actions concurrently. Returns the number of steps. */
function runConcurrently(
  host: FakeHost,
  actions: readonly Step[],
  switches: readonly Switch[],
): number {
  const processes = new Processes(host);
  const allowed = new Set<number>(actions.map(([, instance]) => instance));
  for (const one of answered(host)) allowed.add(Number(one));
  processes.onExit = (_, result) => expect(result).toMatchObject({ value: { status: 0 } });
  for (const [action, instance] of actions) {
    processes.start(`${action} ${instance}`, (runtime, pid) => {
      const kernel = new FakeKernel(host, runtime, pid);
      const given = instanceParameters(instance, PARAMETERS);
      return outcomeOfAction(sharedAction(host, action, instance), contextOf(kernel, given));
    });
  }
  const next = switchesAt(switches);
  return processes.run((choice) => {
    const now = answered(host);
    expect(now).not.toBe('all clients');
    for (const one of now) expect(allowed).toContain(one);
    return next(choice);
  });
}

/** Runs an action and kills it before step number `step`. False if it ended earlier. */
function killedAt(host: FakeHost, [action, instance]: Step, step: number): boolean {
  const processes = new Processes(host);
  let pid = 0;
  let isKilled = false;
  processes.start(action, (runtime, own) => {
    pid = own;
    const given = instanceParameters(instance, PARAMETERS);
    const context = contextOf(new FakeKernel(host, runtime, own), given);
    return outcomeOfAction(sharedAction(host, action, instance), context);
  });
  processes.run((choice) => {
    expect(answered(host)).not.toBe('all clients');
    if (choice.step === step) {
      host.kill(pid);
      isKilled = true;
      return undefined;
    }
    return choice.runnable[0];
  });
  return isKilled;
}

interface Scenario {
  readonly what: string;
  readonly before: readonly Step[];
  readonly steps: readonly Step[];
  /** The instances whose clients the host answers afterwards, in any interleaving. */
  readonly after: readonly number[];
}

const SCENARIOS: readonly Scenario[] = [
  {
    what: 'two starts',
    before: [],
    steps: [
      ['start', 0],
      ['start', 2],
    ],
    after: [0, 2],
  },
  {
    what: 'two stops',
    before: [
      ['start', 0],
      ['start', 2],
    ],
    steps: [
      ['stop', 0],
      ['stop', 2],
    ],
    after: [],
  },
  {
    what: 'the stop of the last and another start',
    before: [['start', 0]],
    steps: [
      ['stop', 0],
      ['start', 2],
    ],
    after: [2],
  },
  {
    what: 'a start, a stop and another stop',
    before: [
      ['start', 0],
      ['start', 2],
    ],
    steps: [
      ['start', 1],
      ['stop', 0],
      ['stop', 2],
    ],
    after: [1],
  },
];

describe.each(SCENARIOS)('$what', ({ before, steps, after }) => {
  const runWith = (switches: readonly Switch[]): number => {
    const host = newSharedHost();
    const empty = host.state();
    for (const step of before) act(host, step);
    const number = runConcurrently(host, steps, switches);
    expect(answered(host)).toEqual(after);
    for (const instance of after) act(host, ['stop', instance]);
    expect(host.state()).toEqual(empty);
    return number;
  };

  it('with one switch at every step', () => {
    const number = runWith([]);
    for (let step = 0; step <= number; step++) {
      for (let to = 0; to < steps.length; to++) runWith([{ step, to }]);
    }
  });

  it('with two switches at any two steps', () => {
    const number = runWith([]);
    for (let first = 0; first < number; first++) {
      for (let second = first + 1; second <= number; second += 5) {
        runWith([
          { step: first, to: 0 },
          { step: second, to: 1 },
        ]);
      }
    }
  });
});

describe.each<[string, readonly Step[], Step]>([
  ['the first start', [], ['start', 0]],
  ['another start', [['start', 2]], ['start', 0]],
  [
    'a stop',
    [
      ['start', 0],
      ['start', 2],
    ],
    ['stop', 0],
  ],
  ['the last stop', [['start', 0]], ['stop', 0]],
])('%s that is killed at any step', (_, before, victim) => {
  const eachStep = (then: (host: FakeHost) => void) => {
    let step = 0;
    for (;;) {
      const host = newSharedHost();
      for (const one of before) act(host, one);
      if (!killedAt(host, victim, step++)) break;
      then(host);
    }
    expect(step).toBeGreaterThan(5);
    expect(step).toBeLessThan(MAX_STEPS);
  };

  it('leaves a state that stop removes', () => {
    const empty = newSharedHost().state();
    eachStep((host) => {
      const others = before.map(([, instance]) => instance).filter((one) => one !== victim[1]);
      act(host, ['stop', victim[1]]);
      expect(answered(host)).toEqual(others);
      for (const instance of others) act(host, ['stop', instance]);
      expect(host.state()).toEqual(empty);
    });
  });

  it('leaves a state that start completes', () => {
    eachStep((host) => {
      act(host, ['start', victim[1]]);
      expect(answered(host)).toContain(victim[1]);
      expect(answered(host)).not.toBe('all clients');
    });
  });
});
