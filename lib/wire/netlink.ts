/**
 * Netlink messages (linux/netlink.h, RFC 3549 section 2.2), host byte order:
 *
 *   0  nlmsg_len    4   header included
 *   4  nlmsg_type   2
 *   6  nlmsg_flags  2
 *   8  nlmsg_seq    4
 *  12  nlmsg_pid    4   port id
 *  16  payload, and padding to a multiple of 4
 */
import { getS32, getU32, putU16, putU32 } from './host-order.ts';
import { MalformedMessage } from './malformed.ts';
import { copyOf, wordAt } from './octets.ts';
import type { ReceiveBuffer } from './receive-buffer.ts';
import { findAttribute, NLMSG_ALIGN, readString } from './rtattr.ts';

export const NLMSG_HDRLEN = 16;

export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;

export const NLM_F_REQUEST = 0x1;
export const NLM_F_ACK = 0x4;
export const NLM_F_DUMP_INTR = 0x10;
export const NLM_F_DUMP = 0x300;
export const NLM_F_REPLACE = 0x100;
export const NLM_F_EXCL = 0x200;
export const NLM_F_CREATE = 0x400;
export const NLM_F_APPEND = 0x800;

const NLM_F_CAPPED = 0x100;
const NLM_F_ACK_TLVS = 0x200;
const NLMSGERR_ATTR_MSG = 1;

/** nlmsg_pid is left out: 0 in a request, and of no use in an answer. */
export interface NetlinkHeader {
  readonly type: number;
  readonly flags: number;
  readonly seq: number;
}

export function encodeNetlink(header: NetlinkHeader, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(NLMSG_ALIGN(NLMSG_HDRLEN + payload.length));
  putU32(bytes, 0, NLMSG_HDRLEN + payload.length);
  putU16(bytes, 4, header.type);
  putU16(bytes, 6, header.flags);
  putU32(bytes, 8, header.seq);
  bytes.set(payload, NLMSG_HDRLEN);
  return bytes;
}

/**
 * Goes through the messages of a datagram. One cursor serves for all of them and reads 32 bits at a
 * time: a list of thousands of addresses makes no objects on its way.
 */
export class NetlinkCursor {
  readonly #octets: Uint8Array;
  /** The buffer that the datagram is in, in units of 32 bits, host byte order. */
  readonly words: Uint32Array;
  /** Octets of the datagram. */
  readonly length: number;
  type = 0;
  flags = 0;
  seq = 0;
  /** Offset of the payload, and of what follows it, in octets. */
  start = 0;
  end = 0;
  /** Offset of the next message. */
  next = 0;

  /** @param length octets of the datagram, which begins where the buffer does */
  constructor(buffer: ReceiveBuffer, length: number) {
    this.#octets = buffer.octets;
    this.words = buffer.words;
    this.length = length;
  }

  /** Moves on to the next message; false after the last. Throws MalformedMessage. */
  advance(): boolean {
    const at = this.next;
    const left = this.length - at;
    if (left <= 0) return false;
    if (left < NLMSG_HDRLEN) {
      throw new MalformedMessage(`netlink header of ${left} octets, ${NLMSG_HDRLEN} needed`);
    }
    const word = at >> 2;
    const length = wordAt(this.words, word);
    if (length < NLMSG_HDRLEN || length > left) {
      throw new MalformedMessage(`nlmsg_len ${length} where ${left} octets are left`);
    }
    const typeAndFlags = wordAt(this.words, word + 1);
    this.type = typeAndFlags & 0xffff;
    this.flags = typeAndFlags >>> 16;
    this.seq = wordAt(this.words, word + 2);
    this.start = at + NLMSG_HDRLEN;
    this.end = at + length;
    this.next = (at + length + 3) & ~3;
    return true;
  }

  /** A copy of the message's payload, which holds when the buffer is used again. */
  get payload(): Uint8Array {
    return copyOf(this.#octets.subarray(this.start, this.end));
  }
}

export interface NetlinkAck {
  /** 0 for success, else a positive errno. */
  readonly errno: number;
  /** The kernel's own words (extended ack), where it has any. */
  readonly message: string | undefined;
}

/** struct nlmsgerr with its extended-ack attributes (NETLINK_EXT_ACK). */
export function decodeAck(flags: number, payload: Uint8Array): NetlinkAck {
  const errno = 0 - getS32(payload, 0);
  if (!(flags & NLM_F_ACK_TLVS) || payload.length < 4 + NLMSG_HDRLEN) {
    return { errno, message: undefined };
  }
  // Unless capped, the whole request stands between the error and the attributes.
  const echoed = flags & NLM_F_CAPPED ? NLMSG_HDRLEN : getU32(payload, 4);
  if (echoed < NLMSG_HDRLEN || echoed > payload.length - 4) {
    throw new MalformedMessage(`nlmsgerr of ${payload.length} octets echoes ${echoed}`);
  }
  return { errno, message: extendedAckText(payload.subarray(4 + NLMSG_ALIGN(echoed))) };
}

/** The end of a dump carries an errno of its own. */
export function decodeDone(flags: number, payload: Uint8Array): NetlinkAck {
  if (payload.length < 4) return { errno: 0, message: undefined };
  const errno = 0 - getS32(payload, 0);
  const message = flags & NLM_F_ACK_TLVS ? extendedAckText(payload.subarray(4)) : undefined;
  return { errno, message };
}

function extendedAckText(attributes: Uint8Array): string | undefined {
  const text = findAttribute(attributes, 0, NLMSGERR_ATTR_MSG);
  return text && readString(text);
}
