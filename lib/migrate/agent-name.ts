/** The agents between which a resource moves; all have the standard `ocf`. */

export interface AgentName {
  readonly provider: string;
  readonly type: string;
}

/** `apply`: to floatip. `back`: to the agents of resource-agents. */
export type Direction = 'apply' | 'back';

export const PROVIDER = 'floatip';
export const HEARTBEAT = 'heartbeat';
/** The second name of our agent: a resource of IPaddr2 keeps its type, so rules by type go on matching. */
export const IPADDR2 = 'IPaddr2';
/** The predecessor of IPaddr2. */
export const IPADDR = 'IPaddr';

export function fullName({ provider, type }: AgentName): string {
  return `ocf:${provider}:${type}`;
}

export function isSame(a: AgentName, b: AgentName): boolean {
  return a.provider === b.provider && a.type === b.type;
}
