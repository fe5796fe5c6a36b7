/**
 * What the process was started with: its arguments and its environment. Both are octets to the kernel, and
 * become text by decodeUtf8 alone; what is not UTF-8 shows U+FFFD.
 */
import { decodeUtf8, encodeUtf8 } from '../wire/utf8.ts';

/** Octets. */
const USUAL_LENGTH = 1024;

/** All arguments, the name of the program being the first. */
export function programArguments(): string[] {
  const texts: string[] = [];
  let room = new Uint8Array(USUAL_LENGTH);
  for (let at = 0; ; at++) {
    const length = sys_argument(at, room);
    if (length < 0) return texts;
    if (length > room.length) {
      room = new Uint8Array(length);
      sys_argument(at, room);
    }
    texts.push(decodeUtf8(room.subarray(0, length)));
  }
}

/** The variables whose names begin with one of the prefixes; of a name that is there twice the first, as getenv(3) has it. */
export function environmentVariables(
  prefixes: readonly string[],
): Readonly<Record<string, string | undefined>> {
  const variables: Record<string, string | undefined> = {};
  let room = new Uint8Array(USUAL_LENGTH);
  for (const prefix of prefixes) {
    const octets = encodeUtf8(prefix);
    for (let at = 0; ; at++) {
      const length = sys_environment(octets, at, room);
      if (length < 0) break;
      if (length > room.length) {
        room = new Uint8Array(length);
        sys_environment(octets, at, room);
      }
      const variable = decodeUtf8(room.subarray(0, length));
      const end = variable.indexOf('=');
      // Whoever calls us by execve(2) may put there what no shell would.
      if (end < 0) continue;
      const name = variable.slice(0, end);
      if (variables[name] === undefined) variables[name] = variable.slice(end + 1);
    }
  }
  return variables;
}
