import { readFile } from './files.ts';

/** The name of the host in the kernel, as `uname -n` shows it. In octets: HOST_NAME_MAX and a line break. */
const MAX_LENGTH = 65;

/** @throws SystemError without /proc */
export function hostName(): string {
  return readFile('/proc/sys/kernel/hostname', MAX_LENGTH).trim();
}
