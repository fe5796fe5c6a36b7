/**
 * Netlink messages (linux/netlink.h, RFC 3549 section 2.2), host byte order:
 *
 *   0  nlmsg_len    4   including this header
 *   4  nlmsg_type   2
 *   6  nlmsg_flags  2
 *   8  nlmsg_seq    4
 *  12  nlmsg_pid    4   port id
 *  16  payload, padded to a multiple of 4
 */
import { readCString } from './c-string.ts';
import { copyOf, getS32, getU32, MalformedMessage, putU16, putU32, wordAt } from './octets.ts';
import type { ReceiveBuffer } from './receive-buffer.ts';
import { findAttribute, NLMSG_ALIGN } from './rtattr.ts';

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

/** Without nlmsg_pid, which is 0 in a request and not needed in a reply. */
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
 * Iterates over the messages of a datagram in place, 32 bits at a time: a dump of thousands of addresses
 * allocates no object per message.
 */
export class NetlinkCursor {
  readonly #octets: Uint8Array;
  /** The receive buffer in units of 32 bits, host byte order. */
  readonly words: Uint32Array;
  /** Length of the datagram in octets. */
  readonly length: number;
  type = 0;
  flags = 0;
  seq = 0;
  /** Offsets in octets: where the payload starts, and the first octet after it. */
  start = 0;
  end = 0;
  /** Offset of the next message. */
  next = 0;

  /** @param length octets of the datagram, which starts at offset 0 of the buffer */
  constructor(buffer: ReceiveBuffer, length: number) {
    this.#octets = buffer.octets;
    this.words = buffer.words;
    this.length = length;
  }

  /** Moves to the next message; returns false after the last one. Throws MalformedMessage. */
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
      throw new MalformedMessage(`nlmsg_len ${length}, but ${left} octets left`);
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

  /** A copy of the payload, which stays valid when the buffer is reused. */
  get payload(): Uint8Array {
    return copyOf(this.#octets.subarray(this.start, this.end));
  }
}

export interface NetlinkAck {
  /** 0 for success, otherwise a positive errno. */
  readonly errno: number;
  /** NLMSGERR_ATTR_MSG of the extended ack, if the kernel sent one. */
  readonly message: string | undefined;
}

/** Decodes struct nlmsgerr and the attributes of NETLINK_EXT_ACK. */
export function decodeAck(flags: number, payload: Uint8Array): NetlinkAck {
  const errno = 0 - getS32(payload, 0);
  if (!(flags & NLM_F_ACK_TLVS) || payload.length < 4 + NLMSG_HDRLEN) {
    return { errno, message: undefined };
  }
  // The request, or with NLM_F_CAPPED its header only, precedes the attributes.
  const echoed = flags & NLM_F_CAPPED ? NLMSG_HDRLEN : getU32(payload, 4);
  if (echoed < NLMSG_HDRLEN || echoed > payload.length - 4) {
    throw new MalformedMessage(
      `nlmsgerr of ${payload.length} octets contains a request of ${echoed}`,
    );
  }
  return { errno, message: extendedAckText(payload.subarray(4 + NLMSG_ALIGN(echoed))) };
}

/** Decodes the payload of NLMSG_DONE: the errno of the dump and the attributes of NETLINK_EXT_ACK. */
export function decodeDone(flags: number, payload: Uint8Array): NetlinkAck {
  if (payload.length < 4) return { errno: 0, message: undefined };
  const errno = 0 - getS32(payload, 0);
  const message = flags & NLM_F_ACK_TLVS ? extendedAckText(payload.subarray(4)) : undefined;
  return { errno, message };
}

function extendedAckText(attributes: Uint8Array): string | undefined {
  const text = findAttribute(attributes, 0, NLMSGERR_ATTR_MSG);
  return text && readCString(text);
}
