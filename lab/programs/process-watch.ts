/**
 * Reports when an OCF agent begins an action, anywhere on the machine, by the kernel's own time stamps
 * of exec(2) (its process event connector, linux/cn_proc.h).
 * usage: process-watch; to be started in the machine's own namespaces, which alone get these events;
 * ends with whoever started it.
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
import { sayLine } from './lines.ts';

export interface ActionBegun {
  /** `provider/type`. */
  readonly agent: string;
  readonly action: string;
  /** The pid namespace in which it runs, as /proc names it. */
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
const RECEIVE_BUFFER = 8 << 20;

const A_DAY = 86_400_000;

/** nlmsghdr 16, cn_msg 20: idx 4, val 4, seq 4, ack 4, len 2, flags 2; then the data. */
const DATA = 16 + 20;
/** Of a request, len: its data is one number of 32 bits. */
const CN_MSG_DATA = 4;
/** proc_event: what 4, cpu 4, timestamp_ns 8, of an exec: process_pid 4, process_tgid 4. */
const PROC_EVENT_LENGTH = 24;

const AGENT = /\/resource\.d\/([^/]+\/[^/]+)$/;

/** Of 32 bits each. */
function numbers(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  for (const [at, value] of values.entries()) putU32(bytes, 4 * at, value);
  return bytes;
}

function listen(): number {
  const fd = check('socket', sys_socket(AF_NETLINK, SOCK_DGRAM, NETLINK_CONNECTOR));
  const size = numbers(RECEIVE_BUFFER);
  check('SO_RCVBUFFORCE', sys_setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, size));
  const group = encodeSockaddrNl({ portId: 0, groups: CN_IDX_PROC });
  check('bind', sys_bind(fd, group));
  const payload = numbers(CN_IDX_PROC, CN_VAL_PROC, 0, 0, CN_MSG_DATA, PROC_CN_MCAST_LISTEN);
  const message = encodeNetlink({ type: NLMSG_DONE, flags: 0, seq: 0 }, payload);
  const kernel = encodeSockaddrNl({ portId: 0, groups: 0 });
  check('sendto', sys_sendto(fd, message, 0, kernel));
  return fd;
}

/** What a process runs, if it is an agent's action and has not ended yet. */
function actionOf(pid: number): Omit<ActionBegun, 'at'> | undefined {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    // An interpreter may come first, and what follows the last word is empty.
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
sayLine('ready');
for (;;) {
  if (!waitReadable(fd, systemClock.now() + A_DAY, systemClock)) continue;
  // ENOBUFS where events were lost.
  const length = check('process events', sys_read(fd, buffer));
  if (length < DATA + PROC_EVENT_LENGTH || view.getUint32(DATA, true) !== PROC_EVENT_EXEC) continue;
  const action = actionOf(view.getInt32(DATA + 20, true));
  if (!action) continue;
  // The kernel stamps with CLOCK_MONOTONIC.
  const age = systemClock.now() - Number(view.getBigUint64(DATA + 8, true)) / 1e6;
  sayLine({ ...action, at: realTime() - age } satisfies ActionBegun);
}
