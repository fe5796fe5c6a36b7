/** The functions of lib/wire that are not decoders, with valid and invalid arguments. */
import { encodeArp } from '../../../lib/wire/arp.ts';
import { cString } from '../../../lib/wire/c-string.ts';
import { encodeEthernet } from '../../../lib/wire/ethernet.ts';
import { formatHardwareAddress, parseHardwareAddress } from '../../../lib/wire/hardware-address.ts';
import { fromHex, hex, toHex } from '../../../lib/wire/hex.ts';
import { encodeAddressLabel, encodeAddressLabelFilter } from '../../../lib/wire/ifaddrlblmsg.ts';
import {
  addressWords,
  encodeAddressFilter,
  encodeInterfaceAddress,
  holdsAddress,
} from '../../../lib/wire/ifaddrmsg.ts';
import { encodeLinkRequest, encodeLinkUp } from '../../../lib/wire/ifinfomsg.ts';
import { encodeConnectionsFilter } from '../../../lib/wire/inet-diag.ts';
import {
  addressAfter,
  addressBits,
  type IpAddress,
  isIpv4Mapped,
  isLinkLocal,
  networkRole,
  prefixLengthOfNetmask,
  sameBytes,
  samePrefix,
  withHostBits,
} from '../../../lib/wire/ip-address.ts';
import { encodeIpv6, upperLayerChecksum } from '../../../lib/wire/ipv6.ts';
import {
  ALL_NODES,
  multicastHardwareAddress,
  solicitedNodeGroup,
} from '../../../lib/wire/multicast-address.ts';
import { encodeNeighbourRequest } from '../../../lib/wire/ndmsg.ts';
import { encodeNeighborAdvertisement } from '../../../lib/wire/neighbor-advertisement.ts';
import { encodeNeighborSolicitation } from '../../../lib/wire/neighbor-solicitation.ts';
import { encodeNetlink, NetlinkCursor } from '../../../lib/wire/netlink.ts';
import {
  concatenate,
  copyOf,
  getNetworkU16,
  getNetworkU32,
  getS32,
  getU16,
  getU32,
  indexOfOctet,
  octetAt,
  putNetworkU16,
  putOctet,
  putU16,
  putU32,
  putWord,
  wordAt,
} from '../../../lib/wire/octets.ts';
import { arpFilter, neighborAdvertisementFilter } from '../../../lib/wire/packet-filter.ts';
import { ReceiveBuffer } from '../../../lib/wire/receive-buffer.ts';
import { type Attribute, encodeAttributes, u32Value } from '../../../lib/wire/rtattr.ts';
import {
  encodeRouteCacheFilter,
  encodeRouteFilter,
  encodeRouteLookup,
  sameRoute,
} from '../../../lib/wire/rtmsg.ts';
import { encodeSockaddrLl, encodeSockaddrNl } from '../../../lib/wire/sockaddr.ts';
import { decodeUtf8, encodeUtf8, isUtf8 } from '../../../lib/wire/utf8.ts';
import type { Random } from '../random.ts';
import { outcome, units, type Write } from '../text.ts';

const OFFSETS = [-1, 0, 1, 2, 3, 4, 5, 6, 7, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 4294967296];
const VALUES = [0, 1, 255, 256, 65535, 65536, 0x7fffffff, 0x80000000, 0xffffffff, -1, -256, 1.9];

function written(put: (bytes: Uint8Array) => void): string {
  const bytes = fromHex('a1a2a3a4a5a6');
  const result = outcome(() => {
    put(bytes);
    return 'written';
  });
  return `${result} ${toHex(bytes)}`;
}

