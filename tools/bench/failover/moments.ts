/** Collects the moments of a failover from all observers, relative to the last answer. */
import type { Node } from '../../../lab/cluster/node.ts';
import { readLogs } from './cluster-log.ts';
import type { Moments } from './run.ts';
import type { Sighting } from './segment.ts';
import type { Watch } from './watch.ts';

type Known = { -readonly [Name in keyof Moments]: number };

/** Without moments that were not observed. */
function since(
  lastAnswer: number,
  times: Partial<Record<keyof Moments, number | undefined>>,
): Partial<Known> {
  const known: Partial<Known> = {};
  for (const [name, time] of Object.entries(times)) {
    if (time !== undefined) known[name as keyof Moments] = time - lastAnswer;
  }
  return known;
}

export function wireMoments(sighting: Sighting, watch: Watch): Moments {
  const { from, to, lastAnswer, firstAnswer, frames } = sighting;
  return {
    firstAnswer: firstAnswer - lastAnswer,
    ...since(lastAnswer, {
      removed: watch.changed(from, 'removed', sighting.since),
      added: watch.changed(to, 'added', sighting.since),
      firstFrame: frames[0],
    }),
  };
}

/** Moments of the resource agent's actions. */
export function agentMoments(sighting: Sighting, watch: Watch): Partial<Moments> {
  const { from, to, lastAnswer } = sighting;
  return since(lastAnswer, {
    stopBegun: watch.began(from, 'stop', sighting.since),
    metaDataBegun: watch.began(to, 'meta-data', sighting.since),
    startBegun: watch.began(to, 'start', sighting.since),
  });
}

/** Moments of the loss of a node, from the logs of the other nodes. */
export async function lossMoments(
  sighting: Sighting,
  survivors: readonly Node[],
): Promise<Partial<Moments>> {
  const seen = await readLogs(survivors, sighting.since);
  return since(sighting.lastAnswer, { happened: sighting.since, ...seen });
}
