/** What the meta-data says of the agent as a whole. */
export const AGENT = {
  name: 'VirtualIP',
  /** Of the resource agent API (OCF), not of this program. */
  apiVersion: '1.1',
  shortdesc: 'Manages a virtual IPv4 or IPv6 address',
  longdesc: `Takes over an IP address on a network interface, tells the neighbours of it by
gratuitous ARP or unsolicited Neighbor Advertisements, watches that it is there, and lets go of it
again. The instances of a clone can share one address, each host answering its part of the clients.
Takes the parameters of ocf:heartbeat:IPaddr2.`,
} as const;
