import { O_RDONLY, openFile, writeFile } from './files.ts';
import { libc } from './libc.ts';

/**
 * Equivalent to `sysctl net.ipv4.conf.NAME.promote_secondaries=1` (or 0), in the network namespace of
 * the process (Documentation/networking/ip-sysctl.rst). False where nothing was changed: the value was
 * so already, or promotion is on for all interfaces, or /proc cannot be written.
 */
export function setPromotion(linkName: string, on: boolean): boolean {
  const path = `/proc/sys/net/ipv4/conf/${linkName}/promote_secondaries`;
  try {
    if (isOn(path) === on || isOn('/proc/sys/net/ipv4/conf/all/promote_secondaries')) return false;
    writeFile(path, 0, on ? '1' : '0');
    return true;
  } catch {
    return false;
  }
}

function isOn(path: string): boolean {
  const fd = openFile(path, O_RDONLY);
  try {
    const digit = new Uint8Array(1);
    return libc.read(fd, digit, 1) === 1 && digit[0] !== 0x30;
  } finally {
    libc.close(fd);
  }
}
