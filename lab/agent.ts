/** Runs the compiled executable, or IPaddr2, with the environment that a cluster manager sets. */

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { checkReasonLength } from './reason-length.ts';

const BUILT = fileURLToPath(new URL('../dist/VirtualIP', import.meta.url));

/** FLOATIP_EXECUTABLE names another build, such as one with sanitizers. */
export const VIRTUAL_IP = resolve(process.env.FLOATIP_EXECUTABLE || BUILT);
export const IPADDR2 = '/usr/lib/ocf/resource.d/heartbeat/IPaddr2';

/** The command line that runs the executable under the name floatip. */
export function asFloatip(...args: readonly string[]): [string, ...string[]] {
  return ['bash', '-c', 'exec -a floatip "$0" "$@"', VIRTUAL_IP, ...args];
}

const REASON_PREFIX = 'ocf-exit-reason:';

export interface AgentRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Text after the prefix on the last line of stderr; undefined if that line has no prefix. */
  readonly reason: string | undefined;
  /** Lines of stderr before the reason. */
  readonly log: readonly string[];
}

export type Parameters = Readonly<Record<string, string | number | boolean>>;

/**
 * No late rounds, and no questions to peers: for tests that wait until the rounds of arp_count have been sent, or that
 * compare them.
 */
export const ROUNDS_ALONE = { arp_late: 0, announce_to: 'none' };

/** The environment of an action, without the variables of this process. */
export function agentEnvironment(
  parameters: Parameters,
  variables: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const environment: Record<string, string> = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    OCF_ROOT: '/usr/lib/ocf',
    OCF_RESOURCE_INSTANCE: 'vip',
    ...variables,
  };
  for (const [name, value] of Object.entries(parameters)) {
    environment[`OCF_RESKEY_${name}`] = String(value);
  }
  return environment;
}

/** @param prefix command that runs the agent, such as `ip netns exec NAME` */
export async function runAgent(
  prefix: readonly string[],
  agent: string,
  args: readonly string[],
  environment: Record<string, string>,
  options: { cwd?: string; uid?: number; gid?: number } = {},
): Promise<AgentRun> {
  const [command = '', ...rest] = [...prefix, agent, ...args];
  const { exitCode, stdout, stderr } = await execa(command, rest, {
    env: environment,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    ...options,
  });
  const log = stderr === '' ? [] : stderr.split('\n');
  const last = log.at(-1);
  const reason = last?.startsWith(REASON_PREFIX) ? last.slice(REASON_PREFIX.length) : undefined;
  if (reason !== undefined) log.pop();
  if (reason !== undefined && prefix.concat(agent).includes(VIRTUAL_IP)) checkReasonLength(reason);
  return { status: exitCode ?? -1, stdout, stderr, reason, log };
}
