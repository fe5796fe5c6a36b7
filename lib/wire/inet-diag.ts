/**
 * TCP sockets in NETLINK_SOCK_DIAG (sock_diag(7), linux/inet_diag.h). Host byte order, but ports and addresses in
 * network byte order. A request is struct inet_diag_req_v2:
 *
 *   0  sdiag_family    1
 *   1  sdiag_protocol  1
 *   2  idiag_ext       1   additional attributes of the reply: none
 *   3  pad             1
 *   4  idiag_states    4   a bit for each state to list
 *   8  id             48   which socket; not used by a dump
 *  56  attributes
 *
 * A reply is struct inet_diag_msg:
 *
 *   0  idiag_family    1
 *   1  idiag_state     1
 *   2  idiag_timer     1
 *   3  idiag_retrans   1
 *   4  id             48
 *  52  idiag_expires, idiag_rqueue, idiag_wqueue, idiag_uid, idiag_inode: 4 each
 *  72  attributes
 *
 * id is struct inet_diag_sockid:
 *
 *   0  idiag_sport     2
 *   2  idiag_dport     2
 *   4  idiag_src      16   an IPv4 address in the first 4 octets
 *  20  idiag_dst      16
 *  36  idiag_if        4   the interface that the socket is bound to; 0: none
 *  40  idiag_cookie    8   identifies the socket, so that a new one with the same id is not mistaken for it
 */
import { type IpAddress, isIpv4Mapped, sameBytes } from './ip-address.ts';
import { copyOf, getU32, MalformedMessage, octetAt, putOctet, putU16, putU32 } from './octets.ts';
import { encodeAttributes } from './rtattr.ts';
import { AF_INET, AF_INET6 } from './socket.ts';

/** Message types (linux/sock_diag.h). */
export const SOCK_DIAG_BY_FAMILY = 20;
export const SOCK_DESTROY = 21;

const IPPROTO_TCP = 6;

/** States (net/tcp_states.h), whose bits are in idiag_states. */
const TCP_TIME_WAIT = 6;
const TCP_CLOSE = 7;
const TCP_LISTEN = 10;
const TCP_MAX_STATES = 13;
const CONNECTED_STATES =
  ((1 << TCP_MAX_STATES) - 2) & ~(1 << TCP_TIME_WAIT) & ~(1 << TCP_CLOSE) & ~(1 << TCP_LISTEN);

/** idiag_timer of a socket that is only the remains of a connection: TIME_WAIT, or an orphan in FIN_WAIT2. */
const TIMER_TIME_WAIT = 3;

const REQUEST_LENGTH = 56;
const REPLY_LENGTH = 72;
const REQUEST_ID = 8;
const REPLY_ID = 4;
const ID_LENGTH = 48;
const ID_SOURCE = 4;
const ID_DESTINATION = 20;
const ID_INTERFACE = 36;

const INET_DIAG_REQ_BYTECODE = 1;
/** struct inet_diag_bc_op: code 1, yes 1, no 2; `yes` and `no` are the lengths of the jumps. */
const INET_DIAG_BC_JMP = 1;
const INET_DIAG_BC_S_COND = 7;
const INET_DIAG_BC_D_COND = 8;
const OPERATION_LENGTH = 4;
/** struct inet_diag_hostcond: family 1, prefix_len 1, unused 2, port 4, the address. */
const CONDITION_LENGTH = 8;
const ANY_PORT = 0xffffffff;

/** Which end of a connection has the address: this host's, or any of the two. */
export type End = 'local' | 'any';

/** A socket that is one end of a TCP connection. */
export interface Connection {
  readonly family: number;
  /** struct inet_diag_sockid. */
  readonly id: Uint8Array;
}

/**
 * The request for a dump of the connections of `ip` among the sockets of one family. IPv6 sockets also have
 * connections of IPv4 addresses (IPv4-mapped): for the kernel, a condition on an IPv4 address holds for these too.
 */
