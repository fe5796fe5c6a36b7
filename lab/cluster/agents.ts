/** The two agents that are compared, with the same configuration. */

export type Agent = 'IPaddr2' | 'VirtualIP';
export const AGENTS: readonly Agent[] = ['IPaddr2', 'VirtualIP'];
const PROVIDERS: Readonly<Record<Agent, string>> = { IPaddr2: 'heartbeat', VirtualIP: 'floatip' };

export const MONITOR_INTERVAL_S = 10;

/** A primitive for the CIB, the same for both agents but for the agent. */
export function primitive(id: string, agent: Agent, address: string): string {
  return `<primitive id="${id}" class="ocf" provider="${PROVIDERS[agent]}" type="${agent}">
    <instance_attributes id="${id}-attributes">
      <nvpair id="${id}-ip" name="ip" value="${address}"/>
    </instance_attributes>
    <operations><op id="${id}-monitor" name="monitor" interval="${MONITOR_INTERVAL_S}s"/></operations>
  </primitive>`;
}