export function octetTable(write: Write): void {
  const bytes = fromHex('818283f4f5f6');
  const words = new Uint32Array([0x81828384, 7]);
  for (const at of OFFSETS) {
    write(`octetAt ${at}: ${outcome(() => `${octetAt(bytes, at)}`)}`);
    write(`getU16 ${at}: ${outcome(() => `${getU16(bytes, at)}`)}`);
    write(`getU32 ${at}: ${outcome(() => `${getU32(bytes, at)}`)}`);
    write(`getS32 ${at}: ${outcome(() => `${getS32(bytes, at)}`)}`);
    write(`getNetworkU16 ${at}: ${outcome(() => `${getNetworkU16(bytes, at)}`)}`);
    write(`getNetworkU32 ${at}: ${outcome(() => `${getNetworkU32(bytes, at)}`)}`);
    write(`wordAt ${at}: ${outcome(() => `${wordAt(words, at)}`)}`);
    for (const value of VALUES) {
      write(`putOctet ${at} ${value}: ${written((to) => putOctet(to, at, value))}`);
      write(`putU16 ${at} ${value}: ${written((to) => putU16(to, at, value))}`);
      write(`putU32 ${at} ${value}: ${written((to) => putU32(to, at, value))}`);
      write(`putNetworkU16 ${at} ${value}: ${written((to) => putNetworkU16(to, at, value))}`);
    }
    write(`putWord ${at}: ${outcome(() => putIntoWord(at))}`);
  }
  for (let octet = 0; octet < 256; octet++) {
    write(`indexOfOctet ${octet}: ${indexOfOctet(bytes, octet)}`);
  }
  const copy = copyOf(bytes);
  putOctet(copy, 0, 0);
  write(`copyOf ${toHex(bytes)} ${toHex(copy)} ${toHex(concatenate(copy, bytes))}`);
}

function putIntoWord(at: number): string {
  const words = new Uint32Array(2);
  putWord(words, at, 0xfedcba98);
  return `${wordAt(words, 0)} ${wordAt(words, 1)}`;
}

/** Boundaries of the ranges of octets in table 3-7 of Unicode, and the octets beside them. */
const EDGES = fromHex('00417f808f909fa0bfc0c1c2dfe0e1ecedeeeff0f1f3f4f5ff');

export function utf8Table(write: Write, random: Random): void {
  const decoded = (bytes: Uint8Array) => {
    const text = decodeUtf8(bytes);
    write(`utf8 ${toHex(bytes)}: ${isUtf8(bytes)} ${units(text)} ${toHex(encodeUtf8(text))}`);
  };
  for (const text of ['efbbbf', 'e1bbbf', 'efbbbe', 'efbabf', 'efbbbfefbbbf61'])
    decoded(fromHex(text));
  for (let first = 0; first < 256; first++) {
    decoded(new Uint8Array([first]));
    for (const second of EDGES) {
      decoded(new Uint8Array([first, second]));
      if (first < 0xe0 || first > 0xf5) continue;
      for (const third of EDGES) {
        decoded(new Uint8Array([first, second, third]));
        if (first < 0xf0) continue;
        for (const last of fromHex('00418090bfc2f0')) {
          decoded(new Uint8Array([first, second, third, last]));
        }
      }
    }
  }
  for (let i = 0; i < 2000; i++) {
    const list: number[] = [];
    for (let n = random.below(12); n > 0; n--)
      list.push(octetAt(EDGES, random.below(EDGES.length)));
    decoded(new Uint8Array(list));
  }
}

const TEXTS = [
  '',
  'lo',
  'eth0',
  'é',
  'eth€',
  '🦋',
  'a\0b',
  '\ufeff',
  '\ufffd',
  '\u{10ffff}\ud7ff\ue000',
];
const HEX_TEXTS = [
  '',
  '0',
  '00',
  'fF',
  '0g',
  'g0',
  '0/',
  ':0',
  '0@',
  '0`',
  ' 0',
  '0x',
  '-1',
  '1é',
  'é1',
  'aB0c',
  '🦋',
  'İ0',
];
const HARDWARE = ['', '52:54:00:12:34:56', '52:54:00:aB:CD:ef', '5:4', '52-54', ':::', '52:54:0z'];

