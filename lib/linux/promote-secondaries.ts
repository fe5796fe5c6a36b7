import { isSet, set } from './sysctl.ts';

const SETTING = 'ipv4/promote_secondaries';

/**
 * Equivalent to `sysctl net.ipv4.conf.NAME.promote_secondaries=1` (or 0), in the network namespace of
 * the process (Documentation/networking/ip-sysctl.rst). False where nothing was changed: the value was
 * so already, or promotion is on for all interfaces, or /proc cannot be written.
 */
export function setPromotion(linkName: string, on: boolean): boolean {
  try {
    if (isSet(SETTING, linkName) === on || isSet(SETTING, 'all')) return false;
    set(SETTING, linkName, on);
    return true;
  } catch {
    return false;
  }
}
