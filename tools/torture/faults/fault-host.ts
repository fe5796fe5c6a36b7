/** A host with a gateway, on which faults are tried one after the other. */

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Capture } from '../../../lab/capture.ts';
import { Host, Lab } from '../../../lab/lab.ts';
import { realTime } from '../../../lab/real-time.ts';
import { framesFor } from './frames-for.ts';
import { HostState } from './host-state.ts';

/** Frames for `ip` that the host sends from `from` to `to` (realTime()) are an error of `what`. */
interface Silence {
  readonly ip: string;
  readonly from: number;
  readonly to: number;
  readonly what: string;
}

export class FaultHost {
  readonly host: Host;
  readonly state: HostState;
  readonly #lab: Lab;
  readonly #hardwareAddress: string;
  #capture: Capture;
  #silences: Silence[] = [];

  private constructor(
    lab: Lab,
    host: Host,
    state: HostState,
    hardwareAddress: string,
    capture: Capture,
  ) {
    this.#lab = lab;
    this.host = host;
    this.state = state;
    this.#hardwareAddress = hardwareAddress;
    this.#capture = capture;
  }

  static async create(): Promise<FaultHost> {
    const lab = await Lab.create();
    try {
      const { namespace } = await lab.addHost('host');
      // About as long as /run/resource-agents: reasons that name a file must fit into what crm_mon shows.
      const host = new Host(namespace, await mkdtemp(join(tmpdir(), 's')));
      const bridge = new Host(lab.bridge, host.stateDirectory);
      await bridge.ip('address add 10.0.0.254/24 dev br0');
      await bridge.ip('address add 2001:db8::fe/64 dev br0 nodad');
      await lab.plug(host, 'eth0', '10.0.0.1/24');
      await host.ip('address add 2001:db8::1/64 dev eth0 nodad');
      // What stop has to keep: routes by hand in two tables, and an address of its own network.
      await host.ip('route add default via 10.0.0.254');
      await host.ip('route add default via 2001:db8::fe');
      await host.ip('route add 198.51.100.0/24 via 10.0.0.254 table 77');
      // As on each real server of an LVS.
      await host.sysctl('net.ipv4.conf.all.arp_ignore', 1);
      await host.sysctl('net.ipv4.conf.all.arp_announce', 2);
      await host.waitForDad();
      const capture = await capturing(host);
      return new FaultHost(
        lab,
        host,
        new HostState(host),
        await host.hardwareAddress('eth0'),
        capture,
      );
    } catch (error) {
      await lab.close();
      throw error;
    }
  }

  /** From now on the host must send nothing for the address, until the returned function is called. */
  beginSilence(ip: string, what: string): () => void {
    const from = realTime();
    return () => this.#silences.push({ ip, from, to: realTime(), what });
  }

  /** The number of silences that were not checked yet. */
  get unchecked(): number {
    return this.#silences.length;
  }

  /** Looks for frames in all silences so far. Returns what failed, with the time of its first frame after stop. */
  async checkSilences(): Promise<{ what: string; problem: string }[]> {
    const frames = await this.#capture.frames();
    const failures: { what: string; problem: string }[] = [];
    for (const { ip, from, to, what } of this.#silences) {
      const sent = framesFor(ip, this.#hardwareAddress, frames);
      const late = sent.filter((time) => time > from && time < to);
      const [first] = late;
      if (first === undefined) continue;
      const after = (first - from).toFixed(2);
      const problem = `${late.length} frames after stop, the first ${after} ms after it`;
      failures.push({ what, problem });
    }
    this.#silences = [];
    await this.#capture.stop();
    this.#capture = await capturing(this.host);
    return failures;
  }

  async close(): Promise<void> {
    await this.#capture.stop();
    await this.state.close();
    await this.#lab.close();
  }
}

/** On the sending host: frames may be delayed on their way to a neighbour. */
function capturing(host: Host): Promise<Capture> {
  return host.capture('eth0', 'arp or ip or ip6');
}
