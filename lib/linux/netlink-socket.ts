/** A netlink socket for acknowledged requests, dumps and notifications. */
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
import { decodeSockaddrNl, encodeSockaddrNl, SOCKADDR_NL_LENGTH } from '../wire/sockaddr.ts';
import {
  AF_NETLINK,
  MSG_DONTWAIT,
  MSG_TRUNC,
  SO_RCVTIMEO,
  SOCK_CLOEXEC,
  SOCK_RAW,
  SOL_NETLINK,
  SOL_SOCKET,
} from '../wire/socket.ts';
import type { Clock } from './clock.ts';
import { EAGAIN, ENOBUFS, errnoName } from './errno.ts';
import { firstReadable, waitReadable } from './poll.ts';
import { check, isInterrupted, type Operation, SystemError } from './system-error.ts';

/** linux/netlink.h */
const NETLINK_ROUTE = 0;
export const NETLINK_SOCK_DIAG = 4;
const NETLINK_CAP_ACK = 10;
const NETLINK_EXT_ACK = 11;
/** Since kernel 4.20: dumps apply the filter in the request. */
const NETLINK_GET_STRICT_CHK = 12;

/** In octets. A new array costs an instruction for each: a larger one would be a part of the cost of monitor. */
const BUFFER_LENGTH = 4 * 1024;
/** The kernel limits the datagrams of a long dump to the length of the reader's buffer. */
const DUMP_BUFFER_LENGTH = 8 * 1024;
/** The kernel replies during sendto(2): the timeout only ends the wait for a lost reply. */
const REPLY_TIMEOUT_S = 5;
/** In octets. The kernel never makes the datagrams of a dump longer. */
const MAX_BUFFER_LENGTH = 32 * 1024;
const MAX_DUMP_ATTEMPTS = 10;
/** Of one drain: each may be followed by as many notifications as fit into the socket. */
const MAX_OVERRUNS = 100;
/** The pause before a dump is repeated, for each earlier attempt. */
const DUMP_PAUSE_US = 500;

/** Receives one message. The cursor and its buffer are reused: copy data that is kept. */
export type Visit = (message: NetlinkCursor) => void;
/** Returns the entry that a message contains; undefined to skip the message. */
export type Select<T> = (message: NetlinkCursor) => T | undefined;

export class Dump<T> {
  readonly entries: T[];
  /** False if the kernel's table changed during the dump (NLM_F_DUMP_INTR): entries may be missing. */
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
  readonly #kernel = encodeSockaddrNl({ portId: 0, groups: 0 });
  #seq = 0;

