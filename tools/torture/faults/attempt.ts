/** One try: an action with a fault, what must be true after it, and the action that heals what the fault left. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AgentRun,
  agentEnvironment,
  IPADDR2,
  runAgent,
  VIRTUAL_IP,
} from '../../../lab/agent.ts';
import { announcers } from '../../../lab/announcers.ts';
import { monotonicTime } from '../../../lab/monotonic-time.ts';
import { OCF_DEGRADED, OCF_NOT_RUNNING, OCF_SUCCESS } from '../../../ocf-metadata/exit-status.ts';
import type { FaultHost } from './fault-host.ts';
import { type FaultPoint, faultArgument, formatPoint, isKill } from './fault-point.ts';
import { differences } from './host-state.ts';
import {
  type Call,
  type Injection,
  type Injector,
  type ProcessEnd,
  type Report,
  TOO_LATE,
} from './injector.ts';
import { type Subject, subject } from './variants.ts';

export type Agent = 'VirtualIP' | 'IPaddr2';

const PROGRAMS: Readonly<Record<Agent, string>> = { VirtualIP: VIRTUAL_IP, IPaddr2: IPADDR2 };

/** OCF_RESKEY_CRM_meta_timeout, in milliseconds. */
const TIMEOUT_MS = 60_000;
/** A background process reaches the fault within this time, unless stop makes it reach it. */
const REACH_MS = 2000;
/** Only a process that never ends takes longer. */
const END_LIMIT_MS = 30_000;
const POLL_MS = 5;

const SIGKILL = 9;

export interface Outcome {
  readonly isReached: boolean;
  /** What is not as promised. */
  readonly problems: readonly string[];
  /** What the action with the fault returned: `exit 1`, `signal 9`. */
  readonly ending: string;
  readonly reason: string | undefined;
}

/** A call, and whether a background process makes it without waiting for stop. */
export interface ListedCall extends Call {
  readonly isEarly: boolean;
  /** From 1, of the calls with this name in all processes. */
  readonly overall: number;
}

export class Attempts {
  readonly #place: FaultHost;
  readonly #injector: Injector;
  readonly #agent: Agent;
  /** The state before the first action, by subject. */
  readonly #before = new Map<string, readonly string[]>();

  constructor(place: FaultHost, injector: Injector, agent: Agent = 'VirtualIP') {
    this.#place = place;
    this.#injector = injector;
    this.#agent = agent;
  }

  /** The system calls of an action without a fault. */
  async list(name: string): Promise<ListedCall[]> {
    const what = subject(name);
    await this.#prepare(what);
    const injection = this.#injector.prepare('list');
    const running = this.#run(what, what.action, injection);
    await running;
    // Until the announcer has sent its rounds and waits.
    let early = (await injection.report()).calls.length;
    for (let quietSince = monotonicTime(); monotonicTime() - quietSince < QUIET_MS; ) {
      await sleep(POLL_MS);
      const { length } = (await injection.report()).calls;
      if (length !== early) quietSince = monotonicTime();
      early = length;
    }
    await this.#run(what, 'stop');
    if (what.parameters.lvs_support) await this.#onLoopback('del', what);
    const report = await untilEnded(injection);
    await injection.forget();
    const counts = new Map<string, number>();
    return report.calls.map((call, at) => {
      const overall = (counts.get(call.name) ?? 0) + 1;
      counts.set(call.name, overall);
      return { ...call, isEarly: at < early, overall };
    });
  }

