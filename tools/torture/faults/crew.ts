/** Hosts on which points are tried in parallel. */
import { monotonicTime } from '../../../lab/monotonic-time.ts';
import type { Budget } from '../part.ts';
import { type Agent, Attempts, type ListedCall, type Outcome } from './attempt.ts';
import { FaultHost } from './fault-host.ts';
import { formatPoint } from './fault-point.ts';
import type { Injector } from './injector.ts';
import { knownReason } from './known.ts';
import type { Planned, PointsOf, Queue } from './queue.ts';
import type { Tally } from './tally.ts';

/** Frames are looked for, and processes, once for so many tries. */
const TRIES_PER_CHECK = 25;

/** A subject's calls are listed before its first try, which takes as long as several tries. */
const TRIES_PER_TURN = 8;

export interface Work {
  readonly agent: Agent;
  readonly queue: Queue;
  readonly pointsOf: PointsOf;
  readonly tally: Tally;
  readonly injector: Injector;
  /** At most so many tries. */
  readonly limit: number;
}

export async function runCrew(hosts: number, work: Work, budget: Budget): Promise<void> {
  const listings = new Map<string, Promise<void>>();
  await Promise.all(Array.from({ length: hosts }, () => new Worker(work, budget, listings).run()));
}

class Worker {
  readonly #work: Work;
  readonly #budget: Budget;
  /** Of all workers. */
  readonly #listings: Map<string, Promise<void>>;
  /** The hosts replace each other: one that was not healed is not used again. */
  #place: FaultHost | undefined;
  #attempts: Attempts | undefined;

  constructor(work: Work, budget: Budget, listings: Map<string, Promise<void>>) {
    this.#work = work;
    this.#budget = budget;
    this.#listings = listings;
  }

  async run(): Promise<void> {
    const { queue, tally, limit } = this.#work;
    try {
      while (monotonicTime() < this.#budget.untilMs && tally.tried < limit) {
        const subject = queue.nextSubject();
        if (subject === undefined) break;
        await this.#list(subject);
        await this.#tryTurn(subject);
      }
      await this.#check();
    } finally {
      await this.#place?.close();
    }
  }

  async #tryTurn(subject: string): Promise<void> {
    const { queue, tally, limit } = this.#work;
    for (let tries = 0; tries < TRIES_PER_TURN && tally.tried < limit; tries++) {
      const planned = queue.take(subject);
      if (!planned || monotonicTime() >= this.#budget.untilMs) return;
      await this.#try(planned);
      if ((this.#place?.unchecked ?? 0) >= TRIES_PER_CHECK) await this.#check();
    }
  }

  /** Lists the calls of the subject, unless a worker has done so, or is doing it. */
  #list(subject: string): Promise<void> {
    const running = this.#listings.get(subject) ?? this.#listNow(subject);
    this.#listings.set(subject, running);
    return running;
  }

  async #listNow(subject: string): Promise<void> {
    const { queue, pointsOf, tally } = this.#work;
    const attempts = await this.#host();
    const calls: ListedCall[] = await attempts.list(subject);
    queue.add(subject, calls, pointsOf);
    tally.addPoints(this.#rowOf(subject), queue.pointsOf(subject));
  }

  async #try({ point, isEarly }: Planned): Promise<void> {
    const name = formatPoint(point);
    const row = this.#rowOf(name);
    const attempts = await this.#host();
    let outcome: Outcome;
    try {
      outcome = await attempts.try(point, isEarly);
    } catch (error) {
      outcome = { isReached: true, ending: '', reason: undefined, problems: [String(error)] };
    }
    const { problems, isReached } = outcome;
    if (problems.length === 0) {
      this.#work.tally.count(row, isReached, 'healed');
      return;
    }
    const reason = this.#work.agent === 'VirtualIP' ? knownReason(point, problems) : undefined;
    this.#work.tally.count(row, isReached, reason === undefined ? 'failed' : 'known');
    if (reason === undefined) this.#tell(name, problems);
    await this.#replaceHost();
  }

  async #check(): Promise<void> {
    const place = this.#place;
    if (!place || place.unchecked === 0) return;
    for (const { what, problem } of await place.checkSilences()) {
      this.#work.tally.fail(this.#rowOf(what));
      this.#tell(what, [problem]);
    }
    const left = await this.#attempts?.processesLeft();
    if (left && left.length > 0) {
      this.#work.tally.count('processes', true, 'failed');
      this.#budget.say(`FAILED: processes left on a host: ${left.join(', ')}`);
      await this.#replaceHost();
    }
  }

  #tell(name: string, problems: readonly string[]): void {
    const { agent } = this.#work;
    this.#budget.say(`${agent === 'VirtualIP' ? 'FAILED' : 'IPaddr2'}: ${name}`);
    for (const problem of problems) this.#budget.say(`    ${problem}`);
    const of = agent === 'VirtualIP' ? '' : ` AGENT=${agent}`;
    this.#budget.say(`    again: make torture-point POINT=${name}${of}`);
  }

  async #host(): Promise<Attempts> {
    if (this.#attempts) return this.#attempts;
    const { injector, agent } = this.#work;
    this.#place = await FaultHost.create();
    this.#attempts = new Attempts(this.#place, injector, agent);
    return this.#attempts;
  }

  async #replaceHost(): Promise<void> {
    await this.#place?.close();
    this.#place = undefined;
    this.#attempts = undefined;
  }

  #rowOf(name: string): string {
    const [action = '', family = ''] = name.split('/');
    return `${this.#work.agent} ${action} ${family}`;
  }
}
