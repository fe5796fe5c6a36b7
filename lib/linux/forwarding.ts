import { isSet } from './sysctl.ts';
import { SystemError } from './system-error.ts';

/** Whether the interface is a router's (net.ipv6.conf.NAME.forwarding). */
export function forwardsIpv6(linkName: string): boolean {
  try {
    return isSet('ipv6/forwarding', linkName);
  } catch (error) {
    // Where /proc does not show it, a host is the modest guess: it takes no default route from us.
    if (error instanceof SystemError) return false;
    throw error;
  }
}
