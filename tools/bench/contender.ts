/** The two agents that are compared, and how a cluster manager calls them. */
import { agentEnvironment, IPADDR2, type Parameters } from '../../lab/agent.ts';
import type { Host } from '../../lab/lab.ts';
import type { Command } from './protocol.ts';

/** The virtual address; all hosts of the bench are in its /24. */
export const VIP = '10.0.0.10';

/** Only the address, so that each agent must find interface and prefix length. */
export const IPV4: Parameters = { ip: VIP };
/** Another address of the same network. */
export const OTHER_IPV4: Parameters = { ip: '10.0.0.11' };
/** The same for IPv6, without the kernel's duplicate address detection, which takes seconds. */
export const IPV6: Parameters = { ip: '2001:db8::10', nodad: true };
/** The same; IPaddr2 does not wait for its sender. */
export const IPV6_IN_BACKGROUND: Parameters = { ...IPV6, arp_bg: true };

/** A shared address: the instance of a clone that answers half of the clients. */
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

/** @param virtualIp a copy of the executable, which no build changes during the measurement */
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
