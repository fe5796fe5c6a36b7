/** Frames that tcpdump captures on an interface. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { ipAddressFromBytes } from '../lib/linux/ip-text.ts';
import { ARPHRD_ETHER, type ArpPacket, decodeArp } from '../lib/wire/arp.ts';
import { decodeEthernet, ETH_P_ARP, ETH_P_IPV6, type EthernetFrame } from '../lib/wire/ethernet.ts';
import { decodeIpv6, IPPROTO_ICMPV6, type Ipv6Packet } from '../lib/wire/ipv6.ts';
import {
  decodeNeighborAdvertisement,
  ND_NEIGHBOR_ADVERT,
  type NeighborAdvertisement,
} from '../lib/wire/neighbor-advertisement.ts';
import {
  decodeNeighborSolicitation,
  ND_NEIGHBOR_SOLICIT,
  type NeighborSolicitation,
} from '../lib/wire/neighbor-solicitation.ts';
import { waitUntilListening } from './listening.ts';
import { until } from './until.ts';

export interface CapturedFrame {
  /** Time stamp of the kernel, in milliseconds since the epoch. */
  readonly time: number;
  readonly bytes: Uint8Array;
}

export interface CapturedArp {
  readonly time: number;
  readonly frame: EthernetFrame;
  readonly arp: ArpPacket;
  /** Sender protocol address. */
  readonly source: string;
}

export interface CapturedAdvertisement {
  readonly time: number;
  readonly frame: EthernetFrame;
  readonly packet: Ipv6Packet;
  readonly advertisement: NeighborAdvertisement;
}

export interface CapturedSolicitation {
  readonly time: number;
  readonly frame: EthernetFrame;
  /** Source address; `::` for duplicate address detection. */
  readonly source: string;
  readonly solicitation: NeighborSolicitation;
}

/** pcap-savefile(5): file header 24, record header 16 (seconds, fraction, captured length, length). */
const FILE_HEADER = 24;
const RECORD_HEADER = 16;
/** Magic number of a capture with nanoseconds (`--time-stamp-precision=nano`). */
const MAGIC_NANOSECONDS = 0xa1b23c4d;

function tcpdump(place: readonly string[], args: readonly string[]) {
  const [command = '', ...rest] = [...place, 'tcpdump', ...args];
  return execa(command, rest, {
    reject: false,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
  });
}

export class Capture {
  readonly #process: ReturnType<typeof tcpdump>;
  readonly #folder: string;

  private constructor(process: ReturnType<typeof tcpdump>, folder: string) {
    this.#process = process;
    this.#folder = folder;
  }

  /** @param place command prefix that runs tcpdump on the host, such as `ip netns exec NAME` */
  static async start(place: readonly string[], nic: string, filter = ''): Promise<Capture> {
    const folder = await mkdtemp(join(tmpdir(), 'floatip-capture-'));
    const file = join(folder, 'frames');
    // --immediate-mode: each frame is written at once, not when a buffer is full.
    const options = ['-i', nic, '-w', file, '-U', '--immediate-mode', '-Z', 'root'];
    const process = tcpdump(place, [...options, '--time-stamp-precision=nano', filter]);
    await waitUntilListening(process);
    return new Capture(process, folder);
  }

  /** The pcap file, with all frames captured so far. */
  async file(): Promise<Uint8Array> {
    await this.#waitUntilWritten();
    return readFile(join(this.#folder, 'frames'));
  }

  /** All frames captured so far. */
  async frames(): Promise<CapturedFrame[]> {
    const file = await this.file();
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    if (file.length >= FILE_HEADER && view.getUint32(0, true) !== MAGIC_NANOSECONDS) {
      throw new Error('not a pcap file in nanoseconds');
    }
    const frames: CapturedFrame[] = [];
    let at = FILE_HEADER;
    while (at + RECORD_HEADER <= file.length) {
      const length = view.getUint32(at + 8, true);
      const time = view.getUint32(at, true) * 1000 + view.getUint32(at + 4, true) / 1e6;
      const start = at + RECORD_HEADER;
      if (start + length > file.length) break;
      frames.push({ time, bytes: Uint8Array.from(file.subarray(start, start + length)) });
      at = start + length;
    }
    return frames;
  }

  /** On a busy machine, frames wait until tcpdump is scheduled. It sleeps when all are written. */
  async #waitUntilWritten(): Promise<void> {
    const stat = () => readFile(`/proc/${this.#process.pid}/stat`, 'utf8').catch(() => '');
    await until('tcpdump is asleep', stat, {
      // proc_pid_stat(5): the state follows the name in parentheses. Empty text: the process has ended.
      accept: (text) => !/\) [RD] /.test(text),
      interval: 5,
    });
  }

  /** The ARP packets captured so far. @param source only those with this sender protocol address */
  async arp(source?: string): Promise<CapturedArp[]> {
    const packets: CapturedArp[] = [];
    for (const { time, bytes } of await this.frames()) {
      const frame = decodeEthernet(bytes);
      if (frame.etherType !== ETH_P_ARP) continue;
      const arp = decodeArp(frame.payload);
      const sender = arp.senderProtocolAddress.join('.');
      if (source === undefined || sender === source) {
        packets.push({ time, frame, arp, source: sender });
      }
    }
    return packets;
  }

  /** The Neighbor Advertisements of a target captured so far. */
  async advertisements(target: string): Promise<CapturedAdvertisement[]> {
    const packets: CapturedAdvertisement[] = [];
    for (const { time, bytes } of await this.frames()) {
      const frame = decodeEthernet(bytes);
      if (frame.etherType !== ETH_P_IPV6) continue;
      const packet = decodeIpv6(frame.payload);
      const { nextHeader, payload } = packet;
      if (nextHeader !== IPPROTO_ICMPV6 || payload[0] !== ND_NEIGHBOR_ADVERT) continue;
      const advertisement = decodeNeighborAdvertisement(payload, ARPHRD_ETHER);
      if (ipAddressFromBytes(advertisement.target).text !== target) continue;
      packets.push({ time, frame, packet, advertisement });
    }
    return packets;
  }

  /** The Neighbor Solicitations for a target captured so far. */
  async solicitations(target: string): Promise<CapturedSolicitation[]> {
    const packets: CapturedSolicitation[] = [];
    for (const { time, bytes } of await this.frames()) {
      const frame = decodeEthernet(bytes);
      if (frame.etherType !== ETH_P_IPV6) continue;
      const { nextHeader, source, payload } = decodeIpv6(frame.payload);
      if (nextHeader !== IPPROTO_ICMPV6 || payload[0] !== ND_NEIGHBOR_SOLICIT) continue;
      const solicitation = decodeNeighborSolicitation(payload, ARPHRD_ETHER);
      if (ipAddressFromBytes(solicitation.target).text !== target) continue;
      packets.push({ time, frame, source: ipAddressFromBytes(source).text, solicitation });
    }
    return packets;
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGTERM');
    await this.#process;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