  /** @param groups RTMGRP_* bits of the notifications to receive; 0 for a socket for requests */
  constructor(groups = 0, protocol = NETLINK_ROUTE) {
    this.#fd = check(
      'socket AF_NETLINK',
      sys_socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol),
    );
    if (groups !== 0) {
      const address = encodeSockaddrNl({ portId: 0, groups });
      check('bind AF_NETLINK', sys_bind(this.#fd, address));
    } else {
      const on = u32Value(1);
      // Old kernels lack these options: errors are ignored.
      for (const option of [NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK]) {
        sys_setsockopt(this.#fd, SOL_NETLINK, option, on);
      }
      // struct timeval: tv_sec 8, tv_usec 8.
      const timeval = new Uint8Array(16);
      putU32(timeval, 0, REPLY_TIMEOUT_S);
      sys_setsockopt(this.#fd, SOL_SOCKET, SO_RCVTIMEO, timeval);
    }
  }

  /** Sends a request and waits for its acknowledgement; `visit` receives the messages before it. */
  request(operation: Operation, type: number, flags: number, payload: Uint8Array, visit?: Visit) {
    // If the reply did not fit, #receive has enlarged the buffer: repeat the request.
    while (!this.#requestOnce(operation, type, flags, payload, visit)) {}
  }

  /** False if a reply did not fit into the buffer. */
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
          throwOnError(operation, decodeAck(message.flags, message.payload));
          return true;
        }
      }
    }
  }

  /**
   * Requests a dump. Repeats it if it was interrupted, after a pause and with a larger buffer: fewer datagrams are
   * less likely to be interrupted.
   */
  dump<T>(operation: string, type: number, payload: Uint8Array, select: Select<T>): T[] {
    for (let attempt = 0; attempt < MAX_DUMP_ATTEMPTS; attempt++) {
      const dump = this.dumpOnce(operation, type, payload, select);
      if (dump.complete) return dump.entries;
      this.#growBuffer(MAX_BUFFER_LENGTH);
      sys_usleep(attempt * DUMP_PAUSE_US);
    }
    throw new Error(
      `${operation}: ${MAX_DUMP_ATTEMPTS} dumps in a row were interrupted by changes`,
    );
  }

  dumpOnce<T>(operation: string, type: number, payload: Uint8Array, select: Select<T>): Dump<T> {
    const seq = this.#send(operation, type, NLM_F_REQUEST | NLM_F_DUMP, payload);
    const entries: T[] = [];
    let complete = true;
    for (;;) {
      const message = this.#receive(operation);
      if (!message) {
        // The kernel refuses a new dump (EBUSY) until the current one has been read.
        this.drain(() => {});
        return this.dumpOnce(operation, type, payload, select);
      }
      if (2 * message.length > BUFFER_LENGTH) this.#growBuffer(DUMP_BUFFER_LENGTH);
      while (message.advance()) {
        if (message.seq !== seq) continue;
        if (message.flags & NLM_F_DUMP_INTR) complete = false;
        if (message.type === NLMSG_DONE || message.type === NLMSG_ERROR) {
          const decode = message.type === NLMSG_DONE ? decodeDone : decodeAck;
          throwOnError(operation, decode(message.flags, message.payload));
          return new Dump(entries, complete);
        }
        const entry = select(message);
        if (entry !== undefined) entries.push(entry);
      }
    }
  }

  /**
   * Passes the notifications received so far to `visit`, without waiting. False if some were lost: the caller must
   * query the kernel.
   */
  drain(visit: Visit): boolean {
    let complete = true;
    let overruns = 0;
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
      if (length === -ENOBUFS && overruns < MAX_OVERRUNS) {
        overruns++;
        complete = false;
      } else if (!isInterrupted(length)) throw new SystemError('recvfrom AF_NETLINK', -length);
    }
  }

  /** Waits for a notification; false if `deadline` (clock.now()) comes first. */
  wait(deadline: number, clock: Clock): boolean {
    return waitReadable(this.#fd, deadline, clock);
  }

  /**
   * Waits for a notification or for one of the descriptors `others`. Returns whether one of them is readable and no
   * notification has arrived.
   */
  isOtherReadable(others: readonly number[], deadline: number, clock: Clock): boolean {
    const fd = firstReadable([this.#fd, ...others], deadline, clock);
    return fd !== undefined && fd !== this.#fd;
  }

  close(): void {
    sys_close(this.#fd);
  }

  #send(operation: Operation, type: number, flags: number, payload: Uint8Array): number {
    const seq = ++this.#seq;
    const message = encodeNetlink({ type, flags, seq }, payload);
    for (;;) {
      const sent = sys_sendto(this.#fd, message, 0, this.#kernel);
      if (!isInterrupted(sent)) return checkExchange(operation, 'sendto', sent, seq);
    }
  }

  /** Receives the next datagram from the kernel; undefined if it did not fit into the buffer. */
  #receive(operation: Operation): NetlinkCursor | undefined {
    for (;;) {
      let length = this.#receiveInto(0);
      while (isInterrupted(length)) length = this.#receiveInto(0);
      checkExchange(operation, 'recvfrom', length, length);
      // The kernel sends no empty datagram: what it held is lost.
      if (length === 0) throw new Error(`${nameOf(operation)}: the kernel's answer is empty`);
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

  /** Returns the full length of the datagram, which may be more than the buffer (MSG_TRUNC). */
  #receiveInto(flags: number): number {
    return sys_recvfrom(this.#fd, this.#buffer.octets, flags | MSG_TRUNC, this.#sender);
  }

  /** Whether the kernel sent the datagram: other processes can also send to a netlink socket. */
  #fromKernel(): boolean {
    return decodeSockaddrNl(this.#sender).portId === 0;
  }
}

/**
 * Returns `value`, or throws if the system call failed. Not a SystemError: only the kernel's answer says that an
 * address, a link or a route does not exist.
 */
function checkExchange(operation: Operation, call: string, result: number, value: number): number {
  if (result >= 0) return value;
  throw new Error(`${nameOf(operation)}: ${call} AF_NETLINK: ${errnoName(-result)}`);
}

function nameOf(operation: Operation): string {
  return typeof operation === 'string' ? operation : operation();
}

function throwOnError(operation: Operation, ack: NetlinkAck): void {
  if (ack.errno !== 0) throw new SystemError(operation, ack.errno, ack.message);
}
