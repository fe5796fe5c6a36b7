/** The decoders of lib/wire, and their golden messages. */
import { decodeArp } from '../../../lib/wire/arp.ts';
import { readCString } from '../../../lib/wire/c-string.ts';
import { decodeEthernet } from '../../../lib/wire/ethernet.ts';
import { fromHex, toHex } from '../../../lib/wire/hex.ts';
import { decodeAddressLabel } from '../../../lib/wire/ifaddrlblmsg.ts';
import { createdAt, decodeInterfaceAddress } from '../../../lib/wire/ifaddrmsg.ts';
import { decodeLink, linkIndexOf } from '../../../lib/wire/ifinfomsg.ts';
import { decodeConnection } from '../../../lib/wire/inet-diag.ts';
import { decodeIpv6, upperLayerChecksum } from '../../../lib/wire/ipv6.ts';
import { neighbourHardwareAddress } from '../../../lib/wire/ndmsg.ts';
import { decodeNeighborAdvertisement } from '../../../lib/wire/neighbor-advertisement.ts';
import { decodeNeighborSolicitation } from '../../../lib/wire/neighbor-solicitation.ts';
import { decodeAck, decodeDone, NetlinkCursor } from '../../../lib/wire/netlink.ts';
import { ReceiveBuffer } from '../../../lib/wire/receive-buffer.ts';
import { findAttribute, readAttributes, readU32 } from '../../../lib/wire/rtattr.ts';
import { decodeRoute, isCached, requestFromReport } from '../../../lib/wire/rtmsg.ts';
import { decodeSockaddrLl, decodeSockaddrNl } from '../../../lib/wire/sockaddr.ts';
import * as arp from '../../unit/wire/golden/arp.ts';
import * as ethernet from '../../unit/wire/golden/ethernet.ts';
import * as ifaddrlblmsg from '../../unit/wire/golden/ifaddrlblmsg.ts';
import * as ifaddrmsg from '../../unit/wire/golden/ifaddrmsg.ts';
import * as ifinfomsg from '../../unit/wire/golden/ifinfomsg.ts';
import * as inetDiag from '../../unit/wire/golden/inet-diag.ts';
import * as ipv6 from '../../unit/wire/golden/ipv6.ts';
import * as ndmsg from '../../unit/wire/golden/ndmsg.ts';
import * as neighborAdvertisement from '../../unit/wire/golden/neighbor-advertisement.ts';
import * as neighborSolicitation from '../../unit/wire/golden/neighbor-solicitation.ts';
import * as netlink from '../../unit/wire/golden/netlink.ts';
import * as netlinkAck from '../../unit/wire/golden/netlink-ack.ts';
import * as rtattr from '../../unit/wire/golden/rtattr.ts';
import * as rtmsg from '../../unit/wire/golden/rtmsg.ts';
import * as sockaddr from '../../unit/wire/golden/sockaddr.ts';
import { optionalOctets, units } from '../text.ts';
import {
  ofAck,
  ofAddress,
  ofAddressLabel,
  ofAdvertisement,
  ofArp,
  ofAttributes,
  ofConnection,
  ofEthernet,
  ofIpv6,
  ofLink,
  ofLinkLayerAddress,
  ofNetlinkAddress,
  ofRoute,
  ofSolicitation,
} from './text.ts';

export interface Decoder {
  readonly name: string;
  readonly decode: (bytes: Uint8Array) => string;
  readonly golden: readonly Uint8Array[];
}

function bytesOf(fields: Readonly<Record<string, string>>): Uint8Array {
  return fromHex(Object.values(fields).join('').split(' ').join(''));
}

function received(datagram: Uint8Array): NetlinkCursor {
  const buffer = new ReceiveBuffer((datagram.length + 3) & ~3);
  buffer.octets.set(datagram);
  return new NetlinkCursor(buffer, datagram.length);
}

