/** A fault in each system call of each action, one at a time, and what heals it. */
import { availableParallelism } from 'node:os';
import { monotonicTime } from '../../../lab/monotonic-time.ts';
import type { Budget, Part, Result } from '../part.ts';
import type { Agent, ListedCall } from './attempt.ts';
import { runCrew } from './crew.ts';
import { faultsOf } from './faults-of-call.ts';
import { Injector } from './injector.ts';
import { Queue, type Where } from './queue.ts';
import { Tally } from './tally.ts';
import { subjectNames } from './variants.ts';

/** More than cores: most of a try is a wait. */
const HOSTS_PER_CORE = 3;

export const part: Part = { name: 'faults', share: 6, run };

/** Of the time, for IPaddr2: a try takes ten times as long. */
const SHARE_OF_IPADDR2 = 0.15;

/** What IPaddr2 has as well. */
const SUBJECTS_OF_IPADDR2 = ['start', 'stop', 'monitor'].flatMap((action) =>
  ['ipv4/plain', 'ipv4/nic', 'ipv4/label', 'ipv4/lvs', 'ipv6/plain', 'ipv6/label'].map(
    (variant) => `${action}/${variant}`,
  ),
);

async function run(budget: Budget): Promise<Result> {
  const now = monotonicTime();
  const untilMs = now + (budget.untilMs - now) * (1 - SHARE_OF_IPADDR2);
  const ours = await runFaults({ ...budget, untilMs }, subjectNames());
  const theirs = await tryAll(budget, 'IPaddr2', SUBJECTS_OF_IPADDR2);
  const lines = [
    ...ours.lines,
    '',
    'IPaddr2, killed when it starts each of its programs:',
    ...theirs.lines(),
  ];
  return { ...ours, lines };
}

/** @param limit at most so many tries */
export async function runFaults(
  budget: Budget,
  subjects: readonly string[],
  limit = Number.POSITIVE_INFINITY,
): Promise<Result> {
  const tally = await tryAll(budget, 'VirtualIP', subjects, limit);
  return { tried: tally.tried, failed: tally.failed, lines: tally.lines() };
}

async function tryAll(
  budget: Budget,
  agent: Agent,
  subjects: readonly string[],
  limit = Number.POSITIVE_INFINITY,
): Promise<Tally> {
  const injector = await Injector.create();
  const tally = new Tally();
  const pointsOf = agent === 'VirtualIP' ? faultsAt : killsAt;
  try {
    const queue = new Queue(budget.seed, subjects);
    const work = { agent, queue, pointsOf, tally, injector, limit };
    await runCrew(HOSTS_PER_CORE * availableParallelism(), work, budget);
  } finally {
    await injector.close();
  }
  return tally;
}

function faultsAt(calls: readonly ListedCall[]): Where[] {
  const ofCalls = calls.flatMap((call) =>
    faultsOf(call).map((fault) => ({ ...placeOf(call), process: String(call.process), fault })),
  );
  return [...ofCalls, ...CLOCK_FAULTS];
}

function placeOf({ name, number, isEarly }: ListedCall) {
  return { call: name, number, isEarly };
}

/**
 * Before the first reading of the clock in any process, and before the second. Not listed: without inject.c's fault the
 * clock is read without a system call.
 */
const CLOCK_FAULTS: readonly Where[] = ['clock+3600', 'clock-3600'].flatMap((fault) =>
  [1, 2].map((number) => ({ process: 'any', call: 'time', number, fault, isEarly: false })),
);

/** The agent is killed when it starts a program. */
function killsAt(calls: readonly ListedCall[]): Where[] {
  const starts = calls.filter(({ name }) => name === 'execve');
  return starts.map((call) => ({
    ...placeOf(call),
    process: 'any',
    number: call.overall,
    fault: 'kill-action',
  }));
}
