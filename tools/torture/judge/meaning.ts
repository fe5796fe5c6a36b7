/** What a packet says about an address. */
import { isGroup } from './addresses.ts';
import type { Packet } from './packet.ts';

const UNSPECIFIED: readonly string[] = ['0.0.0.0', '0000:0000:0000:0000:0000:0000:0000:0000'];

/** The addresses in whose name the sender speaks, also if it only prepares to. */
export function speaksFor(packet: Packet): readonly string[] {
  switch (packet.kind) {
    case 'arp':
      return [isProbe(packet) ? packet.target : packet.sender];
    case 'advertisement':
      return [packet.target, packet.source];
    case 'solicitation':
      return [isProbe(packet) ? packet.target : packet.source];
    case 'ip':
      return [packet.source];
  }
}

/** ARP Probe, or duplicate address detection: the sender asks whether the address is free. */
export function isProbe(packet: Packet): boolean {
  if (packet.kind === 'arp') return UNSPECIFIED.includes(packet.sender);
  return packet.kind === 'solicitation' && UNSPECIFIED.includes(packet.source);
}

/** The hardware address that the packet says is that of the address. */
export function claimedMac(packet: Packet, address: string): string | undefined {
  if (isProbe(packet)) return undefined;
  if (packet.kind === 'arp') return packet.senderMac;
  if (packet.kind === 'solicitation') return packet.sourceMac;
  return packet.kind === 'advertisement' && packet.target === address
    ? packet.targetMac
    : undefined;
}

/** Whether it answers a request to the address, so that its sender has the address now. */
export function isAnswer(packet: Packet, address: string): boolean {
  switch (packet.kind) {
    case 'arp':
      return packet.isReply && packet.sender !== packet.target && !isGroup(packet.to);
    case 'advertisement':
      return packet.isSolicited && packet.target === address;
    case 'ip':
      return ['echo reply', 'UDP', 'TCP SYN', 'TCP'].includes(packet.what);
    case 'solicitation':
      return false;
  }
}

/** The address whose host must answer. UDP needs no answer, nor does what follows the first packet of TCP. */
export function askedAbout(packet: Packet): string | undefined {
  switch (packet.kind) {
    case 'arp':
      return packet.isReply || isProbe(packet) || packet.sender === packet.target
        ? undefined
        : packet.target;
    case 'solicitation':
      return isProbe(packet) ? undefined : packet.target;
    case 'ip':
      return packet.what === 'echo request' || packet.what === 'TCP SYN'
        ? packet.destination
        : undefined;
    case 'advertisement':
      return undefined;
  }
}

/** The address to whose host the sender sends, because of an entry of its neighbour table. */
export function sentTo(packet: Packet): string | undefined {
  return packet.kind === 'ip' ? packet.destination : undefined;
}

export function describe(packet: Packet): string {
  switch (packet.kind) {
    case 'arp': {
      if (packet.isReply)
        return packet.sender === packet.target ? 'a gratuitous ARP reply' : 'an ARP reply';
      if (isProbe(packet)) return 'an ARP Probe';
      return packet.sender === packet.target ? 'an ARP Announcement' : 'an ARP request';
    }
    case 'advertisement':
      return packet.isSolicited ? 'a solicited Neighbor Advertisement' : 'a Neighbor Advertisement';
    case 'solicitation':
      return 'a Neighbor Solicitation';
    case 'ip':
      return packet.what.startsWith('echo') ? `an ${packet.what}` : `a packet of ${packet.what}`;
  }
}
