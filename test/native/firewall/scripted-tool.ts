import { Tool, type ToolRun } from '../../../lib/linux/tool.ts';
import { METAINFO, NFT_CHAINS } from './golden-listings.ts';

/** Fake tool: has outputs for some arguments, and records the calls with others. */
export class ScriptedTool extends Tool {
  /** Calls without an output: arguments and standard input. */
  readonly told: string[] = [];
  readonly #answers = new Map<string, string>();
  readonly #refusals = new Set<string>();

  constructor(name: string) {
    super(name, `/sbin/${name}`, { path: '/sbin', timeout: 1000, locks: [] });
  }

  answer(args: readonly string[], output: string): void {
    this.#answers.set(args.join(' '), output);
  }

  refuse(args: readonly string[]): void {
    this.#refusals.add(args.join(' '));
  }

  override run(args: readonly string[], input = ''): ToolRun {
    const command = args.join(' ');
    if (this.#refusals.has(command)) {
      return { succeeded: false, output: '', complaint: `${this.name}: refused` };
    }
    const output = this.#answers.get(command);
    if (output === undefined) this.told.push(input === '' ? command : `${command}\n${input}`);
    return { succeeded: true, output: output ?? '', complaint: '' };
  }
}

export function nftArguments(command: string): string[] {
  return ['-j', `{"nftables":[${command}]}`];
}

export function listingOf(entries: readonly string[]): string {
  return `{"nftables": [${[METAINFO, ...entries].join(', ')}]}\n`;
}

export function listChain(family: string, name: string): string[] {
  const place = `{"family":"${family}","table":"floatip","name":"${name}"}`;
  return nftArguments(`{"list":{"chain":${place}}}`);
}

export function listTable(family: string): string[] {
  return nftArguments(`{"list":{"table":{"family":"${family}","name":"floatip"}}}`);
}

export const LIST_CHAINS = nftArguments('{"list":{"chains":null}}');

/** nft with the rules of the golden listings; `more` are further entries of the table `ip`. */
export function nftInForce(more: readonly string[]): ScriptedTool {
  const tool = new ScriptedTool('nft');
  const chains: string[] = [];
  for (const { family, name, chain, rules } of NFT_CHAINS) {
    chains.push(chain);
    const others = family === 'ip' ? more : [];
    tool.answer(listChain(family, name), listingOf([chain, ...rules, ...others]));
  }
  tool.answer(LIST_CHAINS, listingOf(chains));
  for (const family of ['ip', 'arp', 'ip6']) {
    const entries = [`{"table": {"family": "${family}", "name": "floatip", "handle": 1}}`];
    for (const one of NFT_CHAINS) {
      if (one.family !== family) continue;
      entries.push(one.chain);
      for (const rule of one.rules) entries.push(rule);
    }
    if (family === 'ip') for (const entry of more) entries.push(entry);
    tool.answer(listTable(family), listingOf(entries));
  }
  return tool;
}
