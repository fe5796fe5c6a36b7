/** Frames of ARP and Neighbour Discovery that the neighbour receives from the node, as tcpdump prints them. */
import { execa } from 'execa';
import { ipBatch } from '../../lab/ip-batch.ts';
import type { Host } from '../../lab/lab.ts';
import { waitUntilListening } from '../../lab/listening.ts';
import { isOfNode, withNames } from './world.ts';

/** Neighbor Solicitations are type 135, Neighbor Advertisements 136 (RFC 4861). */
const FILTER = 'arp or (icmp6 and (ip6[40] == 135 or ip6[40] == 136))';

/** Hardware address of the last frame: when it is captured, so are all frames before it. */
const LAST = '02:00:00:00:02:ff';

const BROADCAST = 'ff:ff:ff:ff:ff:ff';

/** `SOURCE > DESTINATION, ethertype NAME (0xNNNN), length N: WHAT` */
const FRAME =
  /^(?<source>[0-9a-f:]{17}) > (?<destination>\S+), ethertype \S+ \S+, length \d+: (?<what>.*)$/;

export class FrameCount {
  readonly #process: ReturnType<typeof tcpdump>;
  readonly #neighbour: Host;
  #text = '';

  private constructor(process: ReturnType<typeof tcpdump>, neighbour: Host) {
    this.#process = process;
    this.#neighbour = neighbour;
    process.stdout?.on('data', (text) => {
      this.#text += text;
    });
  }

  static async start(neighbour: Host): Promise<FrameCount> {
    const process = tcpdump(neighbour.namespace);
    await waitUntilListening(process);
    return new FrameCount(process, neighbour);
  }

  /** Ends the capture. @returns lines such as `2 x eth0 > all: Request …`, sorted */
  async finish(): Promise<string[]> {
    const seen = new Promise<void>((resolve) => {
      this.#process.stdout?.on('data', () => {
        if (this.#text.includes(LAST)) resolve();
      });
    });
    await ipBatch([`link set br0 address ${LAST}`], { options: ['-n', this.#neighbour.namespace] });
    await seen;
    this.stop();
    return counted(framesIn(this.#text));
  }

  stop(): void {
    this.#process.kill('SIGTERM');
  }
}

function framesIn(text: string): string[] {
  const frames: string[] = [];
  for (const line of text.replaceAll(/\n\s+/g, ' ').split('\n')) {
    const { source = '', destination = '', what = '' } = FRAME.exec(line)?.groups ?? {};
    if (!isOfNode(source)) continue;
    const to = destination === BROADCAST ? 'all' : destination;
    frames.push(withNames(`${source} > ${to}: ${plain(what)}`));
  }
  return frames;
}

/** Removes what is the same in every frame of its kind, or chosen by the kernel. */
function plain(what: string): string {
  return (
    what
      .replace('Ethernet (len 6), IPv4 (len 4), ', '')
      .replace(/flowlabel \w+, /, '')
      .replace(/, next-header ICMPv6 \(58\) payload length: \d+\)/, ')')
      .replace('[icmp6 sum ok] ', '')
      .replace(' (2), length 8 (1)', '')
      // Nonce option, by which a node recognizes its own solicitation (RFC 7527).
      .replace(/ unknown option \(14\).*/, '')
      .replaceAll(/, length \d+/g, '')
  );
}

function counted(frames: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const frame of frames) counts.set(frame, (counts.get(frame) ?? 0) + 1);
  return [...counts].map(([frame, count]) => `${count} x ${frame}`).sort();
}

/** With arp_notify, the kernel sends a frame when the hardware address changes. */
const SCRIPT = `
  ip addr add 198.51.100.1/32 dev br0
  echo 1 > /proc/sys/net/ipv4/conf/br0/arp_notify
  exec tcpdump -i br0 -n -e -t -v -l --immediate-mode -Z root "$1"`;

function tcpdump(namespace: string) {
  return execa('ip', ['netns', 'exec', namespace, 'sh', '-c', SCRIPT, 'sh', FILTER], {
    reject: false,
    stdin: 'ignore',
    buffer: false,
  });
}
