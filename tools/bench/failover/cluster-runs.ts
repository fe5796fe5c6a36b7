/** Failovers under Pacemaker: IPaddr2 and VirtualIP in turn, each pair under the same conditions. */
import { AGENTS } from '../../../lab/cluster/agents.ts';
import type { Cluster } from '../../../lab/cluster/cluster.ts';
import { ENTRANTS, type PacemakerContender } from './entrants.ts';
import { MISHAPS } from './mishaps.ts';
import { agentMoments, lossMoments, wireMoments } from './moments.ts';
import { controller, idle, install, restore } from './resource.ts';
import { type Contender, EVENTS, type Run, type Scenario } from './run.ts';
import type { Segment } from './segment.ts';
import type { Watch } from './watch.ts';

export interface Theatre {
  readonly cluster: Cluster;
  readonly segment: Segment;
  readonly watch: Watch;
}

/** Receives the results of a scenario. */
export interface Tally {
  measured(run: Run): void;
  /** A cluster may fail on a busy machine: the run is not measured, but counted. */
  disturbed(scenario: Scenario, contender: Contender, error: Error): void;
}

export async function measureScenario(
  theatre: Theatre,
  scenario: Scenario,
  runs: number,
  tally: Tally,
  contenders: readonly PacemakerContender[] = AGENTS,
): Promise<void> {
  const { cluster } = theatre;
  const { prepare, finish } = MISHAPS[scenario];
  await prepare?.(cluster);
  for (let i = 0; i < runs; i++) {
    // Every other pair runs on the controller; in each of the two kinds, the agents alternate in being first.
    const agents = (i >> 1) % 2 === 0 ? contenders : contenders.toReversed();
    for (const agent of agents) {
      try {
        await restore(cluster);
        tally.measured(await measure(theatre, scenario, agent, i % 2 === 1));
      } catch (error) {
        tally.disturbed(scenario, agent, error as Error);
      }
    }
  }
  await restore(cluster);
  await finish?.(cluster);
  await idle(cluster);
}

async function measure(
  { cluster, segment, watch }: Theatre,
  scenario: Scenario,
  contender: PacemakerContender,
  onController: boolean,
): Promise<Run> {
  const mishap = MISHAPS[scenario];
  const dc = await controller(cluster);
  const [other = dc] = cluster.others(dc.name);
  const from = onController ? dc : other;
  const { agent, parameters } = ENTRANTS[contender];
  await install(cluster, agent, segment.address, from, parameters);
  const others = cluster.others(from.name);
  const [to = from] = others;
  const sighting = await segment.watch(from, others, () => mishap.happen(cluster, from, to));
  const run: Run = {
    scenario,
    contender,
    at: {
      ...wireMoments(sighting, watch),
      ...agentMoments(sighting, watch),
      ...(mishap.hard ? await lossMoments(sighting, others) : {}),
    },
    lost: sighting.lost,
    frames: sighting.frames.map((time) => time - sighting.lastAnswer),
    astray: sighting.astray,
    lostController: onController && mishap.hard,
  };
  for (const moment of ['startBegun', 'added', 'firstFrame'] as const) {
    if (run.at[moment] === undefined) throw new Error(`not recorded: ${EVENTS[moment]}`);
  }
  return run;
}
