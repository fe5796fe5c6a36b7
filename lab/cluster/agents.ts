/** The two agents that are compared, with the same configuration. */

import type { Parameters } from '../agent.ts';

export type Agent = 'IPaddr2' | 'VirtualIP';
export const AGENTS: readonly Agent[] = ['IPaddr2', 'VirtualIP'];
const PROVIDERS: Readonly<Record<Agent, string>> = { IPaddr2: 'heartbeat', VirtualIP: 'floatip' };

export const MONITOR_INTERVAL_S = 10;

/** A primitive for the CIB, the same for both agents but for the agent. @param parameters besides ip */
export function primitive(
  id: string,
  agent: Agent,
  address: string,
  parameters: Parameters = {},
): string {
  const pairs = Object.entries({ ip: address, ...parameters }).map(
    ([name, value]) => `<nvpair id="${id}-${name}" name="${name}" value="${value}"/>`,
  );
  return `<primitive id="${id}" class="ocf" provider="${PROVIDERS[agent]}" type="${agent}">
    <instance_attributes id="${id}-attributes">
      ${pairs.join('\n      ')}
    </instance_attributes>
    <operations><op id="${id}-monitor" name="monitor" interval="${MONITOR_INTERVAL_S}s"/></operations>
  </primitive>`;
}
