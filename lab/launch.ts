/** An action of the agent that somebody interrupts, or that goes on beside something else. */
import { execa } from 'execa';
import { agentEnvironment, type Parameters, VIRTUAL_IP } from './agent.ts';
import type { Host } from './lab.ts';
import { PATIENCE } from './patience.ts';

/** `ip netns exec` becomes the agent: what is done to the process is done to the agent. */
export function launch(host: Host, action: string, parameters: Parameters) {
  const [command = '', ...args] = [...host.place, VIRTUAL_IP, action];
  const own = { HA_RSCTMP: host.stateDirectory, OCF_RESKEY_CRM_meta_timeout: String(PATIENCE) };
  return execa(command, args, {
    env: agentEnvironment(parameters, own),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
}

/** How many milliseconds an action takes, from the launch to its end. */
export async function durationOf(
  host: Host,
  action: string,
  parameters: Parameters,
): Promise<number> {
  const since = performance.now();
  await launch(host, action, parameters);
  return performance.now() - since;
}
