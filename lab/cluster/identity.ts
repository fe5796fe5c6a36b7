/** Names and addresses in a lab, from the ranges that are reserved for documentation. */

export interface NodeIdentity {
  /** nodeid of corosync, from 1. */
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly address6: string;
  /** The same after a power cut, as with a network card. */
  readonly mac: string;
}

export const NIC = 'eth0';

/** RFC 5737, RFC 3849 and RFC 7042 section 2.1.2. */
export function nodeIdentity(id: number): NodeIdentity {
  return {
    id,
    name: `node${id}`,
    address: `192.0.2.${id}`,
    address6: `2001:db8::${id}`,
    mac: `00:00:5e:00:53:${id.toString(16).padStart(2, '0')}`,
  };
}

/** Appends the prefix lengths of the networks. */
export function withPrefixLengths(address: string, address6: string): string[] {
  return [`${address}/24`, `${address6}/64`];
}

export const CLIENT = withPrefixLengths('192.0.2.100', '2001:db8::100');
export const GATEWAY = withPrefixLengths('192.0.2.254', '2001:db8::254');
