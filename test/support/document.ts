/**
 * The commands and files of a document, which tests run in the cluster lab. A fenced code block belongs to the
 * test if its info string has a place after the language: "```sh node", or "```nginx nodes /etc/nginx/nginx.conf".
 */
import { readFile } from 'node:fs/promises';

/** node: any one node. nodes: every node, before it joins the cluster. */
export type Place = 'node' | 'nodes' | 'client' | 'gateway';

export interface Block {
  readonly language: string;
  readonly place: Place;
  /** The content of a file with this path; undefined: commands. */
  readonly path: string | undefined;
  readonly text: string;
  /** Number of its first line in the document. */
  readonly line: number;
}

const FENCE = '```';
const PLACES: readonly string[] = ['node', 'nodes', 'client', 'gateway'] satisfies Place[];

const isPlace = (word: string): word is Place => PLACES.includes(word);

/** @param file below docs/ */
export async function readBlocks(file: string): Promise<Block[]> {
  const path = new URL(`../../docs/${file}`, import.meta.url);
  return blocksOf(await readFile(path, 'utf8'));
}

export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { readonly words: readonly string[]; readonly line: number } | undefined;
  let text = '';
  for (const [at, line] of markdown.split('\n').entries()) {
    if (!line.startsWith(FENCE)) {
      text += `${line}\n`;
      continue;
    }
    if (open === undefined) {
      open = { words: line.slice(FENCE.length).split(' '), line: at + 2 };
    } else {
      const [language = '', place = '', path] = open.words;
      if (isPlace(place)) blocks.push({ language, place, path, text, line: open.line });
      else if (place !== '') throw new Error(`line ${open.line - 1}: unknown place ${place}`);
      open = undefined;
    }
    text = '';
  }
  return blocks;
}
