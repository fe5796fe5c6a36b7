/** The packets of a client that reaches the address, and the answers. */
import { ipAddressFromBytes } from '../../linux/ip-text.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import { solicitedNodeGroup } from '../../wire/multicast-address.ts';
import { Packet, type PacketKind } from './packet.ts';

export interface PacketFacts {
  readonly ip: IpAddress;
  /** The interface of the address. */
  readonly interfaceName: string;
  /** `02:00:00:00:00:01` */
  readonly hardwareAddress: string;
  readonly client: IpAddress | undefined;
  /** TCP ports on which a program listens at the address. */
  readonly ports: readonly number[];
}

/** A port on which rules for a single service have no effect; 0 stands for any port. */
const ANY_PORT = 0;

/** In the order in which they are sent. */
export function packetsFor(facts: PacketFacts): Packet[] {
  const { ports } = facts;
  const packets = [...neighbourPackets(facts), ...bothWays(facts, 'ping', ANY_PORT)];
  for (const port of ports) packets.push(...bothWays(facts, 'tcp', port));
  packets.push(...bothWays(facts, 'tcp', ANY_PORT));
  packets.push(...bothWays(facts, 'udp', ANY_PORT));
  return packets;
}

function neighbourPackets(facts: PacketFacts): Packet[] {
  return facts.ip.family === 'inet' ? arpPackets(facts) : solicitations(facts);
}

function arpPackets({ ip, interfaceName, hardwareAddress }: PacketFacts): Packet[] {
  const request = new Map<string, string>([
    ['meta protocol', 'arp'],
    ['ether type', 'arp'],
    ['meta iifname', interfaceName],
    ['meta iif', interfaceName],
    ['meta pkttype', 'broadcast'],
    ['ether daddr', 'ff:ff:ff:ff:ff:ff'],
    ['arp operation', 'request'],
    ['arp daddr ip', ip.text],
    ['arp htype', '1'],
    ['arp hlen', '6'],
    ['arp plen', '4'],
    ['arp ptype', 'ip'],
  ]);
  const reply = new Map<string, string>([
    ['meta protocol', 'arp'],
    ['ether type', 'arp'],
    ['meta oifname', interfaceName],
    ['meta oif', interfaceName],
    ['ether saddr', hardwareAddress],
    ['arp operation', 'reply'],
    ['arp saddr ip', ip.text],
    ['arp saddr ether', hardwareAddress],
    ['arp htype', '1'],
    ['arp hlen', '6'],
    ['arp plen', '4'],
    ['arp ptype', 'ip'],
  ]);
  const common = { kind: 'neighbour', network: 'arp', port: 0 } as const;
  const protocols = ['arp', 'ether', 'meta'];
  return [
    new Packet(
      {
        ...common,
        name: `ARP requests for ${ip.text}`,
        direction: 'in',
        protocols,
        own: ['arp daddr ip'],
      },
      request,
    ),
    new Packet(
      {
        ...common,
        name: `ARP replies for ${ip.text}`,
        direction: 'out',
        protocols,
        own: ['arp saddr ip'],
      },
      reply,
    ),
  ];
}

