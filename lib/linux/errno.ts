/** Error numbers (asm-generic/errno-base.h and errno.h), which are the same on x86-64 and arm64. */
export const EINTR = 4;
export const EAGAIN = 11;
export const ENOENT = 2;
export const EEXIST = 17;
export const EROFS = 30;
export const EPIPE = 32;
export const EILSEQ = 84;
export const ENOBUFS = 105;

const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'EPERM'],
  [ENOENT, 'ENOENT'],
  [3, 'ESRCH'],
  [EINTR, 'EINTR'],
  [5, 'EIO'],
  [6, 'ENXIO'],
  [7, 'E2BIG'],
  [8, 'ENOEXEC'],
  [9, 'EBADF'],
  [EAGAIN, 'EAGAIN'],
  [12, 'ENOMEM'],
  [13, 'EACCES'],
  [16, 'EBUSY'],
  [EEXIST, 'EEXIST'],
  [18, 'EXDEV'],
  [19, 'ENODEV'],
  [20, 'ENOTDIR'],
  [21, 'EISDIR'],
  [22, 'EINVAL'],
  [24, 'EMFILE'],
  [26, 'ETXTBSY'],
  [27, 'EFBIG'],
  [28, 'ENOSPC'],
  [EROFS, 'EROFS'],
  [EPIPE, 'EPIPE'],
  [34, 'ERANGE'],
  [36, 'ENAMETOOLONG'],
  [40, 'ELOOP'],
  [EILSEQ, 'EILSEQ'],
  [90, 'EMSGSIZE'],
  [93, 'EPROTONOSUPPORT'],
  [95, 'EOPNOTSUPP'],
  [97, 'EAFNOSUPPORT'],
  [99, 'EADDRNOTAVAIL'],
  [100, 'ENETDOWN'],
  [101, 'ENETUNREACH'],
  [ENOBUFS, 'ENOBUFS'],
  [111, 'ECONNREFUSED'],
  [113, 'EHOSTUNREACH'],
  [116, 'ESTALE'],
  [122, 'EDQUOT'],
]);

/** Returns the name, such as `EAGAIN`; `errno NUMBER` for a number without a name in the table. */
export function errnoName(errno: number): string {
  return NAMES.get(errno) ?? `errno ${errno}`;
}
