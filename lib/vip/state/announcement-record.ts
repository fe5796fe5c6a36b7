/**
 * What was announced last, and what was heard: one record for each address on each interface. start makes it, the
 * announcer and monitor change it, stop removes it.
 *
 *   link 3 02:00:00:00:00:01 7                                 linkState at the last announcement
 *   announced 1000.1                                           the first round of it; absent if nothing was sent
 *   peer 192.0.2.1 1000.2 1000.4                               asked, answered; 0: not answered
 *   conflict 02:00:00:00:00:09 2000.1 2009.8 4 reported 2000.2 first heard, last heard, packets, defended
 *
 * Times are CLOCK_MONOTONIC in milliseconds.
 */
import type { Kernel } from '../../linux/kernel.ts';
import { decimalNumber } from '../../wire/characters.ts';
import type { Link } from '../../wire/ifinfomsg.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import { linkState } from '../link/link-state.ts';
import { addressPrefix, namespacePrefix } from './names.ts';

export interface PeerRecord {
  readonly ip: string;
  /** clock.now() of the first question. */
  readonly askedAt: number;
  /** clock.now() of the first answer; 0 without one. */
  readonly answeredAt: number;
}

export interface ConflictRecord {
  readonly hardwareAddress: string;
  /** clock.now() of the first and the last packet. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Number of packets. */
  readonly count: number;
  /** Whether a monitor has reported it. */
  readonly isReported: boolean;
  /** clock.now() of the last announcement because of it (RFC 5227 section 2.4); 0 for none. */
  readonly defendedAt: number;
}

export interface AnnouncementRecord {
  /** See lib/vip/link/link-state.ts. */
  readonly link: string;
  /** clock.now() of the first round of the last announcement; 0 if nothing was sent. */
  readonly announcedAt: number;
  readonly peers: readonly PeerRecord[];
  readonly conflict: ConflictRecord | undefined;
}

const SUFFIX = '.announced';
const RATE_SUFFIX = '.rate';
/** Decimal digits of a 32-bit interface index. */
const MAX_DIGITS = 10;

const LINK = 'link ';
const ANNOUNCED = 'announced';
const PEER = 'peer';
const CONFLICT = 'conflict';
const REPORTED = 'reported';
const UNREPORTED = 'new';

/** Undefined if the address was not announced on the interface, or the record cannot be read. */
export function readAnnouncement(
  kernel: Kernel,
  ip: IpAddress,
  index: number,
): AnnouncementRecord | undefined {
  const text = kernel.records.read(recordName(kernel, ip, index));
  return text === undefined || !text.startsWith(LINK) ? undefined : decode(text);
}

/** Records an announcement; keeps a conflict. @param announcedAt clock.now() of its first round; 0 for none */
export function recordAnnouncement(
  kernel: Kernel,
  ip: IpAddress,
  index: number,
  link: string,
  peers: readonly PeerRecord[],
  announcedAt = 0,
): void {
  kernel.records.update(recordName(kernel, ip, index), (text) =>
    encode({ link, announcedAt, peers, conflict: decode(text).conflict }),
  );
}

/**
 * Changes the recorded conflict. Returns false if there is no record and none can be made.
 * @param link recorded if there is no record yet
 * @param change receives undefined if there is no conflict, and returns undefined to remove it
 */
export function recordConflict(
  kernel: Kernel,
  ip: IpAddress,
  index: number,
  link: string,
  change: (conflict: ConflictRecord | undefined) => ConflictRecord | undefined,
): boolean {
  return kernel.records.update(recordName(kernel, ip, index), (text) => {
    const before = decode(text);
    const conflict = change(before.conflict);
    const { announcedAt, peers } = before;
    return encode({ link: before.link || link, announcedAt, peers, conflict });
  });
}

/** What monitor compares. */
export interface RecordedState {
  /** `none`: the address was not announced on the interface, or the record cannot be read. */
  readonly link: 'none' | 'unchanged' | 'changed';
  readonly hasConflict: boolean;
}

/** Compares the record with the link as it is now. Does not decode the record, because each monitor calls it. */
export function recordedState(kernel: Kernel, ip: IpAddress, link: Link): RecordedState {
  const text = kernel.records.read(recordName(kernel, ip, link.index));
  if (text === undefined || !text.startsWith(LINK)) return { link: 'none', hasConflict: false };
  const isSame = text.startsWith(`${LINK}${linkState(kernel, link)}\n`);
  const hasConflict = text.includes(`\n${CONFLICT} `);
  return { link: isSame ? 'unchanged' : 'changed', hasConflict };
}

