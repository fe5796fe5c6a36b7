/**
 * Sends a request as a client of the shared address, then, as a router, an ICMP error about the answer.
 * Prints the name of the host that answered.
 * usage: icmp-error ADDRESS PORT CLIENT ROUTER INTERFACE HARDWARE-ADDRESS
 */
import { createSocket } from 'node:dgram';
import { writeSync } from 'node:fs';
import { systemClock } from '../../lib/linux/clock.ts';
import { parseIpAddress } from '../../lib/linux/ip-text.ts';
import { Links } from '../../lib/linux/links.ts';
import { NetlinkSocket } from '../../lib/linux/netlink-socket.ts';
import { PacketSocket } from '../../lib/linux/packet-socket.ts';
import { ETH_P_IPV6 } from '../../lib/wire/ethernet.ts';
import { parseHardwareAddress } from '../../lib/wire/hardware-address.ts';
import { encodeIpv6, IPPROTO_ICMPV6, upperLayerChecksum } from '../../lib/wire/ipv6.ts';

const ETH_P_IP = 0x0800;
const IPPROTO_ICMP = 1;
const IPPROTO_UDP = 17;
const HOP_LIMIT = 64;
/** Type and code: destination unreachable, communication administratively prohibited (RFC 1812, RFC 4443). */
const PROHIBITED_V4 = [3, 13] as const;
const PROHIBITED_V6 = [1, 1] as const;

const [address = '', port = '0', client = '', router = '', nic = '', mac = ''] =
  process.argv.slice(2);

function bytesOf(text: string): Uint8Array {
  const ip = parseIpAddress(text);
  if (!ip) throw new Error(`${text} is not an IP address`);
  return ip.bytes;
}

/** Internet checksum (RFC 1071). */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum ^ 0xffff;
}

/** Writes a number of 16 bits in network byte order. */
function put(bytes: Uint8Array, at: number, value: number): Uint8Array {
  bytes.set([value >> 8, value & 0xff], at);
  return bytes;
}

function ipv4(protocol: number, source: string, destination: string, payload: Uint8Array) {
  const bytes = new Uint8Array(20 + payload.length);
  bytes.set([0x45, 0, bytes.length >> 8, bytes.length & 0xff, 0, 0, 0, 0, HOP_LIMIT, protocol]);
  bytes.set(bytesOf(source), 12);
  bytes.set(bytesOf(destination), 16);
  put(bytes, 10, checksum(bytes.subarray(0, 20)));
  bytes.set(payload, 20);
  return bytes;
}

function udp(from: number, to: number): Uint8Array {
  return Uint8Array.of(from >> 8, from & 0xff, to >> 8, to & 0xff, 0, 8, 0, 0);
}

/** The packet with the error about the answer to the client. */
function icmpError(clientPort: number): Uint8Array {
  const datagram = udp(Number(port), clientPort);
  if (!address.includes(':')) {
    const answer = ipv4(IPPROTO_UDP, address, client, datagram);
    const message = Uint8Array.of(...PROHIBITED_V4, 0, 0, 0, 0, 0, 0, ...answer);
    put(message, 2, checksum(message));
    return ipv4(IPPROTO_ICMP, router, address, message);
  }
  const [source, destination] = [bytesOf(router), bytesOf(address)];
  const answer = encodeIpv6({
    nextHeader: IPPROTO_UDP,
    hopLimit: HOP_LIMIT,
    source: destination,
    destination: bytesOf(client),
    payload: datagram,
  });
  const message = Uint8Array.of(...PROHIBITED_V6, 0, 0, 0, 0, 0, 0, ...answer);
  const packet = { nextHeader: IPPROTO_ICMPV6, hopLimit: HOP_LIMIT, source, destination };
  put(message, 2, upperLayerChecksum({ ...packet, payload: message }));
  return encodeIpv6({ ...packet, payload: message });
}

const socket = createSocket(client.includes(':') ? 'udp6' : 'udp4');
await new Promise<void>((resolve) => socket.bind(0, client, resolve));
const answered = new Promise<string>((resolve) =>
  socket.once('message', (answer) => resolve(String(answer))),
);
const sendRequest = () => socket.send('?', Number(port), address);
sendRequest();
// A datagram may be lost, in particular during neighbour resolution.
const timer = setInterval(sendRequest, 250);
const name = await answered;
clearInterval(timer);
const link = new Links(new NetlinkSocket(), systemClock).byName(nic);
const etherType = address.includes(':') ? ETH_P_IPV6 : ETH_P_IP;
const destination = parseHardwareAddress(mac);
PacketSocket.forSending().send(
  etherType,
  link?.index ?? 0,
  destination,
  icmpError(socket.address().port),
);
writeSync(1, name);
process.exit(0);