function messagesIn(datagram: Uint8Array): string {
  const cursor = received(datagram);
  const list: string[] = [];
  while (cursor.advance()) {
    const place = `${cursor.start}-${cursor.end}`;
    list.push(`${cursor.type},${cursor.flags},${cursor.seq},${place},${toHex(cursor.payload)}`);
  }
  return list.join(' ');
}

function withBoth(bytes: Uint8Array): string {
  const held = decodeInterfaceAddress(bytes);
  return `${ofAddress(held)} ${held === undefined ? '-' : `${createdAt(held)}`}`;
}

const DUMP = bytesOf(netlink.DUMP);
const DONE = bytesOf(netlink.DONE);
const DATAGRAM = bytesOf({ first: toHex(DUMP), second: toHex(DONE), third: toHex(DUMP) });

const ADDRESSES = [
  bytesOf(ifaddrmsg.REQUEST),
  bytesOf(ifaddrmsg.SECONDARY),
  bytesOf(ifaddrmsg.POINT_TO_POINT),
  bytesOf(ifaddrmsg.IPV6_LOOPBACK),
];
const LINKS = [
  bytesOf(ifinfomsg.VETH),
  bytesOf(ifinfomsg.INFINIBAND),
  bytesOf(ifinfomsg.TUNNEL),
  bytesOf(ifinfomsg.BOND),
  bytesOf(ifinfomsg.PORT),
  bytesOf(ifinfomsg.VLAN),
  bytesOf(ifinfomsg.PEER_ELSEWHERE),
];
// Constants: a compiled record that is spread into a dictionary has its fields in alphabetical order.
const ON_INFINIBAND = { ...neighborAdvertisement.INFINIBAND, checksum: '00 00' };
const WITH_NEXT_HOP_OBJECT = { ...rtmsg.MULTIPATH, RTA_NH_ID: '08 00 1e 00 07 00 00 00' };
const ROUTES = [
  bytesOf(rtmsg.ON_LINK),
  bytesOf(rtmsg.DEFAULT),
  bytesOf(rtmsg.VIA_IPV6),
  bytesOf(rtmsg.MULTIPATH),
  bytesOf(rtmsg.IPV6),
  bytesOf(WITH_NEXT_HOP_OBJECT),
  bytesOf({
    header: '0a 40 00 00 fe 02 00 01',
    rtm_flags: '15 c0 00 00',
    RTA_CACHEINFO: `24 00 0c 00 00 00 00 00 00 00 00 00 5d 01 00 00 ${'00'.repeat(20)}`,
  }),
];
const ACKS = [
  bytesOf(netlinkAck.REFUSED),
  bytesOf(netlinkAck.CAPPED),
  bytesOf(netlinkAck.NOT_THERE),
  bytesOf(netlinkAck.BAD_ATTRIBUTE),
  bytesOf(netlinkAck.SUCCEEDED),
  bytesOf(netlinkAck.WITHOUT_TEXT),
];
const ADVERTISEMENTS = [bytesOf(neighborAdvertisement.ETHERNET), bytesOf(ON_INFINIBAND)];
const WITH_NONCE = fromHex(`${toHex(bytesOf(neighborSolicitation.ETHERNET))}0e01010203040506`);
const VALUES = [fromHex('c3a9e282acf09fa68b00ff'), fromHex('efbbbf6c6f'), fromHex('80000000')];

