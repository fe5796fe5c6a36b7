/**
 * A shared address with several instances on one host: their starts and stops beside each other, and
 * killed at any step. At no moment does the host answer a client that is another host's.
 */
import { describe, expect, it } from 'vitest';
import { answerOf, contextOf, run } from '../support/actions.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { Processes } from '../support/processes.ts';
import { instanceParameters, sharedAction } from '../support/sharing.ts';
import { type Turn, turnsOf } from '../support/turns.ts';

const VIP = '10.0.0.10';
const PARAMETERS = { ip: VIP, arp_count: 1 };
const MOST_STEPS = 200;

type Step = readonly ['start' | 'stop', number];

function newHost(): FakeHost {
  const host = new FakeHost();
  host.addLink('eth0');
  host.addAddress('eth0', '10.0.0.1/24');
  return host;
}

function act(host: FakeHost, [action, instance]: Step): void {
  const given = instanceParameters(instance, PARAMETERS);
  const { status, reason } = run(host, sharedAction(host, action, instance), given);
  expect([status, reason]).toEqual([0, undefined]);
}

function isHeld(host: FakeHost): boolean {
  return host.addresses.find(address(VIP)).length > 0;
}

/** Instances from 0 that the host answers for; every one if there are no rules. */
function answered(host: FakeHost): readonly number[] | 'everybody' {
  if (!isHeld(host)) return [];
  const rules = host.rules.get('nft') ?? [];
  const drops = rules.some(({ role }) => role === 'rest');
  const hash = rules.find(({ role }) => role === 'share')?.hash;
  return drops ? (hash?.buckets ?? []).map((bucket) => bucket - 1) : 'everybody';
}

/** Runs the actions beside each other. @returns the number of steps */
function beside(host: FakeHost, steps: readonly Step[], turns: readonly Turn[]): number {
  const processes = new Processes(host);
  const allowed = new Set<number>([...steps.map(([, instance]) => instance)]);
  for (const one of answered(host)) allowed.add(Number(one));
  processes.onExit = (_, result) => expect(result).toMatchObject({ value: { status: 0 } });
  for (const [action, instance] of steps) {
    processes.start(`${action} ${instance}`, (runtime, pid) => {
      const kernel = new FakeKernel(host, runtime, pid);
      const given = instanceParameters(instance, PARAMETERS);
      return answerOf(sharedAction(host, action, instance), contextOf(kernel, given));
    });
  }
  const next = turnsOf(turns);
  return processes.run((choice) => {
    const now = answered(host);
    expect(now).not.toBe('everybody');
    for (const one of now) expect(allowed).toContain(one);
    return next(choice);
  });
}

/** Runs an action and kills it before its `step`th step. False when it came to its end before. */
function killedAt(host: FakeHost, [action, instance]: Step, step: number): boolean {
  const processes = new Processes(host);
  let pid = 0;
  let isKilled = false;
  processes.start(action, (runtime, own) => {
    pid = own;
    const given = instanceParameters(instance, PARAMETERS);
    const context = contextOf(new FakeKernel(host, runtime, own), given);
    return answerOf(sharedAction(host, action, instance), context);
  });
  processes.run((choice) => {
    expect(answered(host)).not.toBe('everybody');
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
  /** Instances that the host answers for afterwards, in whatever order the steps came. */
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
  const once = (turns: readonly Turn[]): number => {
    const host = newHost();
    const empty = host.state();
    for (const step of before) act(host, step);
    const number = beside(host, steps, turns);
    expect(answered(host)).toEqual(after);
    for (const instance of after) act(host, ['stop', instance]);
    expect(host.state()).toEqual(empty);
    return number;
  };

  it('with one switch at every step', () => {
    const number = once([]);
    for (let step = 0; step <= number; step++) {
      for (let turn = 0; turn < steps.length; turn++) once([{ step, turn }]);
    }
  });

  it('with two switches at any two steps', () => {
    const number = once([]);
    for (let first = 0; first < number; first++) {
      for (let second = first + 1; second <= number; second += 5) {
        once([
          { step: first, turn: 0 },
          { step: second, turn: 1 },
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
      const host = newHost();
      for (const one of before) act(host, one);
      if (!killedAt(host, victim, step++)) break;
      then(host);
    }
    // It did come to an end, and not at once.
    expect(step).toBeGreaterThan(5);
    expect(step).toBeLessThan(MOST_STEPS);
  };

  it('leaves what a stop takes away', () => {
    const empty = newHost().state();
    eachStep((host) => {
      const others = before.map(([, instance]) => instance).filter((one) => one !== victim[1]);
      act(host, ['stop', victim[1]]);
      expect(answered(host)).toEqual(others);
      for (const instance of others) act(host, ['stop', instance]);
      expect(host.state()).toEqual(empty);
    });
  });

  it('leaves what a start completes', () => {
    eachStep((host) => {
      act(host, ['start', victim[1]]);
      expect(answered(host)).toContain(victim[1]);
      expect(answered(host)).not.toBe('everybody');
    });
  });
});
