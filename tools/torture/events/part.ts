/**
 * The lab's cluster under random events; the judge watches. STEPS="kill:1:300 . move:4:3" replays a sequence. EVIDENCE
 * names the folder for the captures of failures. AGENT=IPaddr2: of the other agent. SEEDED_BUG=stop-in-background shows
 * how a failure is reported.
 */
import { availableParallelism } from 'node:os';
import { monotonicTime } from '../../../lab/monotonic-time.ts';
import type { Budget, Part, Result } from '../part.ts';
import { SeededRandom } from '../random.ts';
import { type Episode, LIMITS, runEpisode } from './episode.ts';
import { shortest } from './shortest.ts';
import { formatSteps, KINDS, parseSteps, randomSteps, type Step } from './step.ts';
import { NODES, SINGLE_VIPS, World, type WorldOptions } from './world.ts';

/** Between two clusters that are known to be whole. */
const STEPS_IN_EPISODE = 8;
/** More than one: most of an episode is a wait. */
const CLUSTERS_PER_CORE = 2;
/** Replays that look for a shorter sequence. */
const MAX_REPLAYS = 8;

export const part: Part = { name: 'events', share: 4, run };

async function run(budget: Budget): Promise<Result> {
  const given = process.env.STEPS ? parseSteps(process.env.STEPS) : undefined;
  const random = new SeededRandom(budget.seed);
  const size = { nodes: NODES, addresses: SINGLE_VIPS };
  const tally = new Tally();
  const next = () => randomSteps(new SeededRandom(random.u32()), STEPS_IN_EPISODE, size);
  const clusters = given ? 1 : CLUSTERS_PER_CORE * availableParallelism();
  const lanes = Array.from({ length: clusters }, () => new Lane(budget, tally));
  const runLane = async (lane: Lane) => {
    try {
      do await lane.try(given ?? next());
      while (!given && monotonicTime() < budget.untilMs);
    } finally {
      await lane.close();
    }
  };
  await Promise.all(lanes.map(runLane));
  return tally.result();
}

function isIpaddr2(): boolean {
  return process.env.AGENT === 'IPaddr2';
}

/** The command that replays a sequence. */
function again(steps: readonly Step[]): string {
  return `  make torture PARTS=events${isIpaddr2() ? ' AGENT=IPaddr2' : ''} STEPS="${formatSteps(steps)}"`;
}

function worldOptions(): WorldOptions {
  return { agent: isIpaddr2() ? 'IPaddr2' : 'VirtualIP', bug: process.env.SEEDED_BUG || undefined };
}

/** What has happened in all clusters. */
class Tally {
  readonly #happened = new Map<string, number>();
  readonly #seen = new Map<string, number>();
  readonly #worst = new Map<string, number>();
  #tried = 0;
  #failed = 0;

  get tried(): number {
    return this.#tried;
  }

  add(steps: readonly Step[], { seen, worst, problems }: Episode): void {
    this.#tried += steps.length;
    if (problems.length > 0) this.#failed++;
    for (const { kind } of steps) this.#happened.set(kind, (this.#happened.get(kind) ?? 0) + 1);
    for (const [what, count] of Object.entries(seen)) {
      this.#seen.set(what, (this.#seen.get(what) ?? 0) + count);
    }
    for (const [what, time] of Object.entries(worst)) {
      this.#worst.set(what, Math.max(this.#worst.get(what) ?? 0, time));
    }
  }

  /** A failure of the lab. */
  fail(): void {
    this.#failed++;
  }

  result(): Result {
    const count = ({ name, what }: (typeof KINDS)[number]) =>
      `${String(this.#happened.get(name) ?? 0).padStart(6)}  ${name.padEnd(12)} ${what}`;
    const seen = [...this.#seen].map(([what, number]) => `${number} ${what}`).join(', ');
    const { tolerance, neighbour, answer } = LIMITS;
    const limits = `limits: late ${tolerance} ms, neighbour ${neighbour} ms, answer ${answer} ms`;
    const longest = [...this.#worst].map(([what, time]) => `${what} ${time.toFixed(0)} ms`);
    const worst = `longest, where nothing was broken: ${longest.join(', ')}`;
    const lines = [...KINDS.map(count), `the judge has seen ${seen}`, limits, worst];
    return { tried: this.#tried, failed: this.#failed, lines };
  }
}

/** One cluster, and another one after a failure. */
class Lane {
  readonly #budget: Budget;
  readonly #tally: Tally;
  #world: World | undefined;

  constructor(budget: Budget, tally: Tally) {
    this.#budget = budget;
    this.#tally = tally;
  }

  async try(steps: readonly Step[]): Promise<void> {
    const { say } = this.#budget;
    try {
      const episode = await this.#run(steps);
      this.#tally.add(steps, episode);
      say(`${this.#tally.tried} events: ${formatSteps(steps)}`);
      if (episode.problems.length > 0) await this.#report(steps, episode);
    } catch (error) {
      // The other clusters go on, and this lane with a new one.
      this.#tally.fail();
      say(`FAILED: the lab itself: ${error instanceof Error ? error.stack : error}`);
      say(again(steps));
      await this.close();
    }
  }

  async close(): Promise<void> {
    await this.#world?.close();
    this.#world = undefined;
  }

  async #run(steps: readonly Step[]): Promise<Episode> {
    this.#world ??= await World.create(worldOptions());
    const episode = await runEpisode(this.#world, steps);
    if (episode.isBroken) await this.close();
    return episode;
  }

  async #report(steps: readonly Step[], { problems, kinds, evidence }: Episode): Promise<void> {
    const { say } = this.#budget;
    for (const problem of problems) say(`FAILED: ${problem}`);
    say(`evidence: judge ${evidence}/capture.pcap ${evidence}/actions.jsonl`);
    const fails = async (some: readonly Step[]) => {
      const replay = await this.#run(some);
      return replay.kinds.some((kind) => kinds.includes(kind));
    };
    const replays = process.env.STEPS || isIpaddr2() ? 0 : MAX_REPLAYS;
    const short = await shortest(steps, fails, replays);
    say(`seed ${this.#budget.seed}; the shortest sequence found:`);
    say(again(short));
  }
}
