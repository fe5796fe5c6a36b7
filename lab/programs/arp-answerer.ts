/**
 * Answers ARP requests for an address, or for all addresses, with the hardware address of the interface: an owner
 * that is no Linux host, or a router with proxy ARP for everything.
 * usage: arp-answerer INTERFACE IP|all MILLISECONDS, the delay of an answer; ends when its parent has ended.
 */
import { readFileSync } from 'node:fs';
import { systemClock } from '../../lib/linux/clock.ts';
import { PacketSocket } from '../../lib/linux/packet-socket.ts';
import { ARP_REPLY, ARP_REQUEST, decodeArp, encodeArp } from '../../lib/wire/arp.ts';
import { ETH_P_ARP } from '../../lib/wire/ethernet.ts';
import { parseHardwareAddress } from '../../lib/wire/hardware-address.ts';
import { sameBytes } from '../../lib/wire/ip-address.ts';
import { writeLine } from './lines.ts';

const PARENT_CHECK_INTERVAL_MS = 500;

const [nic = '', wanted = '', delay = '0'] = process.argv.slice(2);
const index = Number(readFileSync(`/sys/class/net/${nic}/ifindex`, 'utf8'));
const own = parseHardwareAddress(readFileSync(`/sys/class/net/${nic}/address`, 'utf8').trim());
const socket = PacketSocket.forReceiving(ETH_P_ARP, index);
const parent = process.ppid;
writeLine('ready');
while (process.ppid === parent) {
  const packet = socket.receive(systemClock.now() + PARENT_CHECK_INTERVAL_MS, systemClock);
  if (!packet) continue;
  const arp = decodeArp(packet.payload);
  const { senderHardwareAddress, senderProtocolAddress, targetProtocolAddress } = arp;
  const isAsked = wanted === 'all' || targetProtocolAddress.join('.') === wanted;
  const isGratuitous = sameBytes(senderProtocolAddress, targetProtocolAddress);
  if (arp.operation !== ARP_REQUEST || !isAsked || isGratuitous) continue;
  systemClock.sleep(Number(delay));
  const answer = encodeArp({
    hardwareType: arp.hardwareType,
    operation: ARP_REPLY,
    senderHardwareAddress: own,
    senderProtocolAddress: targetProtocolAddress,
    targetHardwareAddress: senderHardwareAddress,
    targetProtocolAddress: senderProtocolAddress,
  });
  socket.send(ETH_P_ARP, index, senderHardwareAddress, answer);
}
