/** The two agents that are compared, each called as a cluster manager would. */
import { agentEnvironment, IPADDR2, type Parameters } from '../../lab/agent.ts';
import type { Host } from '../../lab/lab.ts';
import type { Command } from './protocol.ts';

/** The address that moves; all hosts of the bench are in its /24. */
export const VIP = '10.0.0.10';

/** What both agents are told: the address alone, so that each has to find interface and prefix itself. */
export const IPV4: Parameters = { ip: VIP };
/** The same, without the seconds that the kernel would take to ask the network. */
export const IPV6: Parameters = { ip: '2001:db8::10', nodad: true };
/** And without those of IPaddr2's sender, which it waits for unless told otherwise. */
export const IPV6_IN_BACKGROUND: Parameters = { ...IPV6, arp_bg: true };

/** One address on several hosts, as the instance of a clone that has half of the clients. */
export const SHARED: Parameters = {
  ip: VIP,
  CRM_meta_clone: 0,
  CRM_meta_clone_max: 2,
  CRM_meta_globally_unique: true,
};

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

export function action(
  { executable }: Contender,
  name: Action,
  host: Host,
  parameters: Parameters = IPV4,
): Command {
  const environment = agentEnvironment(parameters, { HA_RSCTMP: host.stateDirectory });
  return { argv: [executable, name], environment };
}
