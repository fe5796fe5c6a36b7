/** Follows a document in the cluster lab: writes its files and runs its commands, in the order of the document. */
import type { Cluster } from '../../lab/cluster/cluster.ts';
import type { Node } from '../../lab/cluster/node.ts';
import type { Host } from '../../lab/lab.ts';
import { until } from '../../lab/until.ts';
import { type Block, readBlocks } from './document.ts';

/** Texts of the document, each with what the lab has in its place. */
export type InPlaceOf = Readonly<Record<string, string>>;

export class WalkThrough {
  readonly #file: string;
  readonly #blocks: readonly Block[];

  private constructor(file: string, blocks: readonly Block[]) {
    this.#file = file;
    this.#blocks = blocks;
  }

  /**
   * @param file below docs/
   * @throws Error if the document does not have a text that is to be replaced
   */
  static async read(file: string, inPlaceOf: InPlaceOf = {}): Promise<WalkThrough> {
    let blocks = await readBlocks(file);
    for (const [text, other] of Object.entries(inPlaceOf)) {
      const without = blocks.map((block) => ({
        ...block,
        text: block.text.replaceAll(text, other),
      }));
      if (without.every((block, at) => block.text === blocks[at]?.text)) {
        throw new Error(`${file} does not have "${text}"`);
      }
      blocks = without;
    }
    return new WalkThrough(file, blocks);
  }

  /**
   * What the document does on every node, for ClusterOptions.prepare. The node gets directories of its own in
   * place of the machine's, with the same content.
   */
  async prepare(node: Node, directories: readonly string[] = []): Promise<void> {
    for (const directory of directories) await node.run('sh', '-c', OWN_COPY, 'sh', directory);
    for (const block of this.#at('nodes')) await this.#on(node, block);
  }

  /** Runs the commands for one node, each block when the cluster has done what the one before it asks for. */
  async configure(cluster: Cluster, only: (block: Block) => boolean = () => true): Promise<void> {
    for (const block of this.#at('node').filter(only)) {
      await this.#on(cluster.anyNode, block);
      await cluster.waitUntilIdle();
    }
  }

  /** Runs the commands of a host, each block again until it succeeds. */
  async succeedsOn(host: Host, place: 'client' | 'gateway'): Promise<void> {
    const blocks = this.#at(place);
    if (blocks.length === 0) throw new Error(`${this.#file} has no commands for the ${place}`);
    for (const block of blocks) {
      const accept = () => true;
      await until(`${this.#where(block)} succeeds`, () => this.#on(host, block), { accept });
    }
  }

  #at(place: Block['place']): Block[] {
    return this.#blocks.filter((block) => block.place === place);
  }

  #where({ line }: Block): string {
    return `docs/${this.#file}, line ${line}`;
  }

  async #on(machine: Pick<Node, 'run'>, block: Block): Promise<void> {
    if (block.path !== undefined) {
      await machine.run('sh', '-c', WRITE, 'sh', block.path, block.text);
      return;
    }
    if (block.language !== 'sh') throw new Error(`${this.#where(block)}: not for sh`);
    try {
      await machine.run('sh', '-ec', block.text);
    } catch (error) {
      throw new Error(`${this.#where(block)} fails`, { cause: error });
    }
  }
}

/** $1: a directory; one that does not exist is empty. */
const OWN_COPY = `
  set -e
  mkdir -p "$1" /run/own-copy
  cp -a "$1/." /run/own-copy
  mount -t tmpfs -o mode=755 tmpfs "$1"
  cp -a /run/own-copy/. "$1"
  rm -rf /run/own-copy`;

/** $1: path, $2: content. */
const WRITE = `
  set -e
  mkdir -p "$(dirname "$1")"
  printf %s "$2" >"$1"`;
