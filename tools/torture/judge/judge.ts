/**
 * Compares what was on the wire with what the actions have promised. Knows neither the agent nor its code: only
 * frames, the times of actions, and the rules below.
 */
import { isGroup, shortIp } from './addresses.ts';
import { type Answer, AnswerHistory } from './answer-history.ts';
import type { CapturedFrame } from './capture.ts';
import { greatest, least } from './extremes.ts';
import { type Finding, Findings, iso } from './findings.ts';
import { Hosts } from './hosts.ts';
import {
  askedAbout,
  claimedMac,
  describe,
  isAnswer,
  isProbe,
  sentTo,
  speaksFor,
} from './meaning.ts';
import { type Packet, parsePacket } from './packet.ts';
import { longestUnanswered, type Question, Questions, type Unanswered } from './questions.ts';
import type { Records } from './records.ts';
import { isIn, type Span, within } from './span.ts';
import { Timeline } from './timeline.ts';

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

/** A frame for an address. */
interface Sent {
  readonly frame: CapturedFrame;
  readonly packet: Packet;
  readonly address: string;
  /** Undefined: no host has its hardware address. */
  readonly sender: string | undefined;
}

/** Between the capture and the actions: more means that the clocks or the units differ. */
const MAX_DISTANCE_MS = 600_000;

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
  readonly #hosts: Hosts;
  /** By address: its frames, and requests to it. */
  readonly #counts: Map<string, number>;
  readonly #findings = new Findings();
  readonly #answers = new Map<string, AnswerHistory>();
  readonly #questions = new Map<string, Questions>();
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
    this.#hosts = new Hosts(records.hosts, records.downs);
    this.#counts = new Map(this.#timeline.addresses.map((address) => [address, 0]));
  }

  see(frame: CapturedFrame): void {
    const { time } = frame;
    this.#count('frames');
    this.#first = Math.min(this.#first, time);
    this.#last = Math.max(this.#last, time);
    const packet = parsePacket(frame.octets, frame.linkType);
    if (!packet) return;
    const sender = this.#hosts.of(packet.from, time);
    const address = speaksFor(packet).find((one) => this.#counts.has(one));
    if (address !== undefined) this.#seeSent({ frame, packet, address, sender });
    const asked = this.#addressOf(askedAbout(packet));
    if (asked !== undefined && asked !== address) this.#seeQuestion(packet, asked, sender, time);
    const to = this.#addressOf(sentTo(packet));
    if (to !== undefined) {
      this.#count('packets to an address', to);
      this.#checkNeighbour(time, to, packet.to, sender ?? packet.from, 'sends to');
    }
  }

  verdict(): Verdict {
    this.#checkTimes();
    this.#checkCoverage();
    for (const [address, { waiting }] of this.#questions) this.#checkOutage(address, waiting);
    for (const { address, mac, host, at } of this.#records.samples) {
      if (this.#counts.has(address)) {
        this.#checkNeighbour(at, address, mac, host, 'has in its neighbour table');
      }
    }
    const { actions } = this.#records;
    const stops = actions.filter(({ action }) => action === 'stop').length;
    const seen = { actions: actions.length, stops, ...this.#seen };
    return { findings: this.#findings.all(), seen, worst: this.#worst, notes: this.#notes() };
  }

  #notes(): string[] {
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
    const { drift } = this.#records.clock;
    if (drift > 1) {
      notes.push(
        `the clocks have drifted by ${drift.toFixed(1)} ms: near there, the tolerance is longer`,
      );
    }
    return notes;
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

  #seeSent(sent: Sent): void {
    const { frame, packet, address, sender } = sent;
    this.#count('frames for an address', address);
    this.#checkLate(sent);
    this.#checkImpostor(sent);
    if (this.#records.shared.has(address)) {
      if (isAnswer(packet, address) && sender !== undefined) this.#noteAnswer(address);
      return;
    }
    this.#checkStranger(sent);
    if (!isAnswer(packet, address) || sender === undefined) return;
    const history = this.#historyOf(address);
    const answer = { host: sender, time: frame.time };
    this.#checkOwners(sent, answer, history);
    this.#noteAnswer(address);
  }

  #seeQuestion(packet: Packet, address: string, sender: string | undefined, time: number): void {
    this.#count('requests', address);
    // By ARP and Neighbor Discovery, all hosts are asked.
    if (packet.kind !== 'ip') this.#historyOf(address).ask(packet.from);
    // Its host does not answer itself: it asks whether somebody else has it.
    if (sender !== undefined && this.#timeline.mayHave(sender, address, time)) return;
    const questions = this.#questions.get(address) ?? new Questions();
    this.#questions.set(address, questions);
    questions.ask({ time, from: sender ?? packet.from });
  }

  #checkLate({ frame: { time, number }, packet, address, sender }: Sent): void {
    // The host whose hardware address the frame claims to be that of the address.
    const claimant = this.#hosts.of(claimedMac(packet, address) ?? '', time);
    for (const { host, begin, end, after } of this.#timeline.silences(address)) {
      if (host !== sender && host !== claimant) continue;
      if (time <= begin || time >= end) continue;
      const late = time - begin;
      const { clock } = this.#records;
      if (late < this.#limits.tolerance + Math.max(clock.driftNear(time), clock.driftNear(begin))) {
        this.#onTheirWay++;
        continue;
      }
      const what = describe(packet);
      this.#findings.add(`late ${host} ${address} ${begin} ${what}`, time, {
        rule: 'late',
        address,
        text: `${host} sent ${what} for ${shortIp(address)} ${late.toFixed(3)} ms after ${after} (frame ${number})`,
      });
    }
  }

  #checkImpostor({ frame: { time, number }, packet, address, sender }: Sent): void {
    const mac = claimedMac(packet, address);
    if (mac === undefined || sender === undefined || this.#records.shared.has(address)) return;
    if (this.#hosts.has(sender, mac, time, this.#limits.neighbour)) return;
    this.#findings.add(`impostor ${sender} ${address} ${mac}`, time, {
      rule: 'impostor',
      address,
      text: `${sender} sent ${describe(packet)} that says ${shortIp(address)} is at ${mac}, which is not its own hardware address (frame ${number})`,
    });
  }

  /** A host that was never told to have the address, or is none of the records. */
  #checkStranger({ frame: { time, number }, packet, address, sender }: Sent): void {
    const now = { begin: time, end: time };
    if (this.#timeline.isDisturbed('two-owners', address, now)) return;
    const what = describe(packet);
    if (sender !== undefined) {
      if (!this.#timeline.isStranger(sender, address) || isProbe(packet)) return;
      this.#findings.add(`stranger ${sender} ${address} ${what}`, time, {
        rule: 'two-owners',
        address,
        text: `${sender} sent ${what} for ${shortIp(address)}, but has never started it (frame ${number})`,
      });
      return;
    }
    const holder = this.#timeline.tenures(address).find((tenure) => isIn(time, tenure));
    if (!holder || !isAnswer(packet, address)) return;
    this.#findings.add(`stranger ${packet.from} ${address}`, time, {
      rule: 'two-owners',
      address,
      text: `${packet.from}, which is of no host, sent ${what} for ${shortIp(address)}, although ${holder.host} has it (frame ${number})`,
    });
  }

  #checkOwners({ frame, packet, address }: Sent, answer: Answer, history: AnswerHistory): void {
    const { host, time } = answer;
    const other = history.answeredSince(host);
    const own = history.last(host);
    history.note(host, time);
    const rival = packet.kind !== 'ip' ? history.answerTo(packet.to, answer) : undefined;
    const name = (one: string) => [host, one].toSorted().join(' and ');
    if (rival && !this.#hasMoved(address, [host, rival.host], { begin: rival.time, end: time })) {
      const distance = (time - rival.time).toFixed(1);
      this.#findings.add(`two ${address} ${name(rival.host)}`, time, {
        rule: 'two-owners',
        address,
        text: `${name(rival.host)} both answer one question for ${shortIp(address)}: ${host} ${distance} ms after ${rival.host} (frame ${frame.number})`,
      });
      return;
    }
    if (!other || own === undefined) return;
    if (this.#hasMoved(address, [host], { begin: own, end: time })) return;
    this.#findings.add(`two ${address} ${name(other.host)}`, time, {
      rule: 'two-owners',
      address,
      text: `${name(other.host)} both answer for ${shortIp(address)}: ${host}, ${other.host} after ${(other.time - own).toFixed(1)} ms, ${host} after ${(time - own).toFixed(1)} ms (frame ${frame.number})`,
    });
  }

  /** Whether one of the hosts may have got the address meanwhile, or the rule is suspended. */
  #hasMoved(address: string, hosts: readonly string[], span: Span): boolean {
    return (
      hosts.some((host) => this.#timeline.hasBegunToStart(host, address, span)) ||
      this.#timeline.isDisturbed('two-owners', address, span)
    );
  }

  #checkNeighbour(time: number, address: string, mac: string, who: string, verb: string): void {
    if (mac === '' || isGroup(mac) || this.#records.shared.has(address)) return;
    const [tenure, ...more] = this.#timeline.tenures(address).filter((one) => isIn(time, one));
    if (!tenure || more.length > 0 || tenure.host === who) return;
    const { macs, at } = this.#hosts.macsOf(tenure.host, time);
    if (macs.includes(mac)) return;
    const whose = this.#hosts.of(mac, time);
    // Of two hosts that have the address, as after a stop that failed, none is the wrong one.
    if (whose !== undefined && whose !== tenure.host) {
      if (this.#timeline.mayHave(whose, address, time)) return;
    }
    const disturbed = this.#timeline.disturbedUntil('neighbour', address, time);
    const since = Math.max(tenure.begin, at, disturbed);
    this.#note('wrong neighbour', time - since);
    if (time - since <= this.#limits.neighbour) return;
    this.#findings.add(`neighbour ${who} ${address} ${mac} ${since}`, time, {
      rule: 'neighbour',
      address,
      text: `${who} ${verb} ${shortIp(address)} ${mac} (${whose ?? 'nobody'}) ${(time - since).toFixed(0)} ms after ${tenure.host} has it and nothing disturbs`,
    });
  }

  #noteAnswer(address: string): void {
    this.#count('answers');
    const questions = this.#questions.get(address);
    if (questions) this.#checkOutage(address, questions.answered());
  }

  #checkOutage(address: string, questions: readonly Question[]): void {
    const { promise, answer } = this.#limits;
    const span = { begin: questions.at(0)?.time ?? 0, end: questions.at(-1)?.time ?? 0 };
    // Nearly all answers come at once.
    const negligible = Math.min(promise, answer, this.#worst['unanswered while held']);
    if (span.end - span.begin <= negligible) return;
    const parts = this.#timeline.undisturbed('outage', address, span);
    const longest = (time: Span | undefined) =>
      time &&
      longestUnanswered(
        questions,
        parts.map((part) => within(part, time)),
      );
    this.#checkUnanswered('unanswered', address, longest(this.#timeline.wanted(address)), promise);
    // Of a shared address, each host answers its part of the clients.
    if (this.#records.shared.has(address)) return;
    for (const tenure of this.#timeline.tenures(address)) {
      const although = `, although start on ${tenure.host} had returned`;
      const held = longest(tenure);
      this.#checkUnanswered('unanswered while held', address, held, answer, although);
    }
  }

  #checkUnanswered(
    worst: Worst,
    address: string,
    unanswered: Unanswered | undefined,
    limit: number,
    although = '',
  ): void {
    if (!unanswered) return;
    const { begin, end, questions } = unanswered;
    this.#note(worst, end - begin);
    if (end - begin <= limit) return;
    this.#findings.add(`${worst} ${address} ${begin}`, begin, {
      rule: 'outage',
      address,
      text: `nobody answered for ${shortIp(address)} for ${(end - begin).toFixed(0)} ms${although} (${questions})`,
    });
  }

  #historyOf(address: string): AnswerHistory {
    const history = this.#answers.get(address) ?? new AnswerHistory();
    this.#answers.set(address, history);
    return history;
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
