/** What the process is started with, and how it prepares itself. */
import { cString } from '../wire/c-string.ts';
import { decodeUtf8, encodeUtf8 } from '../wire/utf8.ts';
import { O_RDONLY } from './files.ts';

/** asm/signal.h */
export const SIGKILL = 9;
export const SIGPIPE = 13;
const SIGCHLD = 17;
export const SIGXFSZ = 25;

/** In octets. */
const INITIAL_LENGTH = 1024;

/** Sets signal handlers and opens standard streams that are closed; to be called first. */
export function prepareProcess(): void {
  // write(2) returns EPIPE and EFBIG instead: an action must not end because of its output or log.
  sys_signal(SIGPIPE, 1);
  sys_signal(SIGXFSZ, 1);
  // If the caller ignores SIGCHLD, waitpid(2) returns no exit status.
  sys_signal(SIGCHLD, 0);
  openStandardStreams();
}

/**
 * Otherwise the next file to be opened would become a standard stream. They are opened read-only: writing to one
 * fails as if it were closed.
 */
function openStandardStreams(): void {
  const path = cString('/dev/null');
  let fd = sys_open(path, O_RDONLY, 0);
  while (fd >= 0 && fd <= 2) fd = sys_open(path, O_RDONLY, 0);
  sys_close(fd);
}

/** All arguments, from the name of the program on; malformed UTF-8 becomes U+FFFD. */
export function programArguments(): string[] {
  const texts: string[] = [];
  let room = new Uint8Array(INITIAL_LENGTH);
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

/**
 * The variables whose names begin with one of the prefixes; malformed UTF-8 becomes U+FFFD. If a name occurs twice,
 * the first one counts, as in getenv(3).
 */
export function environmentVariables(
  prefixes: readonly string[],
): Readonly<Record<string, string | undefined>> {
  const variables: Record<string, string | undefined> = {};
  let room = new Uint8Array(INITIAL_LENGTH);
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
      // execve(2) accepts strings without one.
      if (end < 0) continue;
      const name = variable.slice(0, end);
      if (variables[name] === undefined) variables[name] = variable.slice(end + 1);
    }
  }
  return variables;
}
