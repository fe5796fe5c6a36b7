/**
 * Reports each gratuitous ARP packet that is received on an interface, with its time.
 * usage: arp-watch INTERFACE; ends when its parent has ended.
 */
import { readFileSync } from 'node:fs';
import { systemClock } from '../../lib/linux/clock.ts';
import { PacketSocket } from '../../lib/linux/packet-socket.ts';
import { decodeArp } from '../../lib/wire/arp.ts';
import { ETH_P_ARP } from '../../lib/wire/ethernet.ts';
import { formatHardwareAddress } from '../../lib/wire/hardware-address.ts';
import { sameBytes } from '../../lib/wire/ip-address.ts';
import { writeLine } from './lines.ts';

export interface GratuitousArp {
  readonly ip: string;
  /** Sender hardware address. */
  readonly mac: string;
  /** Milliseconds of CLOCK_MONOTONIC. */
  readonly at: number;
}

const PARENT_CHECK_INTERVAL_MS = 500;

const [nic = ''] = process.argv.slice(2);
const index = Number(readFileSync(`/sys/class/net/${nic}/ifindex`, 'utf8'));
const socket = PacketSocket.forReceiving(ETH_P_ARP, index);
const parent = process.ppid;
writeLine('ready');
while (process.ppid === parent) {
  const packet = socket.receive(systemClock.now() + PARENT_CHECK_INTERVAL_MS, systemClock);
  if (!packet) continue;
  const at = systemClock.now();
  const arp = decodeArp(packet.payload);
  if (!sameBytes(arp.senderProtocolAddress, arp.targetProtocolAddress)) continue;
  const ip = arp.senderProtocolAddress.join('.');
  const mac = formatHardwareAddress(arp.senderHardwareAddress);
  writeLine({ ip, mac, at } satisfies GratuitousArp);
}
