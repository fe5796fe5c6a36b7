/** Decoded values as text of one line, the same in the compiled program and in Node.js. */
import type { ArpPacket } from '../../../lib/wire/arp.ts';
import type { EthernetFrame } from '../../../lib/wire/ethernet.ts';
import { fromHex, hex, toHex } from '../../../lib/wire/hex.ts';
import type { AddressLabel } from '../../../lib/wire/ifaddrlblmsg.ts';
import type { HeldAddress } from '../../../lib/wire/ifaddrmsg.ts';
import type { Link } from '../../../lib/wire/ifinfomsg.ts';
import {
  boundInterface,
  type Connection,
  encodeConnection,
  isConnectionOf,
} from '../../../lib/wire/inet-diag.ts';
import type { IpAddress } from '../../../lib/wire/ip-address.ts';
import type { Ipv6Packet } from '../../../lib/wire/ipv6.ts';
import type { NeighborAdvertisement } from '../../../lib/wire/neighbor-advertisement.ts';
import type { NeighborSolicitation } from '../../../lib/wire/neighbor-solicitation.ts';
import type { NetlinkAck } from '../../../lib/wire/netlink.ts';
import type { Attribute } from '../../../lib/wire/rtattr.ts';
import type { NextHop, Route } from '../../../lib/wire/rtmsg.ts';
import type { LinkLayerAddress, NetlinkAddress } from '../../../lib/wire/sockaddr.ts';
import { optional, optionalOctets, units } from '../text.ts';

export function ofArp(packet: ArpPacket): string {
  return [
    `${packet.hardwareType}`,
    `${packet.operation}`,
    toHex(packet.senderHardwareAddress, ':'),
    toHex(packet.senderProtocolAddress),
    toHex(packet.targetHardwareAddress, ':'),
    toHex(packet.targetProtocolAddress),
  ].join(' ');
}

export function ofEthernet(frame: EthernetFrame): string {
  const addresses = `${toHex(frame.destination, ':')} ${toHex(frame.source, ':')}`;
  return `${addresses} ${hex(frame.etherType, 4)} ${toHex(frame.payload)}`;
}

export function ofConnection(connection: Connection | undefined): string {
  if (connection === undefined) return 'none';
  const { family, id } = connection;
  const isOf = (ip: IpAddress) =>
    `${isConnectionOf(connection, ip, 'local')} ${isConnectionOf(connection, ip, 'any')}`;
  const request = toHex(encodeConnection(connection));
  const ends = `${isOf(ipAddressOf('c000020a'))} ${isOf(ipAddressOf('20010db8000000000000000000000010'))}`;
  return `${family} ${toHex(id)} ${boundInterface(connection)} ${ends} ${request}`;
}

function ipAddressOf(octets: string): IpAddress {
  const bytes = fromHex(octets);
  return { family: bytes.length === 4 ? 'inet' : 'inet6', bytes, text: '' };
}

export function ofAddressLabel(label: AddressLabel): string {
  return `${toHex(label.prefix)}/${label.prefixLength} ${label.index} ${label.label}`;
}

export function ofAddress(entry: HeldAddress | undefined): string {
  if (entry === undefined) return 'none';
  return [
    `${entry.family}`,
    `${entry.prefixLength}`,
    hex(entry.flags),
    `${entry.scope}`,
    `${entry.index}`,
    toHex(entry.local),
    toHex(entry.address),
    optionalOctets(entry.broadcast),
    entry.label === undefined ? '-' : units(entry.label),
    optional(entry.routeMetric),
    optional(entry.preferredLifetime),
    optional(entry.validLifetime),
    `${entry.message.length}`,
  ].join(' ');
}

export function ofLink(link: Link): string {
  return [
    `${link.index}`,
    units(link.name),
    `${link.hardwareType}`,
    hex(link.flags),
    link.operationalState,
    toHex(link.address),
    toHex(link.broadcast),
    `${link.carrierUps}`,
    `${link.lower}`,
    `${link.activePort}`,
    toHex(link.permanentAddress),
  ].join(' ');
}

export function ofIpv6(packet: Ipv6Packet): string {
  const addresses = `${toHex(packet.source)} ${toHex(packet.destination)}`;
  return `${packet.nextHeader} ${packet.hopLimit} ${addresses} ${toHex(packet.payload)}`;
}

export function ofAdvertisement(message: NeighborAdvertisement): string {
  const flags = [message.router, message.solicited, message.override].join(' ');
  return `${flags} ${toHex(message.target)} ${optionalOctets(message.targetLinkLayerAddress)}`;
}

export function ofSolicitation(message: NeighborSolicitation): string {
  const { target, sourceLinkLayerAddress, nonce } = message;
  return `${toHex(target)} ${optionalOctets(sourceLinkLayerAddress)} ${optionalOctets(nonce)}`;
}

export function ofAck(ack: NetlinkAck): string {
  return `${ack.errno} ${ack.message === undefined ? '-' : units(ack.message)}`;
}

export function ofAttributes(attributes: readonly Attribute[]): string {
  const list: string[] = [];
  for (const { type, value } of attributes) list.push(`${type}=${toHex(value)}`);
  return list.join(' ');
}

function ofNextHop(hop: NextHop): string {
  return `${hop.index},${hop.flags},${hop.viaGateway},${optionalOctets(hop.gateway)}`;
}

export function ofRoute(route: Route): string {
  const hops: string[] = [];
  for (const hop of route.nextHops) hops.push(ofNextHop(hop));
  return [
    `${route.family}`,
    toHex(route.destination),
    `${route.prefixLength}`,
    `${route.tos}`,
    `${route.table}`,
    `${route.protocol}`,
    `${route.type}`,
    `${route.metric}`,
    optionalOctets(route.preferredSource),
    optional(route.expires),
    `[${hops.join(' ')}]`,
  ].join(' ');
}

export function ofNetlinkAddress(address: NetlinkAddress): string {
  return `${address.portId} ${address.groups}`;
}

export function ofLinkLayerAddress(address: LinkLayerAddress): string {
  return `${hex(address.protocol, 4)} ${address.index} ${toHex(address.address)}`;
}
