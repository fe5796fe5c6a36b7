/** The demo without a cluster manager. */
import type { Narrator } from '../narrator.ts';
import type { Show } from '../show.ts';
import { createNetwork, ownTemporaryFolder, removeNetwork, VIP } from './network.ts';
import { Scene } from './scene.ts';
import { tellStory } from './story.ts';

export class NamespaceShow implements Show {
  readonly title = `${VIP} moves from host A to host B`;
  readonly #folder = ownTemporaryFolder();
  #scene: Scene | undefined;

  async play(tell: Narrator): Promise<void> {
    this.#scene = new Scene(tell, await createNetwork());
    await tellStory(this.#scene);
  }

  async close(): Promise<readonly string[]> {
    await this.#scene?.close();
    return removeNetwork(this.#folder);
  }
}
