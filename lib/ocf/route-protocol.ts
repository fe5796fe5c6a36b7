/** Names of route protocols (rtm_protocol), as iproute2 knows them. */

import { readFile } from '../linux/files.ts';
import { decimalNumber, hexNumber, wordsOf } from '../wire/characters.ts';

/** Leading zeros included. */
const MOST_DIGITS = 64;
/** Octets. */
const LONGEST_FILE = 64 * 1024;

/** RTPROT_* of linux/rtnetlink.h that distributions without iproute2's file have as well. */
const BUILT_IN = new Map([
  ['redirect', 1],
  ['kernel', 2],
  ['boot', 3],
  ['static', 4],
  ['ra', 9],
  ['dhcp', 16],
]);
/** Lines of a number and a name; the first file is the administrator's. */
const FILES = ['/etc/iproute2/rt_protos', '/usr/share/iproute2/rt_protos'];

/** Undefined when it is neither a number from 0 to 255 nor a known name. */
export function readRouteProtocol(text: string): number | undefined {
  const value = hexNumber(text, MOST_DIGITS) ?? decimalNumber(text, MOST_DIGITS) ?? lookUp(text);
  return value !== undefined && value >= 0 && value <= 255 ? value : undefined;
}

function lookUp(name: string): number | undefined {
  for (const file of FILES) {
    for (const line of linesOf(file)) {
      const words = wordsOf(line);
      const number = words.at(0) ?? '#';
      if (words.at(1) === name && !number.startsWith('#')) return Number(number);
    }
  }
  return BUILT_IN.get(name);
}

function linesOf(file: string): string[] {
  try {
    return readFile(file, LONGEST_FILE).split('\n');
  } catch {
    return [];
  }
}
