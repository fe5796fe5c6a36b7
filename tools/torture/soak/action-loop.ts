/** Runs actions one after the other on a host, thousands of times: a shell starts them, not Node.js. */
import { execa } from 'execa';
import { agentEnvironment, type Parameters, VIRTUAL_IP } from '../../../lab/agent.ts';
import type { Host } from '../../../lab/lab.ts';
import { WAIT_LIMIT_MS } from '../../../lab/time-limits.ts';

const END = '#####';

/**
 * Reads lines ACTION COUNT STATUS; runs the action so often, and prints each other status. Parameters are passed in the
 * environment, not in the script.
 */
const SHELL = `
  while read -r action count wanted; do
    done=0
    while [ $done -lt $count ]; do
      "$1" $action 2>"$2"
      status=$?
      [ $status = $wanted ] || { echo "$action returned $status"; cat "$2"; }
      done=$((done + 1))
    done
    echo '${END}'
  done`;

export class ActionLoop {
  readonly #shell: ReturnType<typeof shell>;
  #text = '';
  #answered = () => {};

  /** @param errors a file for the messages of the last action */
  constructor(host: Host, parameters: Parameters, errors: string) {
    this.#shell = shell(host, parameters, errors);
    this.#shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#text += text;
      if (this.#text.includes(END)) this.#answered();
    });
  }

  /** Returns what differs from the wanted exit status, with the messages of the agent. */
  async run(action: string, count: number, wanted: number): Promise<string> {
    const answered = new Promise<void>((resolve) => {
      this.#answered = resolve;
    });
    this.#shell.stdin.write(`${action} ${count} ${wanted}\n`);
    await Promise.race([answered, this.#shell]);
    const [answer = '', rest] = this.#text.split(END);
    if (rest === undefined) throw new Error('the shell of the actions has ended');
    this.#text = '';
    return answer.trim();
  }

  async close(): Promise<void> {
    this.#shell.stdin.end();
    await this.#shell;
  }
}

function shell(host: Host, parameters: Parameters, errors: string) {
  const [command = '', ...args] = [...host.place, 'sh', '-c', SHELL, 'sh', VIRTUAL_IP, errors];
  return execa(command, args, {
    env: agentEnvironment(
      { CRM_meta_timeout: WAIT_LIMIT_MS, CRM_meta_interval: 10_000, ...parameters },
      { HA_RSCTMP: host.stateDirectory },
    ),
    extendEnv: false,
    reject: false,
    buffer: { stdout: false },
    stdin: 'pipe',
  });
}
