/**
 * Reports the times at which OCF agents begin their actions, in all namespaces of the machine: the
 * kernel's time stamps of execve(2), by the process events connector (linux/cn_proc.h).
 * usage: process-watch; must run in the initial namespaces, the only ones that receive these events;
 * runs until it is killed.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { systemClock } from '../../lib/linux/clock.ts';
import { waitReadable } from '../../lib/linux/poll.ts';
import { check } from '../../lib/linux/system-error.ts';
import { encodeNetlink, NLMSG_DONE } from '../../lib/wire/netlink.ts';
import { putU32 } from '../../lib/wire/octets.ts';
import { encodeSockaddrNl } from '../../lib/wire/sockaddr.ts';
import { AF_NETLINK } from '../../lib/wire/socket.ts';
import { realTime } from '../real-time.ts';
import { writeLine } from './lines.ts';

export interface ActionBegun {
  /** `provider/type`. */
  readonly agent: string;
  readonly action: string;
  /** Its pid namespace, as in /proc/PID/ns/pid. */
  readonly namespace: string;
  /** Milliseconds of CLOCK_REALTIME. */
  readonly at: number;
}

const SOCK_DGRAM = 2;
const NETLINK_CONNECTOR = 11;
const CN_IDX_PROC = 1;
const CN_VAL_PROC = 1;
const PROC_CN_MCAST_LISTEN = 1;
const PROC_EVENT_EXEC = 0x2;
const SOL_SOCKET = 1;
const SO_RCVBUFFORCE = 33;
const RECEIVE_BUFFER_OCTETS = 8 << 20;

const ONE_DAY_MS = 86_400_000;

/** nlmsghdr 16, cn_msg 20: idx 4, val 4, seq 4, ack 4, len 2, flags 2; then the data. */
const DATA = 16 + 20;
/** cn_msg.len of a request: a proc_cn_mcast_op, 32 bits. */
const REQUEST_LENGTH = 4;
/** proc_event: what 4, cpu 4, timestamp_ns 8; for an exec: process_pid 4, process_tgid 4. */
const PROC_EVENT_LENGTH = 24;

const AGENT = /\/resource\.d\/([^/]+\/[^/]+)$/;

/** Encodes numbers of 32 bits. */
function encodeU32(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  for (const [at, value] of values.entries()) putU32(bytes, 4 * at, value);
  return bytes;
}

function listen(): number {
  const fd = check('socket', sys_socket(AF_NETLINK, SOCK_DGRAM, NETLINK_CONNECTOR));
  const size = encodeU32(RECEIVE_BUFFER_OCTETS);
  check('SO_RCVBUFFORCE', sys_setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, size));
  const group = encodeSockaddrNl({ portId: 0, groups: CN_IDX_PROC });
  check('bind', sys_bind(fd, group));
  const payload = encodeU32(CN_IDX_PROC, CN_VAL_PROC, 0, 0, REQUEST_LENGTH, PROC_CN_MCAST_LISTEN);
  const message = encodeNetlink({ type: NLMSG_DONE, flags: 0, seq: 0 }, payload);
  const kernel = encodeSockaddrNl({ portId: 0, groups: 0 });
  check('sendto', sys_sendto(fd, message, 0, kernel));
  return fd;
}

/** Returns the agent action that a process runs; undefined if it runs none, or has ended. */
function actionOf(pid: number): Omit<ActionBegun, 'at'> | undefined {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    // The path may follow an interpreter; the last element is empty, after the last NUL.
    const [path = '', action = ''] = words.slice(-3);
    const agent = AGENT.exec(path)?.[1];
    if (agent === undefined) return undefined;
    return { agent, action, namespace: readlinkSync(`/proc/${pid}/ns/pid`) };
  } catch {
    return undefined;
  }
}

const fd = listen();
const buffer = new Uint8Array(4096);
const view = new DataView(buffer.buffer);
writeLine('ready');
for (;;) {
  if (!waitReadable(fd, systemClock.now() + ONE_DAY_MS, systemClock)) continue;
  // ENOBUFS if events were lost.
  const length = check('process events', sys_read(fd, buffer));
  if (length < DATA + PROC_EVENT_LENGTH || view.getUint32(DATA, true) !== PROC_EVENT_EXEC) continue;
  const action = actionOf(view.getInt32(DATA + 20, true));
  if (!action) continue;
  // timestamp_ns is CLOCK_MONOTONIC.
  const age = systemClock.now() - Number(view.getBigUint64(DATA + 8, true)) / 1e6;
  writeLine({ ...action, at: realTime() - age } satisfies ActionBegun);
}
