/** A NETLINK_ROUTE socket: requests with their acknowledgement, dumps, and notifications. */

import {
  decodeAck,
  decodeDone,
  encodeNetlink,
  type NetlinkAck,
  NetlinkCursor,
  NLM_F_ACK,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
} from '../wire/netlink.ts';
import { putU32 } from '../wire/octets.ts';
import { ReceiveBuffer } from '../wire/receive-buffer.ts';
import { u32Value } from '../wire/rtattr.ts';
import {
  AF_NETLINK,
  decodeSockaddrNl,
  encodeSockaddrNl,
  SOCKADDR_NL_LENGTH,
} from '../wire/sockaddr.ts';
import type { Clock } from './clock.ts';
import { EAGAIN, ENOBUFS } from './errno.ts';
import { waitReadable } from './poll.ts';
import { check, isInterrupted, type Operation, SystemError } from './system-error.ts';

const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;
const NETLINK_ROUTE = 0;
const MSG_TRUNC = 0x20;
const MSG_DONTWAIT = 0x40;

const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const SOL_NETLINK = 270;
const NETLINK_CAP_ACK = 10;
const NETLINK_EXT_ACK = 11;
/** Kernel 4.20: dumps honour the filters that their request carries. */
const NETLINK_GET_STRICT_CHK = 12;

/**
 * The kernel fills a datagram of a dump only as far as its reader's buffer goes. A larger buffer saves
 * no time.
 */
const BUFFER_LENGTH = 8 * 1024;
/** The kernel answers while the request is being sent; this only ends a wait that would be for ever. */
const ANSWER_SECONDS = 5;
/** As much as the kernel ever fills of one datagram. */
const LARGE_BUFFER_LENGTH = 32 * 1024;
/** A list that changes under so many dumps in a row, with pauses, is a fault of its own. */
const DUMP_ATTEMPTS = 10;
/** Microseconds, times the number of attempts so far. */
const DUMP_PAUSE = 500;

/** Sees one message. The cursor moves on afterwards: what is to be kept must be copied. */
export type Visit = (message: NetlinkCursor) => void;
/** What to keep of a message; undefined for nothing. */
export type Select<T> = (message: NetlinkCursor) => T | undefined;

/** What a dump listed. */
export class Dump<T> {
  readonly entries: T[];
  /** False when the list changed while it was read: then something may be missing. */
  readonly complete: boolean;

  constructor(entries: T[], complete: boolean) {
    this.entries = entries;
    this.complete = complete;
  }
}

export class NetlinkSocket {
  readonly #fd: number;
  #buffer = new ReceiveBuffer(BUFFER_LENGTH);
  readonly #sender = new Uint8Array(SOCKADDR_NL_LENGTH);
  #seq = 0;

