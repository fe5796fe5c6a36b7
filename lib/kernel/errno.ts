/**
 * The error numbers of Linux that a network program meets (asm-generic/errno-base.h and errno.h),
 * the same on x86-64 and arm64. node:os has them all, but takes as long to load as a dump.
 */
export const EINTR = 4;
export const EAGAIN = 11;
export const ENOENT = 2;
export const EEXIST = 17;
export const EROFS = 30;
export const ENOBUFS = 105;

const makeNames = (): Readonly<Record<number, string>> => ({
  1: 'EPERM',
  [ENOENT]: 'ENOENT',
  3: 'ESRCH',
  [EINTR]: 'EINTR',
  5: 'EIO',
  6: 'ENXIO',
  9: 'EBADF',
  [EAGAIN]: 'EAGAIN',
  12: 'ENOMEM',
  13: 'EACCES',
  16: 'EBUSY',
  [EEXIST]: 'EEXIST',
  19: 'ENODEV',
  20: 'ENOTDIR',
  21: 'EISDIR',
  22: 'EINVAL',
  24: 'EMFILE',
  27: 'EFBIG',
  28: 'ENOSPC',
  [EROFS]: 'EROFS',
  32: 'EPIPE',
  34: 'ERANGE',
  36: 'ENAMETOOLONG',
  40: 'ELOOP',
  90: 'EMSGSIZE',
  95: 'EOPNOTSUPP',
  97: 'EAFNOSUPPORT',
  99: 'EADDRNOTAVAIL',
  100: 'ENETDOWN',
  101: 'ENETUNREACH',
  [ENOBUFS]: 'ENOBUFS',
  111: 'ECONNREFUSED',
  113: 'EHOSTUNREACH',
  122: 'EDQUOT',
});

/** Made when the first error is to be named: most actions meet none. */
let names: ReturnType<typeof makeNames> | undefined;

export function errnoName(errno: number): string {
  names ??= makeNames();
  return names[errno] ?? `errno ${errno}`;
}
