/** Captures and records for the judge, written by hand. */
import { normalIp } from '../../../../../tools/torture/judge/addresses.ts';
import {
  judge,
  LIMITS,
  type Limits,
  type Verdict,
} from '../../../../../tools/torture/judge/judge.ts';
import { readCapture } from '../../../../../tools/torture/judge/pcap.ts';
import { readRecords } from '../../../../../tools/torture/judge/records.ts';

export const VIP = '192.0.2.10';
export const VIP6 = '2001:db8::10';
export const [A, B, CLIENT] = ['00:00:5e:00:53:01', '00:00:5e:00:53:02', '00:00:5e:00:53:64'];
/** Of no host. */
export const UNKNOWN = '00:00:5e:00:53:77';
const CLIENT_IP = '192.0.2.100';
/** Milliseconds since the epoch. */
export const T0 = 1_700_000_000_000;

export interface Frame {
  /** Milliseconds after T0. */
  readonly at: number;
  readonly octets: readonly number[];
}

const mac = (text: string) => text.split(':').map((pair) => Number.parseInt(pair, 16));
const ip = (text: string) => text.split('.').map(Number);

export function arp(
  from: string,
  to: string,
  operation: 'request' | 'reply',
  sender: string,
  target: string,
  senderMac = from,
): number[] {
  const header = [...mac(to), ...mac(from), 8, 6, 0, 1, 8, 0, 6, 4, 0];
  const code = operation === 'reply' ? 2 : 1;
  return [...header, code, ...mac(senderMac), ...ip(sender), 0, 0, 0, 0, 0, 0, ...ip(target)];
}

export const announcement = (from: string) => arp(from, 'ff:ff:ff:ff:ff:ff', 'request', VIP, VIP);

export function echo(
  from: string,
  to: string,
  type: 'request' | 'reply',
  source: string,
  destination: string,
): number[] {
  const header = [0x45, 0, 0, 28, 0, 0, 0, 0, 64, 1, 0, 0, ...ip(source), ...ip(destination)];
  const code = type === 'request' ? 8 : 0;
  return [...mac(to), ...mac(from), 8, 0, ...header, code, 0, 0, 0, 0, 0, 0, 0];
}

export const ask = (to: string) => echo(CLIENT, to, 'request', CLIENT_IP, VIP);
export const answer = (from: string) => echo(from, CLIENT, 'reply', VIP, CLIENT_IP);
export const askAll = () => arp(CLIENT, 'ff:ff:ff:ff:ff:ff', 'request', CLIENT_IP, VIP);
export const answerArp = (from: string) => arp(from, CLIENT, 'reply', VIP, CLIENT_IP);

/** A packet of the client to the address. @param flags of TCP */
export function tcp(to: string, flags: number): number[] {
  const header = [0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, ...ip(CLIENT_IP), ...ip(VIP)];
  const segment = [...Array.from({ length: 13 }, () => 0), flags, 0, 0, 0, 0, 0, 0];
  return [...mac(to), ...mac(CLIENT), 8, 0, ...header, ...segment];
}

export function udp(to: string): number[] {
  const header = [0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0, ...ip(CLIENT_IP), ...ip(VIP)];
  return [...mac(to), ...mac(CLIENT), 8, 0, ...header, 0, 7, 0, 7, 0, 8, 0, 0];
}

/** Neighbor Solicitation (135) or Advertisement (136), with the link-layer address in its option. */
export function discovery(
  from: string,
  type: 135 | 136,
  source: string,
  target: string,
  linkLayer = from,
): number[] {
  const [flags, option] = type === 135 ? [0, 1] : [0x60, 2];
  const message = [type, 0, 0, 0, flags, 0, 0, 0, ...ip6(target), option, 1, ...mac(linkLayer)];
  const all = [0xff, 2, ...Array.from({ length: 13 }, () => 0), 1];
  const header = [0x60, 0, 0, 0, 0, message.length, 58, 255, ...ip6(source), ...all];
  return [...mac('33:33:00:00:00:01'), ...mac(from), 0x86, 0xdd, ...header, ...message];
}

function ip6(text: string): number[] {
  const digits = normalIp(text).replaceAll(':', '').match(/../g) ?? [];
  return digits.map((pair) => Number.parseInt(pair, 16));
}

export function pcap(frames: readonly Frame[], little = true, nanoseconds = true): Uint8Array {
  const length = 24 + frames.reduce((sum, { octets }) => sum + 16 + octets.length, 0);
  const view = new DataView(new ArrayBuffer(length));
  view.setUint32(0, nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, little);
  view.setUint32(20, 1, little);
  let at = 24;
  for (const { at: time, octets } of frames) {
    const fraction = ((T0 + time) % 1000) * (nanoseconds ? 1e6 : 1e3);
    view.setUint32(at, Math.floor((T0 + time) / 1000), little);
    view.setUint32(at + 4, Math.round(fraction), little);
    view.setUint32(at + 8, octets.length, little);
    view.setUint32(at + 12, octets.length, little);
    new Uint8Array(view.buffer).set(octets, at + 16);
    at += 16 + octets.length;
  }
  return new Uint8Array(view.buffer);
}

export const HOSTS = [
  { kind: 'host', host: 'a', macs: [A] },
  { kind: 'host', host: 'b', macs: [B] },
  { kind: 'host', host: 'client', macs: [CLIENT] },
];

/** @param begin and end in milliseconds after T0 */
export function action(host: string, name: string, begin: number, end?: number, status = 0) {
  const times = end === undefined ? {} : { end: T0 + end, status };
  return { kind: 'action', host, action: name, address: VIP, begin: T0 + begin, ...times };
}

/** A frame at each of several times. @param step milliseconds */
export function every(
  from: number,
  to: number,
  step: number,
  octets: (at: number) => readonly number[],
): Frame[] {
  const count = Math.ceil((to - from) / step);
  return Array.from({ length: count }, (_, at) => from + at * step).map((at) => ({
    at,
    octets: octets(at),
  }));
}

export function verdictOn(
  frames: readonly Frame[],
  records: readonly object[],
  limits: Partial<Limits> = {},
): Verdict {
  const text = [...HOSTS, ...records].map((record) => JSON.stringify(record)).join('\n');
  return judge(readCapture(pcap(frames)).frames, readRecords(text), { ...LIMITS, ...limits });
}

export function rulesOf(verdict: Verdict): string[] {
  return verdict.findings.map(({ rule }) => rule);
}
