/** The state that an action may change: of the kernel in one network namespace, and the files of the agent. */
import { execa } from 'execa';
import type { Host } from '../../../lab/lab.ts';

const END = '#####';

/** A shell that answers each line of its input: starting processes takes most of the time. */
const SHELL = `
  while read -r rules; do
    ip -o -d -batch - <<END
addr
route show table all
rule
addrlabel
maddr
END
    [ "$rules" = no ] || nft list ruleset
    ls "$1"
    echo '${END}'
  done`;

export class HostState {
  readonly #shell: ReturnType<typeof shell>;
  #text = '';
  #answered = () => {};

  constructor(host: Host) {
    this.#shell = shell(host);
    this.#shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#text += text;
      if (this.#text.includes(END)) this.#answered();
    });
  }

  /** Sorted lines. @param withRules whether to list firewall rules, which takes as long as everything else */
  async lines(withRules: boolean): Promise<string[]> {
    const answered = new Promise<void>((resolve) => {
      this.#answered = resolve;
    });
    this.#shell.stdin.write(withRules ? 'rules\n' : 'no\n');
    await Promise.race([answered, this.#shell]);
    const [answer = '', rest] = this.#text.split(END);
    if (rest === undefined) throw new Error(`no state: ${(await this.#shell).stderr}`);
    this.#text = '';
    const lines = answer.split('\n').map((line) => line.trim().replace(/\s+/g, ' '));
    return lines.filter(Boolean).sort();
  }

  async close(): Promise<void> {
    this.#shell.stdin.end();
    await this.#shell;
  }
}

function shell(host: Host) {
  const [command = '', ...args] = [...host.place, 'sh', '-c', SHELL, 'sh', host.stateDirectory];
  return execa(command, args, { reject: false, buffer: { stdout: false }, stdin: 'pipe' });
}

/** Lines that only one of the states has, with - or +. */
export function differences(before: readonly string[], after: readonly string[]): string[] {
  const left = [...after];
  const gone: string[] = [];
  for (const line of before) {
    const at = left.indexOf(line);
    if (at < 0) gone.push(`- ${line}`);
    else left.splice(at, 1);
  }
  return [...gone, ...left.map((line) => `+ ${line}`)];
}
