/**
 * What an announcer asks the network, and what it hears: the answers of the peers that must know the address
 * (announce_to), and hosts that have the address too (on_conflict).
 */
import { CONFLICT_WAIT_MS, DEFEND_INTERVAL_MS } from '../../../ocf-metadata/times.ts';
import type { Kernel, PacketReceiver } from '../../linux/kernel.ts';
import type { AnnounceTo } from '../../ocf/announce-to.ts';
import type { Log } from '../../ocf/log.ts';
import { messageOf } from '../../ocf/refusal.ts';
import { formatHardwareAddress } from '../../wire/hardware-address.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import { type IpAddress, sameBytes } from '../../wire/ip-address.ts';
import { Claims } from '../conflict/claims.ts';
import { conflictAfter } from '../conflict/conflict.ts';
import { type ProbeSource, probe, probeSource } from '../conflict/probe.ts';
import { linkState } from '../link/link-state.ts';
import {
  type ConflictRecord,
  type PeerRecord,
  recordConflict,
} from '../state/announcement-record.ts';
import { type Heard, heardFrom } from './heard.ts';
import type { Packet } from './packet.ts';
import { peersOf } from './peers.ts';
import { question } from './question.ts';

/** Who is asked, and what happens if another host has the address. */
export interface Asking {
  readonly announceTo: AnnounceTo;
  /** on_conflict=defend: the address is announced again. */
  readonly defends: boolean;
  readonly log: Log;
}

/** The address for which is asked. */
export interface ConversationPlan {
  readonly ip: IpAddress;
  readonly link: Link;
  readonly prefixLength: number;
  /** Undefined for a shared address: several hosts would answer. */
  readonly asks: Asking | undefined;
}

interface Peer {
  readonly ip: IpAddress;
  /** clock.now() of the first question, and of the first answer; 0 for none. */
  askedAt: number;
  answeredAt: number;
  hardwareAddress: string;
}

export class Conversation {
  readonly #kernel: Kernel;
  readonly #plan: ConversationPlan;
  readonly #index: number;
  readonly #socket: PacketReceiver;
  readonly #onAnswer: () => void;
  #peers: readonly Peer[] = [];
  #link: Link | undefined = undefined;
  #source: ProbeSource | undefined = undefined;
  #claims: Claims | undefined = undefined;
  /** Built when they are needed, and again after an answer. */
  #questions: readonly Packet[] | undefined = undefined;
  /** clock.now() of the last questions; 0 before them. */
  #askedAt = 0;
  readonly #warnedOf = new Set<string>();

  /** @param onAnswer called when a peer has answered for the first time */
  constructor(
    kernel: Kernel,
    plan: ConversationPlan,
    socket: PacketReceiver,
    onAnswer: () => void,
  ) {
    this.#kernel = kernel;
    this.#plan = plan;
    this.#index = plan.link.index;
    this.#socket = socket;
    this.#onAnswer = onAnswer;
  }

