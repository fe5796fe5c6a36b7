/** The two agents that are compared, configured alike. */

export type Agent = 'IPaddr2' | 'VirtualIP';
export const AGENTS: readonly Agent[] = ['IPaddr2', 'VirtualIP'];
const PROVIDERS: Readonly<Record<Agent, string>> = { IPaddr2: 'heartbeat', VirtualIP: 'floatip' };

/** Seconds. */
export const MONITOR_INTERVAL = 10;

/** A resource for the CIB. What is configured differs in nothing but the agent. */
export function primitive(id: string, agent: Agent, address: string): string {
  return `<primitive id="${id}" class="ocf" provider="${PROVIDERS[agent]}" type="${agent}">
    <instance_attributes id="${id}-attributes">
      <nvpair id="${id}-ip" name="ip" value="${address}"/>
    </instance_attributes>
    <operations><op id="${id}-monitor" name="monitor" interval="${MONITOR_INTERVAL}s"/></operations>
  </primitive>`;
}
