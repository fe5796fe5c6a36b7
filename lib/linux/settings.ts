/** Values of kernel parameters in /proc/sys (sysctl(8)). */
import { decimalNumber } from '../wire/characters.ts';
import type { Family } from '../wire/ip-address.ts';
import { readFile } from './files.ts';

/** In octets. */
const MAX_LENGTH = 4096;
const MAX_DIGITS = 12;

/** The text of a small file; undefined if it cannot be read. */
export function readSetting(path: string): string | undefined {
  try {
    return readFile(path, MAX_LENGTH).trim();
  } catch {
    return undefined;
  }
}

/** @param name such as `ipv4/icmp_echo_ignore_all` */
export function networkSetting(name: string): number | undefined {
  const text = readSetting(`/proc/sys/net/${name}`);
  if (text === undefined) return undefined;
  return text.startsWith('-')
    ? negative(decimalNumber(text.slice(1), MAX_DIGITS))
    : decimalNumber(text, MAX_DIGITS);
}

function negative(value: number | undefined): number | undefined {
  return value === undefined ? undefined : 0 - value;
}

/** @param linkName an interface, `all` or `default` */
export function interfaceSetting(
  family: Family,
  linkName: string,
  name: string,
): number | undefined {
  return networkSetting(`${family === 'inet' ? 'ipv4' : 'ipv6'}/conf/${linkName}/${name}`);
}
