/** The resources under Pacemaker that are compared. */
import type { Parameters } from '../../../lab/agent.ts';
import type { Agent } from '../../../lab/cluster/agents.ts';
import type { Ipv6Contender } from './run.ts';

export interface Entrant {
  readonly agent: Agent;
  readonly parameters?: Parameters;
}

export type PacemakerContender = Agent | Ipv6Contender;

export const ENTRANTS: Readonly<Record<PacemakerContender, Entrant>> = {
  IPaddr2: { agent: 'IPaddr2' },
  VirtualIP: { agent: 'VirtualIP' },
  'IPaddr2, IPv6': { agent: 'IPaddr2' },
  'VirtualIP, dad=kernel': { agent: 'VirtualIP', parameters: { dad: 'kernel' } },
  'VirtualIP, dad=fast': { agent: 'VirtualIP', parameters: { dad: 'fast' } },
  'VirtualIP, dad=none': { agent: 'VirtualIP', parameters: { dad: 'none' } },
};

export const IPV6_CONTENDERS: readonly Ipv6Contender[] = [
  'IPaddr2, IPv6',
  'VirtualIP, dad=kernel',
  'VirtualIP, dad=fast',
  'VirtualIP, dad=none',
];
