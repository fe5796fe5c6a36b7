/** The faults that a system call can have: errors of its manual page, and mutations of netlink answers. */
import { AF_NETLINK } from '../../../lib/wire/socket.ts';
import type { Call } from './injector.ts';

const FILE = ['EACCES', 'EIO', 'ENOMEM'];
const OPEN = [...FILE, 'EMFILE', 'ENFILE', 'ENOSPC', 'EROFS', 'EINTR'];
const SEND = ['ENOBUFS', 'ENOMEM', 'EAGAIN', 'EIO', 'ENETDOWN', 'ENODEV', 'EPERM', 'EINTR'];
const RECEIVE = ['ENOBUFS', 'ENOMEM', 'EAGAIN', 'ENETDOWN', 'EINTR'];
const FORK = ['EAGAIN', 'ENOMEM'];

const ERRORS: Readonly<Record<string, readonly string[]>> = {
  socket: ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EACCES'],
  bind: ['ENOBUFS', 'ENOMEM', 'ENODEV', 'ENETDOWN', 'EADDRINUSE'],
  setsockopt: ['ENOBUFS', 'ENOMEM', 'ENODEV'],
  sendto: SEND,
  sendmsg: SEND,
  recvfrom: RECEIVE,
  recvmsg: RECEIVE,
  ioctl: ['ENODEV', 'EIO'],
  poll: ['ENOMEM', 'EINTR'],
  open: OPEN,
  openat: OPEN,
  close: ['EIO', 'ENOSPC', 'EINTR'],
  read: ['EIO', 'EINTR', 'ENOMEM'],
  pread64: ['EIO', 'EINTR', 'ENOMEM'],
  write: ['EIO', 'ENOSPC', 'EAGAIN', 'EINTR'],
  pwrite64: ['EIO', 'ENOSPC', 'EINTR'],
  lseek: ['EIO'],
  statx: FILE,
  newfstatat: FILE,
  readlink: FILE,
  access: FILE,
  mkdir: [...FILE, 'ENOSPC', 'EROFS'],
  unlink: [...FILE, 'EROFS'],
  getdents64: ['EIO', 'ENOMEM'],
  memfd_create: ['EMFILE', 'ENFILE', 'ENOMEM'],
  flock: ['EAGAIN', 'EINTR', 'ENOLCK', 'EIO'],
  fcntl: ['EAGAIN', 'EACCES', 'ENOLCK', 'EINTR'],
  clone: FORK,
  clone3: FORK,
  fork: FORK,
  vfork: FORK,
  execve: ['EACCES', 'EIO', 'ENOMEM', 'ENOENT'],
  wait4: ['EINTR'],
  chdir: FILE,
  dup2: ['EMFILE', 'EINTR', 'EIO'],
  close_range: ['EMFILE', 'ENOMEM'],
  pidfd_open: ['EMFILE', 'ENFILE', 'ENOMEM'],
  pidfd_send_signal: ['EPERM'],
  setns: ['ENOMEM', 'EPERM'],
  clock_nanosleep: ['EINTR'],
  nanosleep: ['EINTR'],
  brk: ['ENOMEM'],
  mmap: ['ENOMEM'],
  mremap: ['ENOMEM'],
};

/** Errors that last: a full disk, a missing device, no memory. Not EINTR and EAGAIN, on which a caller tries again. */
const LASTING = ['EACCES', 'EIO', 'EMFILE', 'ENETDOWN', 'ENOBUFS', 'ENODEV', 'ENOMEM', 'ENOSPC'];
const ONCE = ['EINTR', 'EAGAIN'];

/** Of another program that the agent runs (nft), only the calls to the kernel's tables get errors. */
const OF_OTHER_PROGRAMS = ['socket', 'sendmsg', 'sendto', 'recvmsg', 'recvfrom', 'bind'];

const NLMSGHDR = 16;

/** The calls of a loop that waits for a program: how many there are depends on the machine. */
const WAITING = ['wait4', 'clock_nanosleep'];
const MAX_WAITING = 3;

export function faultsOf(call: Call): string[] {
  if (WAITING.includes(call.name) && call.number > MAX_WAITING) return [];
  const isOther = call.programs > 1;
  const kills = ['kill-before', 'kill-after'];
  if (call.name === 'exit_group') return ['kill-before'];
  if (isOther && !OF_OTHER_PROGRAMS.includes(call.name)) {
    return call.name === 'execve' ? kills : [];
  }
  return [...kills, ...errorsOf(call.name), ...mutationsOf(call)];
}

function errorsOf(name: string): string[] {
  const errors = ERRORS[name] ?? [];
  const lasting = errors.filter((error) => LASTING.includes(error) && !ONCE.includes(error));
  return [...errors, ...lasting.map((error) => `${error}+`)];
}

function mutationsOf({ name, domain, result }: Call): string[] {
  if ((name !== 'recvfrom' && name !== 'recvmsg') || domain !== AF_NETLINK || result <= 0)
    return [];
  // Not between two messages, where nobody could see that one is missing.
  const lengths = new Set([0, NLMSGHDR / 2, ((result / 2) & ~3) + 4, result - 4]);
  const cuts = [...lengths].filter((length) => length >= 0 && length < result);
  return [...cuts.map((length) => `truncate-${length}`), 'duplicate', 'dump-intr', 'dump-intr+'];
}
