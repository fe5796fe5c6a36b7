/**
 * A second pair of eyes on the client's wire: reports every gratuitous ARP packet with its time.
 * usage: arp-watch INTERFACE; ends with its parent.
 */
import { readFileSync } from 'node:fs';
import { systemClock } from '../../lib/linux/clock.ts';
import { PacketSocket } from '../../lib/linux/packet-socket.ts';
import { decodeArp } from '../../lib/wire/arp.ts';
import { ETH_P_ARP } from '../../lib/wire/ethernet.ts';
import { formatHardwareAddress } from '../../lib/wire/hardware-address.ts';
import { sameBytes } from '../../lib/wire/ip-address.ts';
import { sayLine } from './lines.ts';

export interface GratuitousArp {
  readonly ip: string;
  /** Sender hardware address: who says that it holds the address. */
  readonly mac: string;
  readonly at: number;
}

/** How often it looks whether its parent is still there, in milliseconds. */
const PARENT_INTERVAL = 500;

const [nic = ''] = process.argv.slice(2);
const index = Number(readFileSync(`/sys/class/net/${nic}/ifindex`, 'utf8'));
const socket = PacketSocket.forReceiving(ETH_P_ARP, index);
const parent = process.ppid;
sayLine('ready');
while (process.ppid === parent) {
  const packet = socket.receive(systemClock.now() + PARENT_INTERVAL, systemClock);
  if (!packet) continue;
  const at = systemClock.now();
  const arp = decodeArp(packet.payload);
  if (!sameBytes(arp.senderProtocolAddress, arp.targetProtocolAddress)) continue;
  const ip = arp.senderProtocolAddress.join('.');
  const mac = formatHardwareAddress(arp.senderHardwareAddress);
  sayLine({ ip, mac, at } satisfies GratuitousArp);
}