export function textTable(write: Write): void {
  for (const text of TEXTS) write(`cString ${units(text)}: ${toHex(cString(text))}`);
  for (const text of HEX_TEXTS) {
    write(`fromHex ${units(text)}: ${outcome(() => toHex(fromHex(text)))}`);
  }
  for (const text of HARDWARE) {
    const read = outcome(() => formatHardwareAddress(parseHardwareAddress(text)));
    write(`hardware address ${units(text)}: ${read}`);
  }
  for (const value of [0, 9, 10, 15, 16, 255, 256, 65535, 4294967295, 2 ** 40, 2 ** 53 - 1]) {
    for (const width of [0, 1, 2, 4, 8]) write(`hex ${value} ${width}: ${hex(value, width)}`);
  }
}

const ADDRESSES = [
  fromHex('00000000'),
  fromHex('c0000200'),
  fromHex('c000020a'),
  fromHex('c00002ff'),
  fromHex('ffffffff'),
  fromHex('ffffff00'),
  fromHex('fffffe00'),
  fromHex('ff00ff00'),
  fromHex('00000000000000000000000000000000'),
  fromHex('20010db8000000000000000000000010'),
  fromHex('fe800000000000000000000000000001'),
  fromHex('febf0000000000000000000000000001'),
  fromHex('fec00000000000000000000000000001'),
  fromHex('00000000000000000000ffffc000020a'),
  fromHex('ffffffffffffffffffffffffffffffff'),
  fromHex('ffffffffffffffff0000000000000000'),
  fromHex('fe'),
  fromHex(''),
];

function ipAddress(bytes: Uint8Array): IpAddress {
  return { family: bytes.length === 4 ? 'inet' : 'inet6', bytes, text: toHex(bytes) };
}

export function addressTable(write: Write, random: Random): void {
  for (const bytes of ADDRESSES) {
    const ip = ipAddress(bytes);
    const text = ip.text;
    write(`addressBits ${text}: ${addressBits(ip.family)}`);
    write(`isLinkLocal ${text}: ${outcome(() => `${isLinkLocal(ip)}`)}`);
    write(`isIpv4Mapped ${text}: ${isIpv4Mapped(ip)}`);
    write(`prefixLengthOfNetmask ${text}: ${prefixLengthOfNetmask(bytes)}`);
    for (let length = 0; length <= bytes.length * 8 + 9; length++) {
      write(`withHostBits ${text} ${length}: ${toHex(withHostBits(bytes, length, 0))}`);
      write(`withHostBits ${text} ${length}: ${toHex(withHostBits(bytes, length, 1))}`);
      write(`networkRole ${text} ${length}: ${networkRole(ip, length)}`);
    }
    for (const offset of [0, 1, 245, 246, 255, 256, 65536, 4294967295, 4294967296, 2 ** 53 - 1]) {
      const after = addressAfter(bytes, offset);
      write(`addressAfter ${text} ${offset}: ${after === undefined ? '-' : toHex(after)}`);
    }
    for (const other of ADDRESSES)
      write(`sameBytes ${text} ${toHex(other)}: ${sameBytes(bytes, other)}`);
  }
  for (let i = 0; i < 1000; i++) {
    const a = random.octets(random.below(2) === 0 ? 4 : 16);
    const b = copyOf(a);
    const at = random.below(b.length);
    putOctet(b, at, octetAt(b, at) ^ (1 << random.below(8)));
    const length = random.below(a.length * 8 + 10);
    write(`samePrefix ${toHex(a)} ${toHex(b)} ${length}: ${samePrefix(a, b, length)}`);
    const mask = withHostBits(withHostBits(a, 0, 1), length, 0);
    write(`prefixLengthOfNetmask ${toHex(mask)}: ${prefixLengthOfNetmask(mask)}`);
  }
}

function encoded(write: Write, name: string, encode: () => Uint8Array): void {
  write(`${name}: ${outcome(() => toHex(encode()))}`);
}

const NAMES = ['eth0', '', 'fifteen-letters', 'sixteen--letters', 'ééééééééé', '🦋', 'a\0b'];

