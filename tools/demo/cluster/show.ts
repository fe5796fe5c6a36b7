/** The demo with Corosync and Pacemaker, on nodes in namespaces. */
import { type Stage, setStage } from '../../bench/failover/stage.ts';
import type { Narrator } from '../narrator.ts';
import type { Show } from '../show.ts';
import { tellStory } from './story.ts';

export class ClusterShow implements Show {
  readonly title = 'A virtual IP in a cluster of three nodes, one of which fails';
  #stage: Stage | undefined;

  async play(tell: Narrator): Promise<void> {
    tell.prose('Corosync and Pacemaker start on three nodes; this takes some seconds.');
    this.#stage = await setStage();
    await tellStory(tell, this.#stage);
  }

  async close(): Promise<readonly string[]> {
    await this.#stage?.close();
    const { enclosures = [] } = this.#stage?.cluster ?? {};
    return enclosures.map(({ pid }) => `process ${pid}`);
  }
}
