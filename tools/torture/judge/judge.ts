/**
 * Compares what was on the wire with what the actions have promised. Knows neither the agent nor its code: only
 * frames, the times of actions, and the rules below.
 */
import { shortIp } from './addresses.ts';
import type { CapturedFrame } from './capture.ts';
import { greatest, least } from './extremes.ts';
import { type Finding, Findings, iso } from './findings.ts';
import { type Packet, parsePacket } from './packet.ts';
import type { Records } from './records.ts';
import { type Span, Timeline, within } from './timeline.ts';

export interface Limits {
  /** A frame that comes less than this after stop had returned was on its way. Milliseconds, as all limits. */
  readonly tolerance: number;
  /** From the end of start until each neighbour sends to the host that has the address. */
  readonly neighbour: number;
  /** The longest moment without an answer while a host has the address. */
  readonly answer: number;
  /** The same in all, also while the address moves. */
  readonly promise: number;
}

export const LIMITS: Limits = { tolerance: 1, neighbour: 1000, answer: 1000, promise: 5000 };

export interface Verdict {
  readonly findings: readonly Finding[];
  /** What was there to judge: without it, no finding means nothing. */
  readonly seen: Readonly<Record<string, number>>;
  /** The longest times that were within the limits, or not; without what was disturbed. Milliseconds. */
  readonly worst: Readonly<Record<Worst, number>>;
  readonly notes: readonly string[];
}

export type Worst = 'wrong neighbour' | 'unanswered' | 'unanswered while held';

/** Between the capture and the actions: more means that the clocks or the units differ. */
const MAX_DISTANCE_MS = 600_000;

const UNSPECIFIED: readonly string[] = ['0.0.0.0', '0000:0000:0000:0000:0000:0000:0000:0000'];

/** @throws Error if there is nothing to judge, or capture and actions are not of the same time */
export function judge(
  frames: readonly CapturedFrame[],
  records: Records,
  limits: Limits = LIMITS,
): Verdict {
  const judgement = new Judgement(records, limits);
  // Captures of several interfaces are not in the order of time, nor are merged ones.
  for (const frame of frames.toSorted((a, b) => a.time - b.time)) judgement.see(frame);
  return judgement.verdict();
}

