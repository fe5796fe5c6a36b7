/** Hosts on the network of the fake host, which answer its questions and probes. */
import { ipAddressFromBytes } from '../../../lib/linux/ip-text.ts';
import { ARP_REPLY, ARP_REQUEST, decodeArp, encodeArp } from '../../../lib/wire/arp.ts';
import { ETH_P_ARP } from '../../../lib/wire/ethernet.ts';
import { decodeIpv6, encodeIpv6, IPPROTO_ICMPV6 } from '../../../lib/wire/ipv6.ts';
import { encodeNeighborAdvertisement } from '../../../lib/wire/neighbor-advertisement.ts';
import { ND_NEIGHBOR_SOLICIT } from '../../../lib/wire/neighbor-solicitation.ts';
import { allOctets, sameBytes } from '../../../lib/wire/octets.ts';
import { address, type FakeHost, type SentPacket } from './fake-host.ts';

export interface Neighbour {
  readonly mac: Uint8Array;
  /** For which addresses it answers: its own, or as a proxy. */
  readonly answersFor: (ip: string) => boolean;
  /** Milliseconds until its answer arrives. */
  readonly delay?: number;
  /** IPv6: the Override flag of its advertisements. A proxy does not set it. */
  readonly override?: boolean;
}

/** An answer takes a fraction of a millisecond. */
const DELAY_MS = 0.2;

/** Adds a host to the network of `dev`. */
export function addNeighbour(host: FakeHost, dev: string, neighbour: Neighbour): void {
  const others = host.onQuestion;
  host.onQuestion = (payload) => {
    others(payload);
    const asked = host.questions.at(-1);
    const answer = asked && isFor(asked, neighbour) && answerTo(asked, neighbour);
    if (!answer) return;
    const at = host.timeline.elapsed + (neighbour.delay ?? DELAY_MS);
    host.timeline.at(at, () => host.deliver(dev, answer));
  };
}

/** The answer of a host with `mac` for the address `ip`. @param to 0.0.0.0 as the answer to an ARP Probe */
export function arpReply(mac: Uint8Array, ip: string, to = '0.0.0.0'): Uint8Array {
  return encodeArp({
    hardwareType: 1,
    operation: ARP_REPLY,
    senderHardwareAddress: mac,
    senderProtocolAddress: address(ip).bytes,
    targetHardwareAddress: new Uint8Array(mac.length),
    targetProtocolAddress: address(to).bytes,
  });
}

/** An ARP Announcement (RFC 5227). */
export function arpAnnouncement(mac: Uint8Array, ip: string): Uint8Array {
  return encodeArp({
    hardwareType: 1,
    operation: ARP_REQUEST,
    senderHardwareAddress: mac,
    senderProtocolAddress: address(ip).bytes,
    targetHardwareAddress: new Uint8Array(mac.length),
    targetProtocolAddress: address(ip).bytes,
  });
}

export interface AdvertisementFlags {
  readonly solicited?: boolean;
  readonly override?: boolean;
}

/** A Neighbor Advertisement of the host with `mac` for the address `ip`. */
export function advertisement(
  mac: Uint8Array,
  ip: string,
  to: string,
  { solicited = true, override = true }: AdvertisementFlags = {},
): Uint8Array {
  const target = address(ip).bytes;
  const said = { router: false, solicited, override, target, targetLinkLayerAddress: mac };
  const ends = { source: target, destination: address(to).bytes };
  const payload = encodeNeighborAdvertisement(said, { hardwareType: 1, ...ends });
  return encodeIpv6({ nextHeader: IPPROTO_ICMPV6, hopLimit: 255, ...ends, payload });
}

/** The address that a question or a probe asks for. */
export function targetOf({ etherType, payload }: SentPacket): string {
  const target =
    etherType === ETH_P_ARP
      ? decodeArp(payload).targetProtocolAddress
      : decodeIpv6(payload).payload.subarray(8, 24);
  return ipAddressFromBytes(target).text;
}

/** The address from which a question asks; `probe` for none, or a link-local one. */
export function askerOf({ etherType, payload }: SentPacket): string {
  const source =
    etherType === ETH_P_ARP ? decodeArp(payload).senderProtocolAddress : decodeIpv6(payload).source;
  const { text } = ipAddressFromBytes(source);
  return text === '0.0.0.0' || text.startsWith('fe80:') ? 'probe' : text;
}

function isFor({ destination }: SentPacket, { mac }: Neighbour): boolean {
  const isGroup = ((destination[0] ?? 0) & 1) === 1;
  return isGroup || allOctets(destination, 0xff) || sameBytes(destination, mac);
}

function answerTo(asked: SentPacket, { mac, answersFor, override = true }: Neighbour) {
  const target = targetOf(asked);
  if (!answersFor(target)) return undefined;
  if (asked.etherType === ETH_P_ARP) {
    const { operation, senderProtocolAddress } = decodeArp(asked.payload);
    const to = ipAddressFromBytes(senderProtocolAddress).text;
    return operation === ARP_REQUEST ? arpReply(mac, target, to) : undefined;
  }
  const { source, payload } = decodeIpv6(asked.payload);
  if (payload[0] !== ND_NEIGHBOR_SOLICIT) return undefined;
  return advertisement(mac, target, ipAddressFromBytes(source).text, { override });
}