  /** @param isEarly whether a background process reaches the fault without stop */
  async try(point: FaultPoint, isEarly = true): Promise<Outcome> {
    const what = subject(`${point.action}/${point.family}/${point.variant}`);
    const problems: string[] = [];
    const before = await this.#prepare(what);
    const injection = this.#injector.prepare(faultArgument(point));
    const run = await this.#run(what, what.action, injection);
    let report = await untilReached(injection, isEarly ? REACH_MS : 0);
    const ending = endingOf(report.ends);
    if (this.#agent === 'VirtualIP') problems.push(...badOutput(run, report, point));
    const killed = report.ends.some(({ process, kind }) => process === 0 && kind === 'signal');
    if (!killed) problems.push(...(await this.#untruths(what, run, before)));
    if (point.heal === 'start') await this.#expect(problems, what, 'start', 'monitor');
    await this.#expect(problems, what, 'stop');
    const endSilence = this.#place.beginSilence(what.ip, formatPoint(point));
    report = await untilEnded(injection);
    if (!report.isOver) problems.push('a process of the action does not end');
    // The programs of IPaddr2's pipes end by SIGPIPE when their shell is killed.
    if (this.#agent === 'VirtualIP') {
      for (const end of report.ends) problems.push(...crashed(end, point));
    }
    problems.push(...(await this.#left(what, before)));
    endSilence();
    // If the address is not there, the state has told so.
    if (what.parameters.lvs_support) await this.#onLoopback('del', what).catch(() => {});
    await injection.forget();
    return { isReached: report.isHit, problems, ending, reason: run.reason };
  }

  /** The processes of the agent that are left on the host. */
  async processesLeft(): Promise<number[]> {
    return announcers(this.#place.host);
  }

  /** Runs start if the action needs it. Returns the state before it. */
  async #prepare(what: Subject): Promise<readonly string[]> {
    if (what.parameters.lvs_support) await this.#onLoopback('add', what);
    let before = this.#before.get(what.name);
    if (before === undefined) {
      before = await this.#lines(what);
      this.#before.set(what.name, before);
    }
    if (what.isStarted) {
      const run = await this.#run({ ...what, changes: {} }, 'start');
      if (run.status !== OCF_SUCCESS)
        throw new Error(`${what.name}: start without a fault: ${run.stderr}`);
    }
    return before;
  }

  /** Where a real server of an LVS has the address while it is not up. */
  async #onLoopback(change: 'add' | 'del', { ip }: Subject): Promise<void> {
    await this.#place.host.ip(`address ${change} ${ip}/32 brd 255.255.255.255 dev lo`);
  }

  /** Answers of the agent that are not true: 0 of stop, 7 of monitor. */
  async #untruths(what: Subject, run: AgentRun, before: readonly string[]): Promise<string[]> {
    const { action } = what;
    if (action === 'stop' && run.status === OCF_SUCCESS) {
      const left = await this.#left(what, before);
      // What has no effect without the address may stay until the next stop: files, and with a warning rules.
      const isWarned = run.log.some((line) => line.includes('WARNING'));
      const untold = left.filter((line) => !FILE.test(line) && !(isWarned && RULE.test(line)));
      return untold.map((line) => `stop returned 0, but ${line}`);
    }
    if (action === 'monitor') {
      const { status } = run;
      const isUp = status === OCF_SUCCESS || status === OCF_DEGRADED;
      if (what.isStarted && status === OCF_NOT_RUNNING)
        return ['monitor returned 7, but the address is there'];
      if (!what.isStarted && isUp)
        return [`monitor returned ${status}, but the address is not there`];
      return [];
    }
    if (run.status !== OCF_SUCCESS) return [];
    const problems: string[] = [];
    await this.#expect(problems, what, 'monitor');
    return problems.map((problem) => `${action} returned 0, but ${problem}`);
  }

  /** Runs actions, which must succeed and give no reason. */
  async #expect(problems: string[], what: Subject, ...actions: readonly string[]): Promise<void> {
    for (const action of actions) {
      const { status, reason } = await this.#run({ ...what, changes: {} }, action);
      if (status !== OCF_SUCCESS)
        problems.push(`${action}: exit ${status}: ${reason ?? 'no reason'}`);
    }
  }

  /** What the actions have left, or removed. */
  async #left(what: Subject, before: readonly string[]): Promise<string[]> {
    let changes: string[] = [];
    // The kernel may still be removing what belongs to a process that has just ended.
    for (const end = monotonicTime() + 1000; monotonicTime() < end; await sleep(POLL_MS)) {
      changes = differences(before, await this.#lines(what));
      if (changes.length === 0) break;
    }
    return changes;
  }

  #lines(what: Subject): Promise<string[]> {
    return this.#place.state.lines(what.parameters.CRM_meta_clone_max !== undefined);
  }

  #run(what: Subject, action: string, injection?: Injection): Promise<AgentRun> {
    const { host } = this.#place;
    const parameters = {
      CRM_meta_timeout: TIMEOUT_MS,
      CRM_meta_interval: 10_000,
      ...what.parameters,
      ...what.changes,
      // IPaddr2 has no dad.
      ...(what.parameters.dad === 'none' && this.#agent === 'IPaddr2' ? { nodad: true } : {}),
    };
    const environment = agentEnvironment(parameters, {
      HA_RSCTMP: host.stateDirectory,
      OCF_RA_VERSION_MAJOR: '1',
      OCF_RA_VERSION_MINOR: '1',
    });
    // Not OCF_RESKEY_OCF_CHECK_LEVEL alone: Pacemaker sets both.
    if (what.changes.OCF_CHECK_LEVEL)
      environment.OCF_CHECK_LEVEL = String(what.changes.OCF_CHECK_LEVEL);
    const prefix = [...host.place, ...(injection?.prefix ?? [])];
    return runAgent(prefix, PROGRAMS[this.#agent], [action], environment);
  }
}

const FILE = /^\+ floatip-/;
/** The label; rules and the membership of a shared address. */
const RULE = /^\+ (?:prefix \S+ label |table |chain |type filter |[io]ifname |\}|\d+: \S+ link )/;

/** No system call for so long: the announcer waits. */
const QUIET_MS = 1500;

/** Waits until the fault has been injected, or all processes have ended. */
async function untilReached(injection: Injection, limit: number): Promise<Report> {
  const end = monotonicTime() + limit;
  for (;;) {
    const report = await injection.report();
    if (report.isHit || report.isOver || monotonicTime() >= end) return report;
    await sleep(POLL_MS);
  }
}

/** Waits until all processes have ended. */
async function untilEnded(injection: Injection): Promise<Report> {
  const end = monotonicTime() + END_LIMIT_MS;
  for (;;) {
    const report = await injection.report();
    if (report.isOver || monotonicTime() >= end) return report;
    await sleep(POLL_MS);
  }
}

function endingOf(ends: readonly ProcessEnd[]): string {
  const end = ends.find(({ process }) => process === 0);
  return end ? `${end.kind} ${end.value}` : 'no end';
}

/**
 * A process of the agent that ended by a signal. SIGKILL comes from the fault, or from an action that ends a hung
 * announcer. nft may crash.
 */
function crashed({ process, kind, value, programs }: ProcessEnd, point: FaultPoint): string[] {
  if (programs > 1) return [];
  const isKilled = value === SIGKILL && (process > 0 || isKill(point));
  if (kind !== 'signal' || isKilled) return [];
  return [`process ${process} ended by signal ${value}`];
}

/** Lines of ocf-shellfuncs' log, and the reason. */
const LOG_LINE = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?:INFO|WARNING|ERROR|DEBUG): ./;
const TRACE =
  /\bat \S+ ?\(|\bat .*:\d+:\d+|(?:Type|Range|Reference|Syntax)Error|panic|assert|Sanitizer/;
const OCF_STATUSES = [0, 1, 2, 3, 4, 5, 6, 7, 190];

/** What is wrong with status and texts of an action. */
function badOutput(run: AgentRun, { ends }: Report, point: FaultPoint): string[] {
  const problems: string[] = [];
  const reasons = run.stderr.split('\n').filter((line) => line.startsWith('ocf-exit-reason:'));
  const others = run.log.filter((line) => !LOG_LINE.test(line));
  if (others.length > 0) problems.push(`on stderr: ${JSON.stringify(others.join('\n'))}`);
  if (TRACE.test(run.stderr)) problems.push(`a trace: ${JSON.stringify(run.stderr)}`);
  if (reasons.length > 1) problems.push(`${reasons.length} reasons`);
  if (ends.some(({ process, kind }) => process === 0 && kind === 'signal')) return problems;
  if (run.status === TOO_LATE) problems.push('the action does not end');
  else if (!OCF_STATUSES.includes(run.status)) problems.push(`exit ${run.status}`);
  // A probe gives no reason for 7; a reason that cannot be written is missing.
  const isSilent = run.status === OCF_SUCCESS || run.status === OCF_NOT_RUNNING;
  const isUnwritable = point.call === 'write';
  if (!isSilent && run.reason === undefined && !isUnwritable) {
    problems.push(`exit ${run.status} without a reason`);
  }
  return problems;
}
