/**
 * The lab's cluster under random events; the judge watches. STEPS="kill:1:300 . move:4:3" replays a sequence. EVIDENCE
 * names the folder for the captures of failures. SEEDED_BUG=stop-in-background shows how a failure is reported.
 */
import { monotonicTime } from '../../../lab/monotonic-time.ts';
import type { Budget, Part, Result } from '../part.ts';
import { SeededRandom } from '../random.ts';
import { type Episode, LIMITS, runEpisode } from './episode.ts';
import { shortest } from './shortest.ts';
import { formatSteps, KINDS, parseSteps, randomSteps, type Step } from './step.ts';
import { NODES, VIPS, World } from './world.ts';

/** Between two clusters that are known to be whole. */
const STEPS_IN_EPISODE = 8;
/** Replays that look for a shorter sequence. */
const MAX_REPLAYS = 8;

export const part: Part = { name: 'events', share: 4, run };

async function run(budget: Budget): Promise<Result> {
  const given = process.env.STEPS ? parseSteps(process.env.STEPS) : undefined;
  const random = new SeededRandom(budget.seed);
  const size = { nodes: NODES, addresses: VIPS.length };
  const torture = new Torture(budget);
  try {
    do {
      const seed = random.u32();
      const steps = given ?? randomSteps(new SeededRandom(seed), STEPS_IN_EPISODE, size);
      await torture.try(steps);
    } while (!given && monotonicTime() < budget.untilMs);
  } finally {
    await torture.close();
  }
  return torture.result();
}

class Torture {
  readonly #budget: Budget;
  #world: World | undefined;
  readonly #happened = new Map<string, number>();
  readonly #seen = new Map<string, number>();
  readonly #worst = new Map<string, number>();
  #tried = 0;
  #failed = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  async try(steps: readonly Step[]): Promise<void> {
    const episode = await this.#run(steps);
    this.#tried += steps.length;
    for (const { kind } of steps) this.#happened.set(kind, (this.#happened.get(kind) ?? 0) + 1);
    for (const [what, count] of Object.entries(episode.seen)) {
      this.#seen.set(what, (this.#seen.get(what) ?? 0) + count);
    }
    for (const [what, time] of Object.entries(episode.worst)) {
      this.#worst.set(what, Math.max(this.#worst.get(what) ?? 0, time));
    }
    this.#budget.say(`${this.#tried} events: ${formatSteps(steps)}`);
    if (episode.problems.length > 0) await this.#report(steps, episode);
  }

  async close(): Promise<void> {
    await this.#world?.close();
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

  async #run(steps: readonly Step[]): Promise<Episode> {
    this.#world ??= await World.create(process.env.SEEDED_BUG || undefined);
    const episode = await runEpisode(this.#world, steps);
    if (episode.isBroken) {
      await this.#world.close();
      this.#world = undefined;
    }
    return episode;
  }

  async #report(steps: readonly Step[], { problems, kinds, evidence }: Episode): Promise<void> {
    const { say } = this.#budget;
    this.#failed++;
    for (const problem of problems) say(`FAILED: ${problem}`);
    say(`evidence: judge ${evidence}/capture.pcap ${evidence}/actions.jsonl`);
    const fails = async (some: readonly Step[]) => {
      const again = await this.#run(some);
      return again.kinds.some((kind) => kinds.includes(kind));
    };
    const replays = process.env.STEPS ? 0 : MAX_REPLAYS;
    const short = await shortest(steps, fails, replays);
    say(`seed ${this.#budget.seed}; the shortest sequence found:`);
    say(`  make torture PARTS=events STEPS="${formatSteps(short)}"`);
  }
}