class Judgement {
  readonly #records: Records;
  readonly #limits: Limits;
  readonly #timeline: Timeline;
  /** By address: its frames, and requests to it. */
  readonly #counts: Map<string, number>;
  readonly #hostsByMac = new Map<string, string>();
  readonly #findings = new Findings();
  readonly #answers = new Map<string, AnswerHistory>();
  /** By address: since when the clients wait for an answer. */
  readonly #waiting = new Map<string, number>();
  /** By address: the last request. */
  readonly #asked = new Map<string, number>();
  readonly #seen: Record<string, number> = {
    frames: 0,
    'frames for an address': 0,
    requests: 0,
    answers: 0,
    'packets to an address': 0,
  };
  readonly #worst: Record<Worst, number> = {
    'wrong neighbour': 0,
    unanswered: 0,
    'unanswered while held': 0,
  };
  #onTheirWay = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  constructor(records: Records, limits: Limits) {
    this.#records = records;
    this.#limits = limits;
    this.#timeline = new Timeline(records);
    this.#counts = new Map(this.#timeline.addresses.map((address) => [address, 0]));
    for (const { host, macs } of records.hosts) {
      for (const mac of macs) this.#hostsByMac.set(mac, host);
    }
  }

  see(frame: CapturedFrame): void {
    this.#count('frames');
    this.#first = Math.min(this.#first, frame.time);
    this.#last = Math.max(this.#last, frame.time);
    const packet = parsePacket(frame.octets, frame.linkType);
    if (!packet) return;
    const sender = this.#hostsByMac.get(packet.from);
    const source = this.#addressOf(sentFor(packet));
    if (source !== undefined) {
      this.#count('frames for an address', source);
      this.#checkLate(frame, packet, source, sender);
      this.#checkImpostor(frame, packet, source, sender);
      if (isAnswer(packet) && sender !== undefined) {
        this.#count('answers');
        this.#checkOwners(frame, source, sender);
        this.#noteAnswer(frame.time, source);
      }
    }
    const asked = this.#addressOf(askedAbout(packet));
    if (asked !== undefined && asked !== source) {
      this.#count('requests', asked);
      this.#noteRequest(frame.time, asked);
    }
    const to = this.#addressOf(sentTo(packet));
    if (to !== undefined) {
      this.#count('packets to an address', to);
      this.#checkNeighbour(frame.time, to, packet.to, sender ?? packet.from, 'sends to');
    }
  }

  verdict(): Verdict {
    this.#checkTimes();
    this.#checkCoverage();
    for (const [address, since] of this.#waiting) {
      this.#checkOutage(address, { begin: since, end: this.#asked.get(address) ?? since });
    }
    for (const { address, mac, host, at } of this.#records.samples) {
      if (this.#counts.has(address)) {
        this.#checkNeighbour(at, address, mac, host, 'has in its neighbour table');
      }
    }
    const stops = this.#records.actions.filter(({ action }) => action === 'stop').length;
    const notes: string[] = [];
    for (const [address, count] of this.#counts) {
      if (count === 0) notes.push(`the capture has no frame for ${shortIp(address)}`);
    }
    if (this.#onTheirWay > 0) {
      const frames = this.#onTheirWay === 1 ? '1 frame' : `${this.#onTheirWay} frames`;
      notes.push(
        `${frames} came within the tolerance of ${this.#limits.tolerance} ms after stop had returned`,
      );
    }
    if (this.#records.drift > 1) {
      const drift = this.#records.drift.toFixed(1);
      notes.push(`the clocks have drifted by ${drift} ms: near there, the tolerance is longer`);
    }
    const actions = this.#records.actions.length;
    const seen = { actions, stops, ...this.#seen };
    return { findings: this.#findings.all(), seen, worst: this.#worst, notes };
  }

  #checkTimes(): void {
    const { actions } = this.#records;
    if (actions.length === 0) throw new Error('there are no actions');
    if (this.#seen.frames === 0) throw new Error('there are no frames');
    const begin = least(actions.map((action) => action.begin));
    const end = greatest(
      actions.map((action) => (Number.isFinite(action.end) ? action.end : action.begin)),
    );
    if (begin > this.#last + MAX_DISTANCE_MS || end < this.#first - MAX_DISTANCE_MS) {
      throw new Error(
        `the capture is from ${iso(this.#first)} to ${iso(this.#last)}, the actions from ${iso(begin)} to ` +
          `${iso(end)}: times of actions are milliseconds of CLOCK_REALTIME`,
      );
    }
  }

  #checkCoverage(): void {
    if ([...this.#counts.values()].some((count) => count > 0)) return;
    const addresses = [...this.#counts.keys()].map(shortIp).join(', ');
    throw new Error(`nothing could be judged: the capture has no frame for ${addresses}`);
  }

  #checkLate(
    { time, number }: CapturedFrame,
    packet: Packet,
    address: string,
    sender: string | undefined,
  ): void {
    for (const { host, begin, end } of this.#timeline.silences(address)) {
      if (host !== sender && host !== this.#claimant(packet)) continue;
      if (time <= begin || time >= end) continue;
      const late = time - begin;
      const { driftNear } = this.#records;
      if (late < this.#limits.tolerance + Math.max(driftNear(time), driftNear(begin))) {
        this.#onTheirWay++;
        continue;
      }
      const what = describe(packet);
      this.#findings.add(`late ${host} ${address} ${begin} ${what}`, time, {
        rule: 'late',
        address,
        text: `${host} sent ${what} for ${shortIp(address)} ${late.toFixed(3)} ms after stop had returned (frame ${number})`,
      });
    }
  }

  /** The host whose hardware address the frame claims to be that of the address. */
  #claimant(packet: Packet): string | undefined {
    return this.#hostsByMac.get(claimedMac(packet) ?? '');
  }

  #checkImpostor(
    { time, number }: CapturedFrame,
    packet: Packet,
    address: string,
    sender: string | undefined,
  ): void {
    const mac = claimedMac(packet);
    if (mac === undefined || sender === undefined || this.#records.shared.has(address)) return;
    if (this.#hostsByMac.get(mac) === sender) return;
    this.#findings.add(`impostor ${sender} ${address} ${mac}`, time, {
      rule: 'impostor',
      address,
      text: `${sender} sent ${describe(packet)} that says ${shortIp(address)} is at ${mac}, which is not its own hardware address (frame ${number})`,
    });
  }

  #checkOwners({ time, number }: CapturedFrame, address: string, host: string): void {
    if (this.#records.shared.has(address)) return;
    const history = this.#answers.get(address) ?? new AnswerHistory();
    this.#answers.set(address, history);
    const other = history.answeredSince(host);
    const own = history.last(host);
    history.note(host, time);
    if (!other || own === undefined) return;
    const span = { begin: own, end: time };
    if (this.#timeline.hasBegunToStart(host, address, span)) return;
    if (this.#timeline.isDisturbed('two-owners', address, span)) return;
    const hosts = [host, other.host].toSorted().join(' and ');
    this.#findings.add(`two ${address} ${hosts}`, time, {
      rule: 'two-owners',
      address,
      text: `${hosts} both answer for ${shortIp(address)}: ${host}, ${other.host} after ${(other.time - own).toFixed(1)} ms, ${host} after ${(time - own).toFixed(1)} ms (frame ${number})`,
    });
  }

  #checkNeighbour(time: number, address: string, mac: string, who: string, verb: string): void {
    if (mac === '' || isGroup(mac) || this.#records.shared.has(address)) return;
    const tenures = this.#timeline
      .tenures(address)
      .filter(({ begin, end }) => begin <= time && end > time);
    const [tenure, ...more] = tenures;
    if (!tenure || more.length > 0 || tenure.host === who) return;
    const { macs, at } = this.#macsOf(tenure.host, time);
    if (macs.includes(mac)) return;
    const disturbed = this.#timeline.disturbedUntil('neighbour', address, time);
    const since = Math.max(tenure.begin, at, disturbed);
    this.#note('wrong neighbour', time - since);
    if (time - since <= this.#limits.neighbour) return;
    const whose = this.#hostsByMac.get(mac);
    this.#findings.add(`neighbour ${who} ${address} ${mac} ${since}`, time, {
      rule: 'neighbour',
      address,
      text: `${who} ${verb} ${shortIp(address)} ${mac} (${whose ?? 'nobody'}) ${(time - since).toFixed(0)} ms after ${tenure.host} has it and nothing disturbs`,
    });
  }

  /** The hardware addresses of a host at a time, and since when. */
  #macsOf(host: string, time: number): { macs: readonly string[]; at: number } {
    const own = this.#records.hosts.filter((record) => record.host === host && record.at <= time);
    const at = greatest(own.map((record) => record.at));
    return { macs: own.filter((record) => record.at === at).flatMap(({ macs }) => macs), at };
  }

  #noteRequest(time: number, address: string): void {
    if (!this.#waiting.has(address)) this.#waiting.set(address, time);
    this.#asked.set(address, time);
  }

  #noteAnswer(time: number, address: string): void {
    const since = this.#waiting.get(address);
    this.#waiting.delete(address);
    if (since !== undefined) this.#checkOutage(address, { begin: since, end: time });
  }

  #checkOutage(address: string, waited: Span): void {
    const wanted = this.#timeline.wanted(address);
    const { promise, answer } = this.#limits;
    // Nearly all answers come at once.
    const negligible = Math.min(promise, answer, this.#worst['unanswered while held']);
    if (!wanted || waited.end - waited.begin <= negligible) return;
    const span = this.#timeline.undisturbed('outage', address, within(waited, wanted));
    this.#note('unanswered', span.end - span.begin);
    if (span.end - span.begin > this.#limits.promise) {
      this.#findings.add(`outage ${address} ${span.begin}`, span.begin, {
        rule: 'outage',
        address,
        text: `nobody answered for ${shortIp(address)} for ${(span.end - span.begin).toFixed(0)} ms`,
      });
    }
    // Of a shared address, each host answers its part of the clients.
    if (this.#records.shared.has(address)) return;
    for (const tenure of this.#timeline.tenures(address)) {
      const held = within(span, tenure);
      this.#note('unanswered while held', held.end - held.begin);
      if (held.end - held.begin <= this.#limits.answer) continue;
      this.#findings.add(`unanswered ${address} ${held.begin}`, held.begin, {
        rule: 'outage',
        address,
        text: `nobody answered for ${shortIp(address)} for ${(held.end - held.begin).toFixed(0)} ms, although start on ${tenure.host} had returned`,
      });
    }
  }

  #addressOf(text: string | undefined): string | undefined {
    return text !== undefined && this.#counts.has(text) ? text : undefined;
  }

  #count(what: string, address?: string): void {
    this.#seen[what] = (this.#seen[what] ?? 0) + 1;
    if (address !== undefined) this.#counts.set(address, (this.#counts.get(address) ?? 0) + 1);
  }

  #note(what: Worst, time: number): void {
    this.#worst[what] = Math.max(this.#worst[what], time);
  }
}