  /** @param groups RTMGRP_* bits of the notifications to receive; 0 for a socket of requests. */
  constructor(groups = 0) {
    this.#fd = check(
      'socket AF_NETLINK',
      sys_socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE),
    );
    if (groups !== 0) {
      const address = encodeSockaddrNl({ portId: 0, groups });
      check('bind AF_NETLINK', sys_bind(this.#fd, address));
    } else {
      // Each of these makes answers better and is not there on old kernels: refusals do not matter.
      for (const option of [NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK]) {
        sys_setsockopt(this.#fd, SOL_NETLINK, option, u32Value(1));
      }
      // struct timeval: tv_sec 8, tv_usec 8.
      const timeval = new Uint8Array(16);
      putU32(timeval, 0, ANSWER_SECONDS);
      sys_setsockopt(this.#fd, SOL_SOCKET, SO_RCVTIMEO, timeval);
    }
  }

  /** Sends one request and waits for its acknowledgement; `visit` sees what comes before it. */
  request(operation: Operation, type: number, flags: number, payload: Uint8Array, visit?: Visit) {
    // Once more for each time that an answer was larger than the buffer, which has grown by then.
    while (!this.#requestOnce(operation, type, flags, payload, visit)) {}
  }

  /** False when an answer did not fit. */
  #requestOnce(
    operation: Operation,
    type: number,
    flags: number,
    payload: Uint8Array,
    visit: Visit | undefined,
  ): boolean {
    const seq = this.#send(operation, type, flags | NLM_F_REQUEST | NLM_F_ACK, payload);
    for (;;) {
      const message = this.#receive(operation);
      if (!message) return false;
      while (message.advance()) {
        if (message.seq !== seq) continue;
        if (message.type !== NLMSG_ERROR) visit?.(message);
        else {
          throwRefusal(operation, decodeAck(message.flags, message.payload));
          return true;
        }
      }
    }
  }

  /**
   * Asks for a list. An answer that the kernel marks as interrupted is asked for again, with pauses
   * in between and a larger buffer: the fewer datagrams it takes, the less can come between them.
   */
  dump<T>(operation: string, type: number, payload: Uint8Array, select: Select<T>): T[] {
    for (let attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
      const dump = this.dumpOnce(operation, type, payload, select);
      if (dump.complete) return dump.entries;
      this.#growBuffer(LARGE_BUFFER_LENGTH);
      sys_usleep(attempt * DUMP_PAUSE);
    }
    throw new Error(`${operation}: the list changed under ${DUMP_ATTEMPTS} dumps in a row`);
  }

  dumpOnce<T>(operation: string, type: number, payload: Uint8Array, select: Select<T>): Dump<T> {
    const seq = this.#send(operation, type, NLM_F_REQUEST | NLM_F_DUMP, payload);
    const entries: T[] = [];
    let complete = true;
    for (;;) {
      const message = this.#receive(operation);
      if (!message) {
        // The kernel begins no dump before the one that did not fit has been read to its end.
        this.drain(() => {});
        return this.dumpOnce(operation, type, payload, select);
      }
      while (message.advance()) {
        if (message.seq !== seq) continue;
        if (message.flags & NLM_F_DUMP_INTR) complete = false;
        if (message.type === NLMSG_DONE || message.type === NLMSG_ERROR) {
          const decode = message.type === NLMSG_DONE ? decodeDone : decodeAck;
          throwRefusal(operation, decode(message.flags, message.payload));
          return new Dump(entries, complete);
        }
        const entry = select(message);
        if (entry !== undefined) entries.push(entry);
      }
    }
  }

  /**
   * Hands over the notifications that have arrived, without waiting.
   * False when the kernel had to drop some: what they said must be asked for.
   */
  drain(visit: Visit): boolean {
    let complete = true;
    for (;;) {
      const length = this.#receiveInto(MSG_DONTWAIT);
      if (length >= 0) {
        if (length > this.#buffer.octets.length) complete = false;
        else if (this.#fromKernel()) {
          const message = new NetlinkCursor(this.#buffer, length);
          while (message.advance()) visit(message);
        }
        continue;
      }
      if (length === -EAGAIN) return complete;
      if (length === -ENOBUFS) complete = false;
      else if (!isInterrupted(length)) throw new SystemError('recvfrom AF_NETLINK', -length);
    }
  }

  /** Waits for a notification; false when `deadline` comes first. */
  wait(deadline: number, clock: Clock): boolean {
    return waitReadable(this.#fd, deadline, clock);
  }

  close(): void {
    sys_close(this.#fd);
  }

  #send(operation: Operation, type: number, flags: number, payload: Uint8Array): number {
    const seq = ++this.#seq;
    const message = encodeNetlink({ type, flags, seq }, payload);
    const kernel = encodeSockaddrNl({ portId: 0, groups: 0 });
    check(operation, sys_sendto(this.#fd, message, 0, kernel));
    return seq;
  }

  /** The messages of the next datagram that the kernel sent; undefined if it did not fit. */
  #receive(operation: Operation): NetlinkCursor | undefined {
    for (;;) {
      let length = this.#receiveInto(0);
      while (isInterrupted(length)) length = this.#receiveInto(0);
      check(operation, length);
      if (length > this.#buffer.octets.length) {
        this.#growBuffer(length);
        return undefined;
      }
      if (this.#fromKernel()) return new NetlinkCursor(this.#buffer, length);
    }
  }

  #growBuffer(length: number): void {
    if (length > this.#buffer.octets.length)
      this.#buffer = new ReceiveBuffer((length + 4095) & ~4095);
  }

  /** The datagram's real length, also where it was longer than the buffer. */
  #receiveInto(flags: number): number {
    return sys_recvfrom(this.#fd, this.#buffer.octets, flags | MSG_TRUNC, this.#sender);
  }

  /** Other processes can write to a netlink socket too. */
  #fromKernel(): boolean {
    return decodeSockaddrNl(this.#sender).portId === 0;
  }
}

function throwRefusal(operation: Operation, ack: NetlinkAck): void {
  if (ack.errno !== 0) throw new SystemError(operation, ack.errno, ack.message);
}
