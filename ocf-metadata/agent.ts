/** Meta-data of the agent. */
export const AGENT = {
  name: 'VirtualIP',
  /**
   * The executable's second name: a resource of ocf:heartbeat:IPaddr2 moves over by a change of its provider alone,
   * and rules by type go on matching.
   */
  secondName: 'IPaddr2',
  /** Version of the OCF Resource Agent API. */
  apiVersion: '1.1',
  shortdesc: 'Manages a virtual IPv4 or IPv6 address',
  longdesc: `Adds an IP address to a network interface, announces it to the neighbours by gratuitous ARP or
unsolicited Neighbor Advertisements, monitors it, and removes it. The instances of a clone can share one
address; each host then answers its share of the clients. Takes the parameters of ocf:heartbeat:IPaddr2.`,
} as const;

export type AgentName = typeof AGENT.name | typeof AGENT.secondName;
