import { writeFile } from './files.ts';

/**
 * Equivalent to `ip route flush cache`: sockets look their route up anew.
 * The file is the one of the network namespace that the process is in.
 */
export function flushRouteCache(): void {
  writeFile('/proc/sys/net/ipv4/route/flush', 0, '-1');
}
