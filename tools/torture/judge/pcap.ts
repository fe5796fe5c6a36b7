/** Reads captures: pcap-savefile(5), of tcpdump, and pcapng (draft-ietf-opsawg-pcapng), of Wireshark. */

export interface CapturedFrame {
  /** From 1, as Wireshark counts. */
  readonly number: number;
  /** Milliseconds since the epoch, with a fraction. */
  readonly time: number;
  readonly octets: Uint8Array;
  readonly linkType: LinkType;
}

/** LINKTYPE_ETHERNET; LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2 of captures on the interface "any". */
export type LinkType = 'Ethernet' | 'SLL' | 'SLL2';
const LINK_TYPES: ReadonlyMap<number, LinkType> = new Map([
  [1, 'Ethernet'],
  [113, 'SLL'],
  [276, 'SLL2'],
]);

const PCAP_MICROSECONDS = 0xa1b2c3d4;
const PCAP_NANOSECONDS = 0xa1b23c4d;
const PCAP_HEADER = 24;
const PCAP_RECORD = 16;

const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
/** Of a packet before the description of its interface. */
const UNKNOWN = { linkType: 'Ethernet', perSecond: 1e6 } as const;
/** Option if_tsresol: the unit of the time stamps. */
const OPTION_RESOLUTION = 9;

/** A record that is not complete ends the capture: its writer may have been killed. @throws Error */
export function* readCapture(file: Uint8Array): Generator<CapturedFrame> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < PCAP_HEADER) throw new Error('not a capture: shorter than its header');
  if (view.getUint32(0) === SECTION_HEADER) {
    yield* readPcapng(file, view);
    return;
  }
  for (const little of [true, false]) {
    const magic = view.getUint32(0, little);
    if (magic !== PCAP_MICROSECONDS && magic !== PCAP_NANOSECONDS) continue;
    yield* readPcap(file, view, little, magic === PCAP_NANOSECONDS ? 1e6 : 1e3);
    return;
  }
  throw new Error('not a capture: neither pcap nor pcapng');
}

function* readPcap(
  file: Uint8Array,
  view: DataView,
  little: boolean,
  fractionsInMs: number,
): Generator<CapturedFrame> {
  const linkType = linkTypeOf(view.getUint32(20, little) & 0xffff);
  let number = 0;
  for (let at = PCAP_HEADER; at + PCAP_RECORD <= file.length; ) {
    const length = view.getUint32(at + 8, little);
    const start = at + PCAP_RECORD;
    if (start + length > file.length) return;
    const fraction = view.getUint32(at + 4, little) / fractionsInMs;
    const time = view.getUint32(at, little) * 1000 + fraction;
    yield { number: ++number, time, octets: file.subarray(start, start + length), linkType };
    at = start + length;
  }
}

function* readPcapng(file: Uint8Array, view: DataView): Generator<CapturedFrame> {
  let little = true;
  let interfaces: { linkType: LinkType; perSecond: number }[] = [];
  let number = 0;
  for (let at = 0; at + 12 <= file.length; ) {
    const isSection = view.getUint32(at) === SECTION_HEADER;
    if (isSection) {
      little = view.getUint32(at + 8, true) === BYTE_ORDER;
      interfaces = [];
    }
    const type = view.getUint32(at, little);
    const length = view.getUint32(at + 4, little);
    if (length < 12 || at + length > file.length) return;
    if (!isSection && type === INTERFACE_DESCRIPTION) {
      const linkType = linkTypeOf(view.getUint16(at + 8, little));
      const perSecond = resolution(view, at + 16, at + length - 4, little);
      interfaces.push({ linkType, perSecond });
    }
    if (type === ENHANCED_PACKET) {
      const { linkType, perSecond } = interfaces[view.getUint32(at + 8, little)] ?? UNKNOWN;
      const high = view.getUint32(at + 12, little);
      const stamp = BigInt(high) * 2n ** 32n + BigInt(view.getUint32(at + 16, little));
      const seconds = stamp / BigInt(perSecond);
      const rest = Number(stamp % BigInt(perSecond)) / perSecond;
      const captured = view.getUint32(at + 20, little);
      const octets = file.subarray(at + 28, at + 28 + captured);
      const time = Number(seconds) * 1000 + rest * 1000;
      yield { number: ++number, time, octets, linkType };
    }
    at += length;
  }
}

function resolution(view: DataView, begin: number, end: number, little: boolean): number {
  for (let at = begin; at + 4 <= end; ) {
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (code === OPTION_RESOLUTION) {
      const value = view.getUint8(at + 4);
      return value & 0x80 ? 2 ** (value & 0x7f) : 10 ** value;
    }
    if (code === 0) break;
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return 1e6;
}

function linkTypeOf(number: number): LinkType {
  const type = LINK_TYPES.get(number);
  if (type === undefined) throw new Error(`the capture has link type ${number}, not Ethernet`);
  return type;
}