export function encodeConnectionsFilter(family: number, ip: IpAddress, end: End): Uint8Array {
  const program = encodeAttributes([
    { type: INET_DIAG_REQ_BYTECODE, value: end === 'local' ? isSource(ip) : isEither(ip) },
  ]);
  const bytes = new Uint8Array(REQUEST_LENGTH + program.length);
  putOctet(bytes, 0, family);
  putOctet(bytes, 1, IPPROTO_TCP);
  putU32(bytes, 4, CONNECTED_STATES);
  bytes.set(program, REQUEST_LENGTH);
  return bytes;
}

/** The request to destroy a socket. */
export function encodeConnection({ family, id }: Connection): Uint8Array {
  const bytes = new Uint8Array(REQUEST_LENGTH);
  putOctet(bytes, 0, family);
  putOctet(bytes, 1, IPPROTO_TCP);
  putU32(bytes, 4, CONNECTED_STATES);
  bytes.set(id, REQUEST_ID);
  return bytes;
}

/** Undefined for the remains of a connection. Old kernels refuse to destroy them. */
export function decodeConnection(bytes: Uint8Array): Connection | undefined {
  if (bytes.length < REPLY_LENGTH) {
    throw new MalformedMessage(`inet_diag_msg of ${bytes.length} octets, ${REPLY_LENGTH} needed`);
  }
  if (octetAt(bytes, 2) === TIMER_TIME_WAIT) return undefined;
  const id = copyOf(bytes.subarray(REPLY_ID, REPLY_ID + ID_LENGTH));
  return { family: octetAt(bytes, 0), id };
}

/** Whether the connection is of `ip`. */
export function isConnectionOf(connection: Connection, ip: IpAddress, end: End): boolean {
  if (sameBytes(addressAt(connection, ID_SOURCE), ip.bytes)) return true;
  return end === 'any' && sameBytes(addressAt(connection, ID_DESTINATION), ip.bytes);
}

/** The interface index that the socket is bound to, as it is for a link-local address; 0: none. */
export function boundInterface(connection: Connection): number {
  return getU32(connection.id, ID_INTERFACE);
}

/** An IPv4-mapped address as the IPv4 address. */
function addressAt({ family, id }: Connection, at: number): Uint8Array {
  if (family !== AF_INET6) return id.subarray(at, at + 4);
  const bytes = id.subarray(at, at + 16);
  return isIpv4Mapped({ family: 'inet6', bytes, text: '' }) ? bytes.subarray(12) : bytes;
}

/**
 * The kernel accepts a socket if a jump ends exactly at the end of the program, and refuses it if the jump ends
 * one operation behind the end.
 */
function isSource(ip: IpAddress): Uint8Array {
  const length = OPERATION_LENGTH + CONDITION_LENGTH + ip.bytes.length;
  const program = new Uint8Array(length);
  putCondition(program, 0, INET_DIAG_BC_S_COND, ip);
  return program;
}

/** If the source is `ip`, jumps over the condition on the destination. */
function isEither(ip: IpAddress): Uint8Array {
  const length = OPERATION_LENGTH + CONDITION_LENGTH + ip.bytes.length;
  const program = new Uint8Array(2 * length + OPERATION_LENGTH);
  putCondition(program, 0, INET_DIAG_BC_S_COND, ip);
  putOperation(program, length, INET_DIAG_BC_JMP, OPERATION_LENGTH, OPERATION_LENGTH + length);
  putCondition(program, length + OPERATION_LENGTH, INET_DIAG_BC_D_COND, ip);
  return program;
}

/** Goes on behind the condition if it holds, otherwise one operation further. */
function putCondition(program: Uint8Array, at: number, code: number, ip: IpAddress): void {
  const length = OPERATION_LENGTH + CONDITION_LENGTH + ip.bytes.length;
  putOperation(program, at, code, length, length + OPERATION_LENGTH);
  putOctet(program, at + 4, ip.family === 'inet' ? AF_INET : AF_INET6);
  putOctet(program, at + 5, ip.bytes.length * 8);
  putU32(program, at + 8, ANY_PORT);
  program.set(ip.bytes, at + OPERATION_LENGTH + CONDITION_LENGTH);
}

function putOperation(
  program: Uint8Array,
  at: number,
  code: number,
  yes: number,
  no: number,
): void {
  putOctet(program, at, code);
  putOctet(program, at + 1, yes);
  putU16(program, at + 2, no);
}
