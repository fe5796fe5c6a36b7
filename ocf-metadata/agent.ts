/** Meta-data of the agent. */
export const AGENT = {
  name: 'VirtualIP',
  /** Version of the OCF Resource Agent API. */
  apiVersion: '1.1',
  shortdesc: 'Manages a virtual IPv4 or IPv6 address',
  longdesc: `Adds an IP address to a network interface, announces it to the neighbours by gratuitous ARP or
unsolicited Neighbor Advertisements, monitors it, and removes it. The instances of a clone can share one
address; each host then answers its share of the clients. Takes the parameters of ocf:heartbeat:IPaddr2.`,
} as const;
