/** Reads captures: pcap-savefile(5), of tcpdump, and pcapng, of Wireshark. */

import type { Capture, CapturedFrame } from './capture.ts';
import { linkTypeOf } from './link-type.ts';
import { isPcapng, readPcapng } from './pcapng.ts';

const PCAP_MICROSECONDS = 0xa1b2c3d4;
const PCAP_NANOSECONDS = 0xa1b23c4d;
const PCAP_HEADER = 24;
const PCAP_RECORD = 16;
/** MAXIMUM_SNAPLEN of libpcap; a header without a limit has 0. */
const MAX_LENGTH = 262_144;

/**
 * The frames in the order of the file. A record that is not complete ends the capture: its writer may have been killed.
 * @param file its name, for messages. @throws Error
 */
export function readCapture(octets: Uint8Array, file = 'capture'): Capture {
  try {
    return read(octets);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

function read(octets: Uint8Array): Capture {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  if (octets.length < PCAP_HEADER) throw new Error('not a capture: shorter than its header');
  if (isPcapng(view)) return readPcapng(octets, view);
  for (const little of [true, false]) {
    const magic = view.getUint32(0, little);
    if (magic !== PCAP_MICROSECONDS && magic !== PCAP_NANOSECONDS) continue;
    return readPcap(octets, view, little, magic === PCAP_NANOSECONDS ? 1e6 : 1e3);
  }
  throw new Error('not a capture: neither pcap nor pcapng');
}

function readPcap(
  octets: Uint8Array,
  view: DataView,
  little: boolean,
  fractionsInMs: number,
): Capture {
  const linkType = linkTypeOf(view.getUint32(20, little) & 0xffff);
  const limit = Math.max(view.getUint32(16, little), MAX_LENGTH);
  const frames: CapturedFrame[] = [];
  let at = PCAP_HEADER;
  while (at + PCAP_RECORD <= octets.length) {
    const number = frames.length + 1;
    const length = view.getUint32(at + 8, little);
    const fraction = view.getUint32(at + 4, little) / fractionsInMs;
    if (length > limit || fraction >= 1000)
      throw new Error(`frame ${number}: its record is damaged`);
    const start = at + PCAP_RECORD;
    if (start + length > octets.length) break;
    const time = view.getUint32(at, little) * 1000 + fraction;
    frames.push({ number, time, octets: octets.subarray(start, start + length), linkType });
    at = start + length;
  }
  return { frames, isCut: at < octets.length };
}
