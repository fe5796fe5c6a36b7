/**
 * Questions to the network: ARP Probes or Neighbor Solicitations for other owners, and echo requests to the neighbours.
 * Only the questions of `asked` change a cache of a neighbour, to what is true.
 */
import { CONFLICT_WAIT_MS } from '../../../ocf-metadata/times.ts';
import type { Kernel, PacketReceiver } from '../../linux/kernel.ts';
import { heardFrom } from '../../vip/announce/heard.ts';
import { openListener } from '../../vip/announce/listener.ts';
import { question } from '../../vip/announce/question.ts';
import type { Conflict } from '../../vip/conflict/claims.ts';
import { findOwners } from '../../vip/conflict/find-owners.ts';
import { probe, probeSource } from '../../vip/conflict/probe.ts';
import { ETH_P_IP, ETH_P_IPV6 } from '../../wire/ethernet.ts';
import { encodeEchoRequest, sourceOf } from '../../wire/icmp-echo.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import { type IpAddress, sameBytes } from '../../wire/ip-address.ts';
import { echoReplyFilter } from '../../wire/packet-filter.ts';

/** Milliseconds that a neighbour has to answer, and how often it is asked. */
const ANSWER_WAIT_MS = 1000;
const ATTEMPTS = 2;
/** The identifier of echo requests. */
const IDENTIFIER = 0x6670;

export interface NeighbourAnswers {
  readonly ip: IpAddress;
  readonly isGateway: boolean;
  /** The hardware address with which it answered the ARP Probe or Neighbor Solicitation; undefined: no answer. */
  readonly hardwareAddress: Uint8Array | undefined;
  /** Whether it answers an echo request from the virtual IP; undefined: not asked. */
  readonly echoToVip: boolean | undefined;
  /** The same for another address of this host. */
  readonly echoToOther: boolean | undefined;
  /** The same from the virtual IP, after a question from it. */
  readonly echoAfterQuestion: boolean | undefined;
}

/** Other hosts that have the address. @throws SystemError */
export function ownersOf(
  kernel: Kernel,
  link: Link,
  ip: IpAddress,
  prefixLength: number,
): Conflict[] {
  return findOwners(kernel, link, ip, prefixLength, true);
}

/** Whether this host has a source for questions that change no cache. */
export function canAsk(kernel: Kernel, link: Link, ip: IpAddress): boolean {
  return probe(probeSource(kernel, link, ip), ip.bytes) !== undefined;
}

export interface Questions {
  readonly link: Link;
  readonly ip: IpAddress;
  /** Another address of this host on the link. */
  readonly other: IpAddress | undefined;
}

/** @throws SystemError */
export function askNeighbour(
  kernel: Kernel,
  questions: Questions,
  neighbour: IpAddress,
  isGateway: boolean,
): NeighbourAnswers {
  const { link, ip, other } = questions;
  const hardwareAddress = hardwareAddressOf(kernel, questions, neighbour);
  if (!hardwareAddress) {
    return {
      ip: neighbour,
      isGateway,
      hardwareAddress,
      echoToVip: undefined,
      echoToOther: undefined,
      echoAfterQuestion: undefined,
    };
  }
  const echoToVip = echoes(kernel, link, ip, neighbour, hardwareAddress);
  let echoToOther: boolean | undefined;
  let echoAfterQuestion: boolean | undefined;
  if (!echoToVip && other) {
    echoToOther = echoes(kernel, link, other, neighbour, hardwareAddress);
    if (echoToOther) {
      ask(kernel, link, ip, neighbour);
      echoAfterQuestion = echoes(kernel, link, ip, neighbour, hardwareAddress);
    }
  }
  return { ip: neighbour, isGateway, hardwareAddress, echoToVip, echoToOther, echoAfterQuestion };
}

/** The answer to an ARP Probe or a Neighbor Solicitation, which changes no cache entry of the virtual IP. */
function hardwareAddressOf(
  kernel: Kernel,
  { link, ip, other }: Questions,
  neighbour: IpAddress,
): Uint8Array | undefined {
  const { clock } = kernel;
  const source = probeSource(kernel, link, ip);
  // Without a link-local address, another address of this host can ask.
  const packet =
    probe(source, neighbour.bytes) ?? (other ? question(link, other, neighbour) : undefined);
  if (!packet) return undefined;
  const socket = openListener(kernel, neighbour, link);
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      socket.send(packet.etherType, link.index, packet.destination, packet.payload);
      const deadline = clock.now() + Math.max(CONFLICT_WAIT_MS, ANSWER_WAIT_MS);
      for (;;) {
        const received = socket.receive(deadline, clock);
        if (!received) break;
        const heard = heardFrom(received, neighbour.family, link);
        if (heard && sameBytes(heard.address, neighbour.bytes)) return heard.hardwareAddress;
      }
    }
    return undefined;
  } finally {
    socket.close();
  }
}

/** Whether the neighbour answers an echo request from `source` to the hardware address of the link. */
function echoes(
  kernel: Kernel,
  link: Link,
  source: IpAddress,
  neighbour: IpAddress,
  hardwareAddress: Uint8Array,
): boolean {
  const etherType = source.family === 'inet' ? ETH_P_IP : ETH_P_IPV6;
  const socket = kernel.openReceiver(etherType, link.index, echoReplyFilter(source.bytes));
  const payload = encodeEchoRequest(source.bytes, neighbour.bytes, IDENTIFIER);
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      socket.send(etherType, link.index, hardwareAddress, payload);
      if (isAnswered(kernel, socket, neighbour)) return true;
    }
    return false;
  } finally {
    socket.close();
  }
}

function isAnswered(kernel: Kernel, socket: PacketReceiver, neighbour: IpAddress): boolean {
  const { clock } = kernel;
  const deadline = clock.now() + ANSWER_WAIT_MS;
  for (;;) {
    const packet = socket.receive(deadline, clock);
    if (!packet) return false;
    if (sameBytes(sourceOf(packet.payload), neighbour.bytes)) return true;
  }
}

/** An ARP request or Neighbor Solicitation with the virtual IP as its source, from which the neighbour learns. */
function ask(kernel: Kernel, link: Link, ip: IpAddress, neighbour: IpAddress): void {
  const { etherType, destination, payload } = question(link, ip, neighbour);
  const socket = openListener(kernel, ip, link);
  try {
    socket.send(etherType, link.index, destination, payload);
  } finally {
    socket.close();
  }
}