function solicitations({ ip, interfaceName, hardwareAddress }: PacketFacts): Packet[] {
  const group = ipAddressFromBytes(solicitedNodeGroup(ip.bytes)).text;
  const common: [string, string][] = [
    ['meta protocol', 'ip6'],
    ['ether type', 'ip6'],
    ['meta nfproto', 'ip6'],
    ['meta l4proto', 'icmpv6'],
    ['ip6 nexthdr', 'icmpv6'],
    ['ip6 hoplimit', '255'],
    // Connection tracking does not follow Neighbor Discovery.
    ['ct state', 'untracked'],
    ['icmpv6 code', '0'],
  ];
  const incoming = new Map<string, string>([
    ...common,
    ['meta iifname', interfaceName],
    ['meta iif', interfaceName],
    ['meta pkttype', 'multicast'],
    ['ip6 daddr', group],
    ['fib daddr type', 'multicast'],
    ['icmpv6 type', 'nd-neighbor-solicit'],
    ['icmpv6 taddr', ip.text],
  ]);
  const outgoing = new Map<string, string>([
    ...common,
    ['meta oifname', interfaceName],
    ['meta oif', interfaceName],
    ['ip6 saddr', ip.text],
    ['ether saddr', hardwareAddress],
    ['icmpv6 type', 'nd-neighbor-advert'],
    ['icmpv6 taddr', ip.text],
  ]);
  const about = { kind: 'neighbour', network: 'ip6', port: 0 } as const;
  const protocols = ['ip6', 'icmpv6', 'ether', 'meta'];
  return [
    new Packet(
      {
        ...about,
        name: `Neighbor Solicitations for ${ip.text}`,
        direction: 'in',
        protocols,
        own: ['ip6 daddr', 'icmpv6 taddr'],
      },
      incoming,
    ),
    new Packet(
      {
        ...about,
        name: `Neighbor Advertisements for ${ip.text}`,
        direction: 'out',
        protocols,
        own: ['ip6 saddr', 'icmpv6 taddr'],
      },
      outgoing,
    ),
  ];
}

/** The packet of a client, and the answer. @param port of this host; 0 for any */
function bothWays(facts: PacketFacts, kind: PacketKind, port: number): Packet[] {
  const { ip, interfaceName, hardwareAddress, client } = facts;
  const network = ip.family === 'inet' ? 'ip' : 'ip6';
  const pings = ip.family === 'inet' ? 'icmp' : 'icmpv6';
  const transport = kind === 'ping' ? pings : kind;
  const common: [string, string][] = [
    ['meta protocol', network],
    ['ether type', network],
    ['meta nfproto', network],
    ['meta l4proto', transport],
    [network === 'ip' ? 'ip protocol' : 'ip6 nexthdr', transport],
  ];
  const incoming = new Map<string, string>(common);
  incoming.set('meta iifname', interfaceName);
  incoming.set('meta iif', interfaceName);
  incoming.set('meta pkttype', 'host');
  incoming.set('ether daddr', hardwareAddress);
  incoming.set(`${network} daddr`, ip.text);
  incoming.set('ct state', 'new');
  incoming.set('ct direction', 'original');
  incoming.set('fib daddr type', 'local');
  incoming.set('fib daddr.iif type', 'local');
  const outgoing = new Map<string, string>(common);
  outgoing.set('meta oifname', interfaceName);
  outgoing.set('meta oif', interfaceName);
  outgoing.set(`${network} saddr`, ip.text);
  outgoing.set('ct state', 'established');
  outgoing.set('ct direction', 'reply');
  outgoing.set('fib saddr type', 'local');
  if (client) {
    incoming.set(`${network} saddr`, client.text);
    outgoing.set(`${network} daddr`, client.text);
  }
  if (kind === 'ping') {
    incoming.set(`${pings} type`, 'echo-request');
    outgoing.set(`${pings} type`, 'echo-reply');
  }
  if (kind === 'tcp') {
    incoming.set('tcp flags', 'syn');
    outgoing.set('tcp flags', 'syn,ack');
  }
  if (port !== ANY_PORT) {
    for (const protocol of [transport, 'th']) {
      incoming.set(`${protocol} dport`, `${port}`);
      outgoing.set(`${protocol} sport`, `${port}`);
    }
  }
  const protocols = [network, transport, 'ether', 'meta'];
  if (kind !== 'ping') protocols.push('th');
  const what = nameOf(kind, port);
  return [
    new Packet(
      {
        name: `${what} to ${ip.text}`,
        kind,
        direction: 'in',
        network,
        port,
        protocols,
        own: [`${network} daddr`],
      },
      incoming,
    ),
    new Packet(
      {
        name: `the answers of ${ip.text} (${what})`,
        kind,
        direction: 'out',
        network,
        port,
        protocols,
        own: [`${network} saddr`],
      },
      outgoing,
    ),
  ];
}

function nameOf(kind: PacketKind, port: number): string {
  if (kind === 'ping') return 'pings';
  const protocol = kind === 'tcp' ? 'TCP' : 'UDP';
  return port === ANY_PORT ? protocol : `${protocol} port ${port}`;
}
