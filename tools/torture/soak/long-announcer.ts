/** An announcer that runs for long at a short interval: its size, and the spacing of its rounds. */
import { readFile } from 'node:fs/promises';
import { announcers } from '../../../lab/announcers.ts';
import type { Capture } from '../../../lab/capture.ts';
import type { Host, Lab } from '../../../lab/lab.ts';
import { until } from '../../../lab/until.ts';
import { ARP_REQUEST } from '../../../lib/wire/arp.ts';
import { describeSpacing, spacingOf } from './spacing.ts';

const VIP = '10.0.0.20';
const INTERVAL_MS = 10;
const ROUNDS = 1_000_000;
/** In kB. A page may be touched for the first time late. */
const MAX_GROWTH = 64;

export class LongAnnouncer {
  readonly #host: Host;
  readonly #capture: Capture;
  readonly #pid: number;
  readonly #sizeBefore: number;

  private constructor(host: Host, capture: Capture, pid: number, size: number) {
    this.#host = host;
    this.#capture = capture;
    this.#pid = pid;
    this.#sizeBefore = size;
  }

  static async start(lab: Lab): Promise<LongAnnouncer> {
    const host = await lab.addHost('announcer');
    await lab.plug(host, 'eth0', '10.0.0.2/24');
    const capture = await host.capture('eth0', `arp src host ${VIP} and arp[6:2] = ${ARP_REQUEST}`);
    const parameters = {
      ...{ ip: VIP, arp_count: ROUNDS, arp_interval: INTERVAL_MS },
      ...{ arp_late: 0, announce_to: 'none', on_conflict: 'warn' },
    };
    const run = await host.agent('start', parameters);
    if (run.status !== 0) throw new Error(`start: ${run.stderr}`);
    // After its first rounds, so that all of its code has run.
    await until('the announcer sends', async () => (await capture.frames()).length > 100);
    const [pid] = await announcers(host);
    if (pid === undefined) throw new Error('no announcer');
    return new LongAnnouncer(host, capture, pid, await residentSize(pid));
  }

  /** Ends the announcer. Returns its figures, and what is wrong. */
  async stop(): Promise<{ lines: string[]; problems: string[] }> {
    const size = await residentSize(this.#pid);
    const problems: string[] = [];
    if (size > this.#sizeBefore + MAX_GROWTH) {
      problems.push(`the announcer has grown from ${this.#sizeBefore} to ${size} kB`);
    }
    const run = await this.#host.agent('stop', { ip: VIP });
    if (run.status !== 0) problems.push(`stop of the announcer: ${run.stderr}`);
    const frames = await this.#capture.arp(VIP);
    await this.#capture.stop();
    const spacing = spacingOf(frames.map(({ time }) => time));
    if (!spacing) problems.push('the announcer has sent nothing');
    const lines = [
      `an announcer with arp_interval=${INTERVAL_MS}: ${spacing ? describeSpacing(spacing) : 'no rounds'}`,
      `its resident memory: ${this.#sizeBefore} kB after the first rounds, ${size} kB at the end`,
    ];
    return { lines, problems };
  }
}

/** VmRSS in kB. @throws Error if the process has ended */
async function residentSize(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
}
