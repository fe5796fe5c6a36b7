/** The two agents that are compared, each called as a cluster manager would. */
import { agentEnvironment, IPADDR2 } from '../support/agent.ts';
import type { Host } from '../support/lab.ts';
import type { Command } from './protocol.ts';

/** The address that moves; all hosts of the bench are in its /24. */
export const VIP = '10.0.0.10';

export interface Contender {
  readonly name: 'VirtualIP' | 'IPaddr2';
  readonly executable: string;
}

export type Action = 'start' | 'monitor' | 'stop';
export const ACTIONS: readonly Action[] = ['start', 'monitor', 'stop'];

/** @param virtualIp a copy that nobody rebuilds while it is measured */
export function contenders(virtualIp: string): { ours: Contender; theirs: Contender } {
  return {
    ours: { name: 'VirtualIP', executable: virtualIp },
    theirs: { name: 'IPaddr2', executable: IPADDR2 },
  };
}

/** Both get the same: the address alone, so that each has to find interface and prefix itself. */
export function action({ executable }: Contender, name: Action, host: Host): Command {
  const environment = agentEnvironment({ ip: VIP }, { HA_RSCTMP: host.stateDirectory });
  return { argv: [executable, name], environment };
}
