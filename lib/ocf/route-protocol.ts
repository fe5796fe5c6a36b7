/** Names of route protocols (rtm_protocol), as in iproute2. */

import { readFile } from '../linux/files.ts';
import { decimalNumber, hexNumber, wordsOf } from '../wire/characters.ts';

/** Of a protocol number, leading zeros included. */
const MAX_DIGITS = 64;
const MAX_FILE_OCTETS = 64 * 1024;

/** RTPROT_* of linux/rtnetlink.h, for systems without iproute2's file. */
const BUILT_IN = new Map([
  ['redirect', 1],
  ['kernel', 2],
  ['boot', 3],
  ['static', 4],
  ['ra', 9],
  ['dhcp', 16],
]);
/** Each line has a number and a name. The first file, which the administrator edits, takes precedence. */
const FILES = ['/etc/iproute2/rt_protos', '/usr/share/iproute2/rt_protos'];

/** Undefined if the text is neither a number from 0 to 255 nor a known name. */
export function readRouteProtocol(text: string): number | undefined {
  const value = hexNumber(text, MAX_DIGITS) ?? decimalNumber(text, MAX_DIGITS) ?? lookUp(text);
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
    return readFile(file, MAX_FILE_OCTETS).split('\n');
  } catch {
    return [];
  }
}
