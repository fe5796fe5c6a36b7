/** Actions of the agent that a test interrupts, or runs concurrently with others. */
import { execa } from 'execa';
import { agentEnvironment, type Parameters, VIRTUAL_IP } from './agent.ts';
import type { Host } from './lab.ts';
import { WAIT_LIMIT_MS } from './time-limits.ts';

/** `ip netns exec` executes the agent in the same process, so that signals reach the agent. */
export function launch(host: Host, action: string, parameters: Parameters) {
  const [command = '', ...args] = [...host.place, VIRTUAL_IP, action];
  const own = {
    HA_RSCTMP: host.stateDirectory,
    OCF_RESKEY_CRM_meta_timeout: String(WAIT_LIMIT_MS),
  };
  return execa(command, args, {
    env: agentEnvironment(parameters, own),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
}

/** Runs an action, and returns its duration in milliseconds. */
export async function measureDuration(
  host: Host,
  action: string,
  parameters: Parameters,
): Promise<number> {
  const startedAt = performance.now();
  await launch(host, action, parameters);
  return performance.now() - startedAt;
}