/** Removes the record of one interface. */
export function clearAnnouncement(kernel: Kernel, ip: IpAddress, index: number): void {
  forgetAnnouncement(kernel, ip, index);
  clearRates(kernel);
}

/** Removes a record of an address that is not there, before start adds the address. */
export function forgetAnnouncement(kernel: Kernel, ip: IpAddress, index: number): void {
  kernel.records.clear(recordName(kernel, ip, index));
}

/** Removes the records of interfaces that no longer have the address. */
export function clearAnnouncements(
  kernel: Kernel,
  ip: IpAddress,
  isHeldOn: (index: number) => boolean,
): void {
  const prefix = `${addressPrefix(kernel, ip)}-`;
  for (const name of kernel.records.names(prefix)) {
    const index = indexIn(name, prefix, SUFFIX);
    if (index !== undefined && !isHeldOn(index)) kernel.records.clear(name);
  }
  clearRates(kernel);
}

/** The name of the record in which announcers of all addresses share the rate of an interface. */
export function rateRecordName(kernel: Kernel, index: number): string {
  return `${namespacePrefix(kernel)}-${index}${RATE_SUFFIX}`;
}

/**
 * Removes the rates of interfaces without an announced address. Lists the records after their removal: of two stops at
 * the same time, the last one to list finds neither record.
 */
function clearRates(kernel: Kernel): void {
  const prefix = `${namespacePrefix(kernel)}-`;
  const names = kernel.records.names(prefix);
  for (const name of names) {
    const index = indexIn(name, prefix, RATE_SUFFIX);
    const isUsed = names.some((other) => other.endsWith(`-${index}${SUFFIX}`));
    if (index !== undefined && !isUsed) kernel.records.clear(name);
  }
}

function recordName(kernel: Kernel, ip: IpAddress, index: number): string {
  return `${addressPrefix(kernel, ip)}-${index}${SUFFIX}`;
}

/** Reads the name `PREFIX1SUFFIX`; undefined for other files. */
function indexIn(name: string, prefix: string, suffix: string): number | undefined {
  if (!name.endsWith(suffix)) return undefined;
  return decimalNumber(name.slice(prefix.length, -suffix.length), MAX_DIGITS);
}

function encode({ link, announcedAt, peers, conflict }: AnnouncementRecord): string {
  const lines = [`${LINK}${link}`];
  if (announcedAt !== 0) lines.push(`${ANNOUNCED} ${announcedAt}`);
  for (const { ip, askedAt, answeredAt } of peers) {
    lines.push(`${PEER} ${ip} ${askedAt} ${answeredAt}`);
  }
  if (conflict) {
    const { hardwareAddress, firstAt, lastAt, count, isReported, defendedAt } = conflict;
    const reported = isReported ? REPORTED : UNREPORTED;
    const words = [hardwareAddress, firstAt, lastAt, count, reported, defendedAt];
    lines.push(`${CONFLICT} ${words.join(' ')}`);
  }
  return `${lines.join('\n')}\n`;
}

function decode(text: string): AnnouncementRecord {
  let link = '';
  let announcedAt = 0;
  const peers: PeerRecord[] = [];
  let conflict: ConflictRecord | undefined;
  for (const line of text.split('\n')) {
    const [kind = '', first = '', ...rest] = line.split(' ');
    if (line.startsWith(LINK)) link = line.slice(LINK.length);
    if (kind === ANNOUNCED) announcedAt = Number(first) || 0;
    if (kind === PEER) {
      peers.push({ ip: first, askedAt: numberAt(rest, 0), answeredAt: numberAt(rest, 1) });
    }
    if (kind === CONFLICT && numberAt(rest, 2) > 0) {
      conflict = {
        hardwareAddress: first,
        firstAt: numberAt(rest, 0),
        lastAt: numberAt(rest, 1),
        count: numberAt(rest, 2),
        isReported: rest[3] === REPORTED,
        defendedAt: numberAt(rest, 4),
      };
    }
  }
  return { link, announcedAt, peers, conflict };
}

function numberAt(words: readonly string[], at: number): number {
  return Number(words[at] ?? '') || 0;
}
