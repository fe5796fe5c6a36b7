/** Arguments, environment, signals and standard streams of the process. */
import { cString } from '../wire/c-string.ts';
import { decodeUtf8, encodeUtf8 } from '../wire/utf8.ts';
import { O_RDONLY } from './files.ts';
import { check } from './system-error.ts';

/** asm/signal.h */
export const SIGKILL = 9;
export const SIGPIPE = 13;
const SIGCHLD = 17;
export const SIGXFSZ = 25;

/** linux/limits.h */
const PATH_MAX = 4096;

/** Initial length of a buffer, in octets. */
const INITIAL_LENGTH = 1024;

/** Sets signal dispositions and opens closed standard streams. Must be called first. */
export function prepareProcess(): void {
  // Ignored signals: write(2) returns EPIPE or EFBIG, and the action goes on.
  sys_signal(SIGPIPE, 1);
  sys_signal(SIGXFSZ, 1);
  // If the caller ignores SIGCHLD, waitpid(2) returns no exit status.
  sys_signal(SIGCHLD, 0);
  openStandardStreams();
}

/**
 * Opens /dev/null for closed standard streams: otherwise the next opened file would become one. Read-only, so that
 * writing to it fails with EBADF, as for a closed descriptor.
 */
function openStandardStreams(): void {
  const path = cString('/dev/null');
  let fd = sys_open(path, O_RDONLY, 0);
  while (fd >= 0 && fd <= 2) fd = sys_open(path, O_RDONLY, 0);
  sys_close(fd);
}

/** The path as seen from `/`, for a program that is started there. @throws SystemError without /proc */
export function absolutePath(path: string): string {
  if (path.startsWith('/')) return path;
  const directory = new Uint8Array(PATH_MAX);
  const length = check(
    'readlink /proc/self/cwd',
    sys_readlink(cString('/proc/self/cwd'), directory),
  );
  return `${decodeUtf8(directory.subarray(0, length))}/${path}`;
}

/** All arguments, the name of the program first; malformed UTF-8 becomes U+FFFD. */
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
 * The variables whose names begin with one of the prefixes; malformed UTF-8 becomes U+FFFD. If a name occurs
 * twice, the first one counts, as in getenv(3).
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
      // execve(2) accepts strings without `=`.
      if (end < 0) continue;
      const name = variable.slice(0, end);
      if (variables[name] === undefined) variables[name] = variable.slice(end + 1);
    }
  }
  return variables;
}
