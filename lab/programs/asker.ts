/**
 * Asks who has the addresses, by broadcast: each host that has one answers. Answers change nothing, because the host
 * has no neighbour entry for them.
 * usage: asker INTERFACE OWN-IPV4 OWN-IPV6 MILLISECONDS ADDRESS...; ends at the end of standard input.
 */
import { readFileSync } from 'node:fs';
import { parseIpAddress } from '../../lib/linux/ip-text.ts';
import { PacketSocket } from '../../lib/linux/packet-socket.ts';
import { ARP_REQUEST, ARPHRD_ETHER, encodeArp } from '../../lib/wire/arp.ts';
import { ETH_P_ARP, ETH_P_IPV6 } from '../../lib/wire/ethernet.ts';
import { parseHardwareAddress } from '../../lib/wire/hardware-address.ts';
import type { IpAddress } from '../../lib/wire/ip-address.ts';
import { encodeIpv6, IPPROTO_ICMPV6 } from '../../lib/wire/ipv6.ts';
import { multicastHardwareAddress, solicitedNodeGroup } from '../../lib/wire/multicast-address.ts';
import { encodeNeighborSolicitation } from '../../lib/wire/neighbor-solicitation.ts';
import { writeLine } from './lines.ts';

const ALL_HOSTS = new Uint8Array(6).fill(0xff);
const HOP_LIMIT = 255;

const [nic = '', own4 = '', own6 = '', interval = '', ...addresses] = process.argv.slice(2);
const index = Number(readFileSync(`/sys/class/net/${nic}/ifindex`, 'utf8'));
const mac = parseHardwareAddress(readFileSync(`/sys/class/net/${nic}/address`, 'utf8').trim());
const socket = PacketSocket.forSending();
const [source4, source6, ...targets] = [own4, own6, ...addresses].map(parse);

function parse(text: string): IpAddress {
  const ip = parseIpAddress(text);
  if (!ip) throw new Error(`${text} is not an IP address`);
  return ip;
}

function ask({ family, bytes }: IpAddress): void {
  try {
    if (family === 'inet') askByArp(bytes);
    else solicit(bytes);
  } catch {
    // A link without carrier: the next one may be sent.
  }
}

function askByArp(target: Uint8Array): void {
  const request = encodeArp({
    hardwareType: ARPHRD_ETHER,
    operation: ARP_REQUEST,
    senderHardwareAddress: mac,
    senderProtocolAddress: source4?.bytes ?? new Uint8Array(4),
    targetHardwareAddress: new Uint8Array(6),
    targetProtocolAddress: target,
  });
  socket.send(ETH_P_ARP, index, ALL_HOSTS, request);
}

function solicit(target: Uint8Array): void {
  const source = source6?.bytes ?? new Uint8Array(16);
  const destination = solicitedNodeGroup(target);
  const addressing = { hardwareType: ARPHRD_ETHER, source, destination };
  const payload = encodeNeighborSolicitation(target, mac, addressing);
  const header = { nextHeader: IPPROTO_ICMPV6, hopLimit: HOP_LIMIT, source, destination };
  const to = multicastHardwareAddress(destination, ARPHRD_ETHER, ALL_HOSTS);
  socket.send(ETH_P_IPV6, index, to, encodeIpv6({ ...header, payload }));
}

writeLine('ready');
setInterval(() => targets.forEach(ask), Number(interval));
process.stdin.resume().on('end', () => process.exit());
