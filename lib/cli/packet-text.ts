/** A packet as text, one line for each field. */
import { columns } from './columns.ts';
import type {
  ArpFields,
  Ipv6Fields,
  NeighborAdvertisementFields,
  PacketReport,
} from './packet-report.ts';

type Rows = readonly (readonly [string, string])[];

const INDENT = '    ';

export function packetText({ operation, destination, fields }: PacketReport): string[] {
  const { ethernet, arp, ipv6, neighborAdvertisement } = fields;
  const link: Rows = ethernet
    ? [['Ethernet', `${ethernet.source} > ${ethernet.destination}`]]
    : [['link-layer destination', destination]];
  const rows = [
    ...link,
    ...(arp ? arpRows(arp) : []),
    ...(ipv6 ? ipv6Rows(ipv6) : []),
    ...(neighborAdvertisement ? advertisementRows(neighborAdvertisement) : []),
  ];
  return [`  ${operation}`, ...columns(rows, INDENT)];
}

const OPERATIONS: Readonly<Record<number, string>> = { 1: 'request', 2: 'reply' };

function arpRows(arp: ArpFields): Rows {
  return [
    ['operation', `${arp.operation} (${OPERATIONS[arp.operation] ?? 'unknown'})`],
    ['sender hardware address', arp.senderHardwareAddress],
    ['sender protocol address', arp.senderProtocolAddress],
    ['target hardware address', arp.targetHardwareAddress],
    ['target protocol address', arp.targetProtocolAddress],
  ];
}

function ipv6Rows(ipv6: Ipv6Fields): Rows {
  return [
    ['source address', ipv6.sourceAddress],
    ['destination address', ipv6.destinationAddress],
    ['hop limit', String(ipv6.hopLimit)],
  ];
}

function advertisementRows(advertisement: NeighborAdvertisementFields): Rows {
  const { router, solicited, override, targetAddress, targetLinkLayerAddress } = advertisement;
  const flags = [
    ...(router ? ['R (router)'] : []),
    ...(solicited ? ['S (solicited)'] : []),
    ...(override ? ['O (override)'] : []),
  ];
  return [
    ['flags', flags.join(', ') || 'none'],
    ['target address', targetAddress],
    ...(targetLinkLayerAddress === undefined
      ? []
      : [['target link-layer address', targetLinkLayerAddress] as const]),
  ];
}
