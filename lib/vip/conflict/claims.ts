/**
 * The hosts that say that they have the virtual IP too (RFC 5227 section 2.4).
 *
 * Not a claim: a packet with a hardware address of this host, which a hub or a switch has echoed, or which belongs
 * to another interface in the same segment. Not a conflict: a router that answers for every address. It is told from an
 * owner by two control questions, for other addresses of the network: a host that answers both is a proxy.
 */
import { CONTROL_WAIT_MS, MAX_CONTROL_WAIT_MS } from '../../../ocf-metadata/times.ts';
import type { Kernel, PacketReceiver } from '../../linux/kernel.ts';
import { type IpAddress, sameBytes, withHostBits } from '../../wire/ip-address.ts';
import { copyOf, octetAt, putOctet } from '../../wire/octets.ts';
import type { Heard } from '../announce/heard.ts';
import { type ProbeSource, probe } from './probe.ts';

/** With longer prefixes, the control addresses are outside of the network: it has too few other addresses. */
const MAX_CONTROL_PREFIX = 29;
const MAX_CONTROL_PREFIX_IPV6 = 120;
const USUAL_PREFIX = 24;
const CONTROLS = 2;
const CONTROL_PATTERNS = [0x55, 0xaa, 0x33, 0xcc];

/** A flood of packets with ever new hardware addresses must not use up the memory. */
const MAX_CLAIMANTS = 16;

/** A host that has the virtual IP too. */
export interface Conflict {
  readonly hardwareAddress: Uint8Array;
  /** Number of packets since the last report. */
  readonly count: number;
}

interface Claimant {
  readonly hardwareAddress: Uint8Array;
  readonly isThisHost: boolean;
  /** The control addresses that it has answered for. */
  readonly controlsAnswered: Set<number>;
  /** Number of packets since the last report. */
  count: number;
  /** clock.now() from which the packets so far can be reported. */
  settlesAt: number;
}

export class Claims {
  readonly #kernel: Kernel;
  readonly #ip: IpAddress;
  readonly #source: ProbeSource;
  readonly #socket: PacketReceiver;
  readonly #controls: readonly Uint8Array[];
  readonly #claimants: Claimant[] = [];

  constructor(
    kernel: Kernel,
    ip: IpAddress,
    prefixLength: number,
    source: ProbeSource,
    socket: PacketReceiver,
  ) {
    this.#kernel = kernel;
    this.#ip = ip;
    this.#source = source;
    this.#socket = socket;
    this.#controls = controlAddresses(ip, prefixLength);
  }

  /** @param delay milliseconds from the probe to this answer */
  hear(heard: Heard, delay = 0): void {
    const known = this.#claimantWith(heard.hardwareAddress);
    if (!sameBytes(heard.address, this.#ip.bytes)) {
      const control = this.#controlWith(heard.address);
      if (control >= 0) known?.controlsAnswered.add(control);
      return;
    }
    if (!heard.isOwner) return;
    const claimant = known ?? this.#newClaimant(heard.hardwareAddress);
    if (!claimant || claimant.isThisHost) return;
    if (claimant.count === 0) {
      // A slow proxy is as slow to answer the control questions.
      const wait = Math.min(CONTROL_WAIT_MS + 2 * delay, MAX_CONTROL_WAIT_MS);
      claimant.settlesAt = this.#kernel.clock.now() + wait;
    }
    claimant.count++;
  }

  /** clock.now() at which a conflict can be reported; infinity if there is none. */
  settlesAt(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { count, settlesAt } of this.#claimants) {
      if (count > 0) earliest = Math.min(earliest, settlesAt);
    }
    return earliest;
  }

  /** The conflicts that can be reported now; each packet is reported once. */
  settled(): Conflict[] {
    const now = this.#kernel.clock.now();
    const conflicts: Conflict[] = [];
    for (const claimant of this.#claimants) {
      const { count, settlesAt, hardwareAddress, controlsAnswered } = claimant;
      if (count === 0 || settlesAt > now) continue;
      claimant.count = 0;
      const isProxy = controlsAnswered.size > 0 && controlsAnswered.size === this.#controls.length;
      if (!isProxy) conflicts.push({ hardwareAddress, count });
    }
    return conflicts;
  }

  #claimantWith(hardwareAddress: Uint8Array): Claimant | undefined {
    return this.#claimants.find((one) => sameBytes(one.hardwareAddress, hardwareAddress));
  }

  /** The index of a control address; -1 for other addresses. */
  #controlWith(address: Uint8Array): number {
    let at = 0;
    for (const control of this.#controls) {
      if (sameBytes(control, address)) return at;
      at++;
    }
    return -1;
  }

  #newClaimant(hardwareAddress: Uint8Array): Claimant | undefined {
    if (this.#claimants.length >= MAX_CLAIMANTS) {
      const forgotten = this.#kernel.clock.now() - MAX_CONTROL_WAIT_MS;
      const silent = this.#claimants.findIndex(
        ({ count, settlesAt }) => count === 0 && settlesAt < forgotten,
      );
      if (silent < 0) return undefined;
      this.#claimants.splice(silent, 1);
    }
    const claimant: Claimant = {
      hardwareAddress,
      isThisHost: isOfThisHost(this.#kernel, hardwareAddress),
      controlsAnswered: new Set<number>(),
      count: 0,
      settlesAt: 0,
    };
    this.#claimants.push(claimant);
    if (!claimant.isThisHost) this.#askControls(hardwareAddress);
    return claimant;
  }

  /** Asks one host: Linux delays a proxy's answer to a broadcast (proxy_delay), and no other host is disturbed. */
  #askControls(hardwareAddress: Uint8Array): void {
    for (const control of this.#controls) {
      const packet = probe(this.#source, control, hardwareAddress);
      if (!packet) continue;
      try {
        const { etherType, destination, payload } = packet;
        this.#socket.send(etherType, this.#source.link.index, destination, payload);
      } catch {
        // Without an answer, the claim is a conflict.
      }
    }
  }
}

/** Whether an interface of this host has the hardware address: also ports of bonds and bridges, and macvlans. */
export function isOfThisHost(kernel: Kernel, hardwareAddress: Uint8Array): boolean {
  return kernel.links
    .all()
    .some(
      ({ address, permanentAddress }) =>
        sameBytes(address, hardwareAddress) || sameBytes(permanentAddress, hardwareAddress),
    );
}

/**
 * Two other addresses of the network, neither its first nor its last one. Their host bits differ from those of the
 * address in every other bit, so that one host hardly has all three.
 */
function controlAddresses(ip: IpAddress, prefixLength: number): Uint8Array[] {
  const isSmall = ip.family === 'inet' && prefixLength > MAX_CONTROL_PREFIX;
  const longest = ip.family === 'inet' ? MAX_CONTROL_PREFIX : MAX_CONTROL_PREFIX_IPV6;
  const prefix = isSmall ? USUAL_PREFIX : Math.min(prefixLength, longest);
  const first = withHostBits(ip.bytes, prefix, 0);
  const last = withHostBits(ip.bytes, prefix, 1);
  const controls: Uint8Array[] = [];
  for (const pattern of CONTROL_PATTERNS) {
    const control = copyOf(ip.bytes);
    for (let at = 0; at < control.length; at++) {
      const hostBits = octetAt(first, at) ^ octetAt(last, at);
      putOctet(control, at, octetAt(control, at) ^ (pattern & hostBits));
    }
    if (!sameBytes(control, first) && !sameBytes(control, last)) controls.push(control);
  }
  return controls.slice(0, CONTROLS);
}