function attributesOf(random: Random): Attribute[] {
  const list: Attribute[] = [];
  for (let n = random.below(5); n > 0; n--) {
    list.push({ type: random.below(0x10000), value: random.octets(random.below(21)) });
  }
  return list;
}

/** Random fields of each width, mostly with the right lengths. */
export function encoderTable(write: Write, random: Random): void {
  for (const name of NAMES)
    encoded(write, `link ${units(name)}`, () => encodeLinkRequest({ name }));
  encoded(write, 'link', () => encodeLinkRequest());
  for (let i = 0; i < 300; i++) {
    const length = [4, 16, 6, 20][random.below(4)] ?? 0;
    const other = random.below(10) === 0 ? random.below(30) : length;
    const a = random.octets(length);
    const b = random.octets(other);
    const ip = random.octets(16);
    const u8 = random.below(256);
    const u16 = random.below(0x10000);
    const u32 = random.u32();
    const label = NAMES[random.below(NAMES.length)];
    const maybe = random.below(2) === 0 ? undefined : random.u32();
    const payload = random.octets(random.below(40));
    encoded(write, 'arp', () =>
      encodeArp({
        hardwareType: u16,
        operation: u8,
        senderHardwareAddress: a,
        senderProtocolAddress: random.octets(4),
        targetHardwareAddress: b,
        targetProtocolAddress: random.octets(4),
      }),
    );
    encoded(write, 'ethernet', () =>
      encodeEthernet({ destination: a, source: b, etherType: u16, payload }),
    );
    encoded(write, 'ipv6', () =>
      encodeIpv6({ nextHeader: u8, hopLimit: u8, source: ip, destination: b, payload }),
    );
    const upperLayer = { nextHeader: u8, source: ip, destination: a, payload };
    write(`checksum: ${upperLayerChecksum(upperLayer)}`);
    encoded(write, 'advertisement', () =>
      encodeNeighborAdvertisement(
        {
          router: (u8 & 1) !== 0,
          solicited: (u8 & 2) !== 0,
          override: (u8 & 4) !== 0,
          target: ip,
          targetLinkLayerAddress: maybe === undefined ? undefined : a,
        },
        { hardwareType: length === 20 ? 32 : 1, source: ip, destination: ALL_NODES },
      ),
    );
    encoded(write, 'solicitation', () =>
      encodeNeighborSolicitation(ip, a, {
        hardwareType: length === 20 ? 32 : 1,
        source: b,
        destination: solicitedNodeGroup(ip),
      }),
    );
    encoded(write, 'solicited-node group', () => solicitedNodeGroup(b));
    encoded(write, 'neighbour', () => encodeNeighbourRequest(u8, u32, a));
    encoded(write, 'ARP filter', () => arpFilter(a, length));
    encoded(write, 'advertisement filter', () => neighborAdvertisementFilter());
    encoded(write, 'multicast', () => multicastHardwareAddress(ip, length === 20 ? 32 : 1, b));
    encoded(write, 'ifaddrmsg', () =>
      encodeInterfaceAddress({
        family: u8,
        prefixLength: u16,
        flags: u32,
        scope: u8,
        index: u32,
        local: a,
        address: b,
        broadcast: maybe === undefined ? undefined : a,
        label,
        routeMetric: maybe,
        preferredLifetime: maybe,
        validLifetime: (u8 & 1) === 0 ? undefined : u32,
      }),
    );
    encoded(write, 'ifaddrmsg filter', () => encodeAddressFilter(u8, u32));
    encoded(write, 'ifaddrlblmsg', () =>
      encodeAddressLabel({ prefix: ip, prefixLength: u8, index: u32, label: u16 }),
    );
    encoded(write, 'ifaddrlblmsg filter', () => encodeAddressLabelFilter());
    const diagnosed: IpAddress = { family: 'inet6', bytes: ip, text: '' };
    encoded(write, 'inet_diag_req_v2', () =>
      encodeConnectionsFilter(u8, diagnosed, (u8 & 1) === 0 ? 'any' : 'local'),
    );
    encoded(write, 'link by index', () => encodeLinkRequest({ index: u32 }));
    encoded(write, 'link up', () => encodeLinkUp(u32, (u8 & 1) !== 0));
    encoded(write, 'netlink', () => encodeNetlink({ type: u16, flags: u16, seq: u32 }, payload));
    encoded(write, 'attributes', () => encodeAttributes(attributesOf(random)));
    encoded(write, 'u32', () => u32Value(u32));
    encoded(write, 'route lookup', () => encodeRouteLookup(length === 4 ? 2 : 10, a, u8 & 3));
    encoded(write, 'route filter', () => encodeRouteFilter(2, u32, u8 & 3));
    encoded(write, 'route cache filter', () => encodeRouteCacheFilter(u8));
    encoded(write, 'sockaddr_nl', () => encodeSockaddrNl({ portId: u32, groups: u32 }));
    encoded(write, 'sockaddr_ll', () =>
      encodeSockaddrLl({ protocol: u16, index: u32, address: b }),
    );
  }
}