/** The last answer of each host for one address. */
class AnswerHistory {
  readonly #times = new Map<string, number>();

  note(host: string, time: number): void {
    // The order of a Map is that of insertion: the last one is the last to have answered.
    this.#times.delete(host);
    this.#times.set(host, time);
  }

  last(host: string): number | undefined {
    return this.#times.get(host);
  }

  /** The last other host that has answered after the host. */
  answeredSince(host: string): { host: string; time: number } | undefined {
    const own = this.#times.get(host) ?? Number.NEGATIVE_INFINITY;
    const others = [...this.#times].filter(([name, time]) => name !== host && time >= own);
    const [name, time] = others.at(-1) ?? [];
    return name === undefined || time === undefined ? undefined : { host: name, time };
  }
}

/** The address in whose name the sender speaks, also if it only prepares to: ARP Probe, address detection. */
function sentFor(packet: Packet): string | undefined {
  switch (packet.kind) {
    case 'arp':
      return UNSPECIFIED.includes(packet.sender) ? packet.target : packet.sender;
    case 'advertisement':
      return packet.target;
    case 'solicitation':
      return UNSPECIFIED.includes(packet.source) ? packet.target : packet.source;
    case 'ip':
      return packet.source;
  }
}

/** The hardware address that the packet says is that of the address. */
function claimedMac(packet: Packet): string | undefined {
  if (packet.kind === 'arp') {
    return UNSPECIFIED.includes(packet.sender) ? undefined : packet.senderMac;
  }
  return packet.kind === 'advertisement' ? packet.targetMac : undefined;
}

/** Whether it answers a request, so that its sender has the address now. */
function isAnswer(packet: Packet): boolean {
  switch (packet.kind) {
    case 'arp':
      return packet.isReply && packet.sender !== packet.target && !isGroup(packet.to);
    case 'advertisement':
      return packet.isSolicited;
    case 'ip':
      return packet.what === 'echo reply' || packet.what === 'UDP' || packet.what === 'TCP';
    case 'solicitation':
      return false;
  }
}

/** The address from which the sender expects an answer. */
function askedAbout(packet: Packet): string | undefined {
  switch (packet.kind) {
    case 'arp':
      return packet.isReply || UNSPECIFIED.includes(packet.sender) ? undefined : packet.target;
    case 'solicitation':
      return UNSPECIFIED.includes(packet.source) ? undefined : packet.target;
    case 'ip':
      return packet.what === 'echo request' || packet.what === 'UDP' || packet.what === 'TCP'
        ? packet.destination
        : undefined;
    case 'advertisement':
      return undefined;
  }
}

/** The address to whose host the sender sends, because of an entry of its neighbour table. */
function sentTo(packet: Packet): string | undefined {
  return packet.kind === 'ip' ? packet.destination : undefined;
}

function describe(packet: Packet): string {
  switch (packet.kind) {
    case 'arp': {
      if (packet.isReply)
        return packet.sender === packet.target ? 'a gratuitous ARP reply' : 'an ARP reply';
      if (UNSPECIFIED.includes(packet.sender)) return 'an ARP Probe';
      return packet.sender === packet.target ? 'an ARP Announcement' : 'an ARP request';
    }
    case 'advertisement':
      return packet.isSolicited ? 'a solicited Neighbor Advertisement' : 'a Neighbor Advertisement';
    case 'solicitation':
      return 'a Neighbor Solicitation';
    case 'ip':
      return `${packet.what === 'echo reply' || packet.what === 'echo request' ? 'an' : 'a packet of'} ${packet.what}`;
  }
}

function isGroup(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}