export const DECODERS: readonly Decoder[] = [
  {
    name: 'arp',
    decode: (bytes) => ofArp(decodeArp(bytes)),
    golden: [bytesOf(arp.REPLY), bytesOf(arp.ANNOUNCEMENT), bytesOf(arp.INFINIBAND)],
  },
  {
    name: 'ethernet',
    decode: (bytes) => ofEthernet(decodeEthernet(bytes)),
    golden: [bytesOf(ethernet.VALID)],
  },
  {
    name: 'ifaddrlblmsg',
    decode: (bytes) => ofAddressLabel(decodeAddressLabel(bytes)),
    golden: [bytesOf(ifaddrlblmsg.MESSAGE)],
  },
  { name: 'ifaddrmsg', decode: withBoth, golden: ADDRESSES },
  { name: 'ifinfomsg', decode: (bytes) => ofLink(decodeLink(bytes)), golden: LINKS },
  { name: 'index', decode: (bytes) => `${linkIndexOf(bytes)}`, golden: LINKS },
  {
    name: 'inet_diag_msg',
    decode: (bytes) => ofConnection(decodeConnection(bytes)),
    golden: [bytesOf(inetDiag.INET), bytesOf(inetDiag.INET6), bytesOf(inetDiag.MAPPED)],
  },
  {
    name: 'ipv6',
    decode: (bytes) => {
      const packet = decodeIpv6(bytes);
      return `${ofIpv6(packet)} ${upperLayerChecksum(packet)}`;
    },
    golden: [bytesOf(ipv6.PACKET)],
  },
  {
    name: 'advertisement',
    decode: (bytes) => ofAdvertisement(decodeNeighborAdvertisement(bytes, 1)),
    golden: ADVERTISEMENTS,
  },
  {
    name: 'advertisement-infiniband',
    decode: (bytes) => ofAdvertisement(decodeNeighborAdvertisement(bytes, 32)),
    golden: ADVERTISEMENTS,
  },
  {
    name: 'solicitation',
    decode: (bytes) => ofSolicitation(decodeNeighborSolicitation(bytes, 1)),
    golden: [bytesOf(neighborSolicitation.ETHERNET), WITH_NONCE],
  },
  {
    name: 'neighbour',
    decode: (bytes) => optionalOctets(neighbourHardwareAddress(bytes)),
    golden: [bytesOf(ndmsg.REACHABLE), bytesOf(ndmsg.INCOMPLETE), bytesOf(ndmsg.IPV6)],
  },
  { name: 'netlink', decode: messagesIn, golden: [DUMP, DONE, DATAGRAM] },
  { name: 'ack', decode: (bytes) => ofAck(decodeAck(0, bytes)), golden: ACKS },
  { name: 'ack-tlvs', decode: (bytes) => ofAck(decodeAck(0x200, bytes)), golden: ACKS },
  { name: 'ack-capped', decode: (bytes) => ofAck(decodeAck(0x300, bytes)), golden: ACKS },
  { name: 'done', decode: (bytes) => ofAck(decodeDone(0x202, bytes)), golden: ACKS },
  {
    name: 'attributes',
    decode: (bytes) => ofAttributes(readAttributes(bytes, 0)),
    golden: [bytesOf(rtattr.GOLDEN)],
  },
  {
    name: 'attribute',
    decode: (bytes) => optionalOctets(findAttribute(bytes, 0, 8)),
    golden: [bytesOf(rtattr.GOLDEN)],
  },
  { name: 'string', decode: (bytes) => units(readCString(bytes)), golden: VALUES },
  { name: 'u32', decode: (bytes) => `${readU32(bytes)}`, golden: VALUES },
  { name: 'rtmsg', decode: (bytes) => ofRoute(decodeRoute(bytes)), golden: ROUTES },
  {
    name: 'rtmsg-request',
    decode: (bytes) =>
      `${isCached(bytes)} ${toHex(requestFromReport(bytes))} ${toHex(requestFromReport(bytes, 7.5))}`,
    golden: ROUTES,
  },
  {
    name: 'sockaddr_nl',
    decode: (bytes) => ofNetlinkAddress(decodeSockaddrNl(bytes)),
    golden: [bytesOf(sockaddr.BOUND)],
  },
  {
    name: 'sockaddr_ll',
    decode: (bytes) => ofLinkLayerAddress(decodeSockaddrLl(bytes)),
    golden: [bytesOf(sockaddr.DESTINATION), bytesOf(sockaddr.RECEIVED)],
  },
];
