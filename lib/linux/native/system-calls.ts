/**
 * The functions of system-calls.c. tools/native/render-system-calls.ts generates the C prototypes, the TypeScript
 * declarations and the compiler's manifest from this table.
 *
 * Each function is the system call or the C library function of the same name, and returns its result or the
 * negative errno. `bytes` is a Uint8Array, in C a pointer and a length; paths and texts are C strings.
 */
export type ParameterType = 'i32' | 'u32' | 'bytes';
export type ResultType = 'i32' | 'u32' | 'f64' | 'void';

export interface SystemCall {
  readonly parameters: Readonly<Record<string, ParameterType>>;
  readonly returns: ResultType;
}

export const SYSTEM_CALLS: Readonly<Record<string, SystemCall>> = {
  // Sockets
  socket: { parameters: { domain: 'i32', type: 'i32', protocol: 'i32' }, returns: 'i32' },
  bind: { parameters: { fd: 'i32', address: 'bytes' }, returns: 'i32' },
  setsockopt: {
    parameters: { fd: 'i32', level: 'i32', option: 'i32', value: 'bytes' },
    returns: 'i32',
  },
  /** setsockopt(2) with SO_ATTACH_FILTER. `program`: an array of struct sock_filter. */
  attach_filter: { parameters: { fd: 'i32', program: 'bytes' }, returns: 'i32' },
  sendto: {
    parameters: { fd: 'i32', data: 'bytes', flags: 'i32', address: 'bytes' },
    returns: 'i32',
  },
  /** Fills `address`, and truncates it to its length. */
  recvfrom: {
    parameters: { fd: 'i32', data: 'bytes', flags: 'i32', address: 'bytes' },
    returns: 'i32',
  },
  ioctl: { parameters: { fd: 'i32', request: 'u32', data: 'bytes' }, returns: 'i32' },
  /** `pollfds`: an array of struct pollfd; `timeout` in milliseconds. */
  poll: { parameters: { pollfds: 'bytes', timeout: 'i32' }, returns: 'i32' },

  // Files
  open: { parameters: { path: 'bytes', flags: 'i32', mode: 'u32' }, returns: 'i32' },
  /** Returns O_NOFOLLOW, which differs between architectures. */
  o_nofollow: { parameters: {}, returns: 'i32' },
  close: { parameters: { fd: 'i32' }, returns: 'i32' },
  read: { parameters: { fd: 'i32', data: 'bytes' }, returns: 'i32' },
  write: { parameters: { fd: 'i32', data: 'bytes' }, returns: 'i32' },
  /** `offset` in octets. */
  pread: { parameters: { fd: 'i32', data: 'bytes', offset: 'u32' }, returns: 'i32' },
  pwrite: { parameters: { fd: 'i32', data: 'bytes', offset: 'u32' }, returns: 'i32' },
  statx: {
    parameters: { fd: 'i32', path: 'bytes', flags: 'i32', mask: 'u32', status: 'bytes' },
    returns: 'i32',
  },
  mkdir: { parameters: { path: 'bytes', mode: 'u32' }, returns: 'i32' },
  unlink: { parameters: { path: 'bytes' }, returns: 'i32' },
  readlink: { parameters: { path: 'bytes', target: 'bytes' }, returns: 'i32' },
  access: { parameters: { path: 'bytes', mode: 'i32' }, returns: 'i32' },
  getdents64: { parameters: { fd: 'i32', entries: 'bytes' }, returns: 'i32' },
  memfd_create: { parameters: { name: 'bytes', flags: 'u32' }, returns: 'i32' },
  isatty: { parameters: { fd: 'i32' }, returns: 'i32' },

  // Locks
  flock: { parameters: { fd: 'i32', operation: 'i32' }, returns: 'i32' },
  /** fcntl(2) with a struct flock. */
  fcntl_lock: { parameters: { fd: 'i32', command: 'i32', lock: 'bytes' }, returns: 'i32' },

  // Processes
  fork: { parameters: {}, returns: 'i32' },
  setsid: { parameters: {}, returns: 'i32' },
  chdir: { parameters: { path: 'bytes' }, returns: 'i32' },
  /** fcntl(2) with F_SETFD: FD_CLOEXEC or 0. */
  fcntl_setfd: { parameters: { fd: 'i32', flags: 'i32' }, returns: 'i32' },
  dup2: { parameters: { from: 'i32', to: 'i32' }, returns: 'i32' },
  close_range: { parameters: { first: 'u32', last: 'u32' }, returns: 'i32' },
  /** `args` and `environment`: consecutive C strings, at most 64 each. */
  execve: { parameters: { path: 'bytes', args: 'bytes', environment: 'bytes' }, returns: 'i32' },
  /** `status`: an int in host byte order. */
  waitpid: { parameters: { pid: 'i32', status: 'bytes', options: 'i32' }, returns: 'i32' },
  kill: { parameters: { pid: 'i32', signal: 'i32' }, returns: 'i32' },
  /** signal(2) with SIG_IGN for 1, SIG_DFL for 0. */
  signal: { parameters: { signal: 'i32', isIgnored: 'i32' }, returns: 'i32' },
  /** prctl(2) with PR_SET_NAME: sets /proc/PID/comm, at most 15 octets. */
  prctl_set_name: { parameters: { name: 'bytes' }, returns: 'i32' },
  pidfd_open: { parameters: { pid: 'i32' }, returns: 'i32' },
  pidfd_send_signal: { parameters: { pidfd: 'i32', signal: 'i32' }, returns: 'i32' },
  getpid: { parameters: {}, returns: 'i32' },
  geteuid: { parameters: {}, returns: 'u32' },
  setns: { parameters: { fd: 'i32', type: 'i32' }, returns: 'i32' },
  _exit: { parameters: { status: 'i32' }, returns: 'void' },

  // Arguments and environment
  /** Copies argument number `at` without its NUL; returns its full length, or -ENOENT after the last one. */
  argument: { parameters: { at: 'u32', octets: 'bytes' }, returns: 'i32' },
  /** Like `argument`, for the `NAME=value` strings of the environment that begin with the prefix. */
  environment: { parameters: { prefix: 'bytes', at: 'u32', octets: 'bytes' }, returns: 'i32' },

  // Time
  /** CLOCK_MONOTONIC in milliseconds. */
  monotonic: { parameters: {}, returns: 'f64' },
  usleep: { parameters: { microseconds: 'u32' }, returns: 'i32' },
  /** strftime(3) of the local time; returns the length of the text, 0 if it does not fit. */
  strftime_now: { parameters: { format: 'bytes', text: 'bytes' }, returns: 'i32' },

  // Addresses and interfaces as text
  inet_pton: { parameters: { family: 'i32', text: 'bytes', address: 'bytes' }, returns: 'i32' },
  inet_ntop: { parameters: { family: 'i32', address: 'bytes', text: 'bytes' }, returns: 'i32' },
  if_indextoname: { parameters: { index: 'u32', name: 'bytes' }, returns: 'i32' },
};