/** Dumps of addresses, valid and malformed. */
export function dumpTable(write: Write, random: Random): void {
  for (let i = 0; i < 600; i++) {
    const wanted = random.octets(random.below(2) === 0 ? 4 : 16);
    let datagram: Uint8Array = new Uint8Array(0);
    for (let n = random.below(6); n > 0; n--)
      datagram = concatenate(datagram, answer(random, wanted));
    if (random.below(3) === 0) datagram = random.mutated(datagram);
    const seen = outcome(() => found(datagram, wanted));
    write(`dump ${toHex(datagram)} ${toHex(wanted)}: ${seen}`);
  }
}

function answer(random: Random, wanted: Uint8Array): Uint8Array {
  const local = random.below(3) === 0 ? copyOf(wanted) : random.octets(wanted.length);
  // Some addresses have the last octet of the wanted one.
  if (random.below(4) === 0) putOctet(local, local.length - 1, octetAt(wanted, wanted.length - 1));
  const entry = encodeInterfaceAddress({
    family: wanted.length === 4 ? 2 : 10,
    prefixLength: 24,
    flags: random.below(2) === 0 ? 0 : 0x80,
    scope: 0,
    index: 3,
    local,
    address: random.below(4) === 0 ? wanted : local,
    label: random.below(2) === 0 ? undefined : 'eth0',
  });
  const type = random.below(12) === 0 ? random.below(30) : 20;
  const flags = random.below(12) === 0 ? 0x12 : 2;
  return encodeNetlink({ type, flags, seq: random.below(12) === 0 ? 8 : 7 }, entry);
}

/** Positions of the address in a dump, and the messages that are not addresses. */
function found(datagram: Uint8Array, wanted: Uint8Array): string {
  const buffer = new ReceiveBuffer((datagram.length + 3) & ~3);
  buffer.octets.set(datagram);
  const cursor = new NetlinkCursor(buffer, datagram.length);
  const words = addressWords(wanted);
  const list: string[] = [];
  while (cursor.advance()) {
    const ordinary = cursor.type === 20 && cursor.seq === 7 && (cursor.flags & 0x10) === 0;
    if (!ordinary) list.push(`${cursor.type},${cursor.seq},${cursor.flags}@${cursor.start}`);
    else if (holdsAddress(cursor.words, cursor.start, cursor.end, words)) {
      list.push(`held@${cursor.start}`);
    }
  }
  return list.join(' ');
}

export function sameRouteTable(write: Write, random: Random, routes: readonly Uint8Array[]): void {
  for (const route of routes) {
    for (let i = 0; i < 100; i++) {
      const other = random.mutated(route);
      const same = outcome(() => `${sameRoute(route, other)}`);
      write(`sameRoute ${toHex(route)} ${toHex(other)}: ${same}`);
    }
  }
}
