/** A short part of `make torture`: faults in system calls, and what heals them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { monotonicTime } from '../../lab/monotonic-time.ts';
import { Attempts, type ListedCall } from '../../tools/torture/faults/attempt.ts';
import { FaultHost } from '../../tools/torture/faults/fault-host.ts';
import { formatPoint, parsePoint } from '../../tools/torture/faults/fault-point.ts';
import { Injector } from '../../tools/torture/faults/injector.ts';
import { runFaults } from '../../tools/torture/faults/part.ts';

let place: FaultHost;
let injector: Injector;
let attempts: Attempts;
beforeAll(async () => {
  place = await FaultHost.create();
  injector = await Injector.create();
  attempts = new Attempts(place, injector);
});
afterAll(async () => {
  await injector.close();
  await place.close();
});

/** Most calls of one test: of more, a part that is spread over all of them is tried. */
const MAX_CALLS = 12;

/** Injects the fault into calls of these names, one after the other; returns what is not as promised. */
async function faultsAt(
  subject: string,
  names: readonly string[],
  fault: string,
  heal: 'stop' | 'start' = 'stop',
): Promise<{ reached: number; problems: string[] }> {
  const calls: ListedCall[] = await attempts.list(subject);
  const problems: string[] = [];
  let reached = 0;
  const all = calls.filter(({ name }) => names.includes(name));
  const step = Math.ceil(all.length / MAX_CALLS);
  for (const call of all.filter((_, at) => at % step === 0)) {
    const text = `${subject}/${call.process}.${call.name}:${call.number}/${fault}/${heal}`;
    const outcome = await attempts.try(parsePoint(text), call.isEarly);
    if (outcome.isReached) reached++;
    problems.push(...outcome.problems.map((problem) => `${text}: ${problem}`));
  }
  for (const { what, problem } of await place.checkSilences()) problems.push(`${what}: ${problem}`);
  return { reached, problems };
}

/** At least so many calls must have been reached: otherwise the test would look at nothing. */
async function expectHealed(atLeast: number, ...args: Parameters<typeof faultsAt>): Promise<void> {
  const { reached, problems } = await faultsAt(...args);
  expect(problems).toEqual([]);
  expect(reached).toBeGreaterThanOrEqual(atLeast);
}

describe('monitor never returns 7 for an address that is up', () => {
  it.each(['ENODEV', 'EAGAIN', 'EACCES'])('sendto and recvfrom fail with %s', (code) =>
    expectHealed(5, 'monitor/ipv4/nic', ['sendto', 'recvfrom'], code),
  );

  it('the answers of the kernel are empty', () =>
    expectHealed(1, 'monitor/ipv6/plain', ['recvfrom'], 'truncate-0'));

  it('each dump is interrupted', () =>
    expectHealed(1, 'monitor/ipv4/plain', ['recvfrom'], 'dump-intr+'));
});

it('start: SIGKILL at each sendto', () =>
  expectHealed(10, 'start/ipv4/label', ['sendto'], 'kill-after', 'start'));

it('start ends if a netlink socket always reports lost notifications', () =>
  expectHealed(3, 'start/ipv4/nic', ['recvfrom'], 'ENOBUFS+'));

it('start goes on without its files if a security module refuses them', () =>
  expectHealed(3, 'start/ipv4/nic', ['openat'], 'EACCES+'));

it('stop of a shared address: each of its programs is killed', () =>
  expectHealed(3, 'stop/ipv4/shared', ['execve'], 'kill-before'));

it('a program never writes to the streams of the agent', () =>
  expectHealed(3, 'start/ipv4/shared', ['dup2'], 'EIO'));

it('points of all actions and variants that are chosen by a seed', async () => {
  const lines: string[] = [];
  const budget = {
    untilMs: monotonicTime() + 30_000,
    seed: 1,
    say: (line: string) => lines.push(line),
  };
  const subjects = [
    'start/ipv4/plain',
    'stop/ipv6/label',
    'reload-agent/ipv6/nic',
    'stop/ipv4/lvs',
  ];
  const result = await runFaults(budget, subjects, 150);
  expect(lines).toEqual([]);
  expect(result.failed).toBe(0);
  expect(result.tried).toBeGreaterThan(0);
});

it('a point is its text', () => {
  for (const text of [
    'start/ipv4/plain/0.sendto:3/ENOBUFS/stop',
    'stop/ipv6/nic/1.poll:2/EINTR/start',
  ]) {
    expect(formatPoint(parsePoint(text))).toBe(text);
  }
  expect(() => parsePoint('start/ipv4/plain/sendto/ENOBUFS')).toThrow('not a point');
});

it.each(['clock+3600', 'clock-3600'])('the clock of the host is set: %s', async (fault) => {
  for (const subject of ['start/ipv4/plain', 'stop/ipv6/plain', 'reload-agent/ipv4/shared']) {
    const outcome = await attempts.try(parsePoint(`${subject}/any.time:1/${fault}/start`));
    expect([subject, outcome]).toEqual([
      subject,
      expect.objectContaining({ isReached: true, problems: [], ending: 'exit 0' }),
    ]);
  }
});