  /** Determines the peers; before this call nothing is asked. */
  begin(): void {
    const { ip, prefixLength, asks } = this.#plan;
    const announceTo = asks?.announceTo ?? 'none';
    const peers = peersOf(this.#kernel, ip, prefixLength, this.#index, announceTo);
    this.#peers = peers.map((peer) => ({
      ip: peer,
      askedAt: 0,
      answeredAt: 0,
      hardwareAddress: '',
    }));
    this.#followLink();
  }

  hasBegun(): boolean {
    return this.#link !== undefined;
  }

  /** The packets that ask now: one that seeks another owner, and one or two for each peer that has not answered. */
  questions(): readonly Packet[] {
    const packets = this.#questions ?? this.#buildQuestions();
    this.#questions = packets;
    return packets;
  }

  /** Called before the questions are sent. */
  onAsk(): void {
    this.#askedAt = this.#kernel.clock.now();
    for (const peer of this.#peers) if (peer.askedAt === 0) peer.askedAt = this.#askedAt;
  }

  /** The link has changed: all peers must be asked again. */
  restart(): void {
    if (!this.#link) return;
    for (const peer of this.#peers) {
      peer.askedAt = 0;
      peer.answeredAt = 0;
    }
    this.#followLink();
  }

  /** Whether a peer has not answered, or another owner may still answer. */
  isExpectingAnswers(): boolean {
    const isUnanswered = this.#peers.some(({ answeredAt }) => answeredAt === 0);
    return isUnanswered || this.wakesAt() !== Number.POSITIVE_INFINITY;
  }

  /** clock.now() at which noteConflicts must be called; infinity without a reason. */
  wakesAt(): number {
    const answerDue = this.#askedAt + CONFLICT_WAIT_MS;
    const settlesAt = this.#claims?.settlesAt() ?? Number.POSITIVE_INFINITY;
    return answerDue > this.#kernel.clock.now() ? Math.min(answerDue, settlesAt) : settlesAt;
  }

  /** Receives one packet. */
  hear(): void {
    const { clock } = this.#kernel;
    const packet = this.#socket.receive(clock.now(), clock);
    const link = this.#link;
    const heard = packet && link && heardFrom(packet, this.#plan.ip.family, link);
    if (!heard) return;
    // Only an answer has a delay: an announcement of another owner may come at any time.
    const isAnswer = heard.answerTo !== undefined && this.#askedAt > 0;
    const delay = isAnswer ? clock.now() - this.#askedAt : 0;
    this.#claims?.hear(heard, delay);
    this.#hearAnswer(heard);
  }

  /** Records the conflicts that have been heard. Returns whether the address must be announced again because of them. */
  noteConflicts(): boolean {
    const conflicts = this.#claims?.settled() ?? [];
    if (conflicts.length === 0) return false;
    const { ip, asks } = this.#plan;
    const link = this.#link;
    const now = this.#kernel.clock.now();
    let mustDefend = false;
    const state = link ? linkState(this.#kernel, link) : '';
    try {
      recordConflict(this.#kernel, ip, this.#index, state, (before) => {
        let after: ConflictRecord | undefined = before;
        for (const conflict of conflicts) after = conflictAfter(after, conflict, now);
        mustDefend =
          asks?.defends === true &&
          after !== undefined &&
          now - after.defendedAt >= DEFEND_INTERVAL_MS;
        return after && mustDefend ? { ...after, defendedAt: now } : after;
      });
    } catch {
      // Without a record, each monitor reports what it hears itself.
    }
    for (const { hardwareAddress } of conflicts) {
      const other = formatHardwareAddress(hardwareAddress);
      if (this.#isNews(other))
        asks?.log.warn(`${ip.text}: the host with ${other} has this address too`);
    }
    return mustDefend;
  }

  peers(): PeerRecord[] {
    return this.#peers.map(({ ip, askedAt, answeredAt }) => ({ ip: ip.text, askedAt, answeredAt }));
  }

  /** Warns of the peers that have not answered. */
  reportDeaf(): void {
    const deaf = this.#peers.filter(({ answeredAt }) => answeredAt === 0);
    if (deaf.length === 0) return;
    const { ip, asks } = this.#plan;
    const where = this.#link?.name ?? `interface ${this.#index}`;
    const names = deaf.map((peer) => peer.ip.text).join(', ');
    asks?.log.warn(
      `${ip.text}: no answer from ${names} on ${where}; check that it is up, and that it does not send ` +
        `packets for ${ip.text} to another host (announce_to)`,
    );
  }

  #isNews(hardwareAddress: string): boolean {
    if (this.#warnedOf.has(hardwareAddress)) return false;
    this.#warnedOf.add(hardwareAddress);
    return true;
  }

  #followLink(): void {
    const { ip, prefixLength } = this.#plan;
    const link = this.#kernel.links.byIndex(this.#index);
    this.#link = link;
    this.#questions = undefined;
    if (!link) return;
    this.#source = probeSource(this.#kernel, link, ip);
    this.#claims = new Claims(this.#kernel, ip, prefixLength, this.#source, this.#socket);
  }

  #buildQuestions(): Packet[] {
    const { ip } = this.#plan;
    const link = this.#link;
    if (!link || !this.#source) return [];
    const packets: Packet[] = [];
    const seeking = probe(this.#source, ip.bytes);
    if (seeking) packets.push(seeking);
    for (const peer of this.#peers) {
      if (peer.answeredAt !== 0) continue;
      packets.push(question(link, ip, peer.ip));
      const known = this.#hardwareAddressOf(peer.ip);
      if (known) packets.push(question(link, ip, peer.ip, known));
    }
    return packets;
  }

  /** A gateway behind a switch that drops broadcasts hears the question that is sent to it alone. */
  #hardwareAddressOf(peer: IpAddress): Uint8Array | undefined {
    try {
      return this.#kernel.neighbours.hardwareAddress(peer, this.#index);
    } catch (error) {
      this.#plan.asks?.log.debug(`${peer.text}: ${messageOf(error)}`);
      return undefined;
    }
  }

  #peerWith(address: Uint8Array): Peer | undefined {
    return this.#peers.find(({ ip }) => sameBytes(ip.bytes, address));
  }

  #hearAnswer(heard: Heard): void {
    const { ip, asks } = this.#plan;
    const { answerTo } = heard;
    if (!answerTo || !sameBytes(answerTo, ip.bytes)) return;
    const peer = this.#peerWith(heard.address);
    if (peer?.answeredAt !== 0) return;
    peer.answeredAt = this.#kernel.clock.now();
    peer.hardwareAddress = formatHardwareAddress(heard.hardwareAddress);
    this.#questions = undefined;
    this.#onAnswer();
    if (this.#peers.every(({ answeredAt }) => answeredAt !== 0)) {
      asks?.log.info(`${ip.text}: ${this.#peers.map(describeAnswer).join(', ')}`);
    }
  }
}

/** `192.0.2.1 (02:00:00:00:00:01) has answered after 0.2 ms` */
function describeAnswer({ ip, hardwareAddress, askedAt, answeredAt }: Peer): string {
  const milliseconds = (answeredAt - askedAt).toFixed(1);
  return `${ip.text} (${hardwareAddress}) has answered after ${milliseconds} ms`;
}
