/** The system log by its datagram socket, /dev/log (RFC 3164 as syslog(3) writes it). */
import { putU16 } from '../wire/octets.ts';
import { AF_UNIX } from '../wire/sockaddr.ts';
import { formatLocalTime } from './clock.ts';

const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const LOG_SOCKET = '/dev/log';

/** Facilities and severities with the numbers of RFC 3164 section 4.1.1. */
const FACILITIES = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron'],
  ...['authpriv', 'ftp', 'ntp', 'security', 'console', 'solaris-cron'],
  ...['local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
];
const SEVERITIES = { err: 3, warning: 4, notice: 5, info: 6, debug: 7 };
export type Severity = keyof typeof SEVERITIES;

/** False when the facility is unknown or nobody listens: the caller has another place to write to. */
export function writeSyslog(facility: string, severity: Severity, tag: string, text: string) {
  const code = FACILITIES.indexOf(facility.toLowerCase());
  if (code < 0) return false;
  const fd = sys_socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  try {
    const address = encodeSockaddrUn(LOG_SOCKET);
    const priority = code * 8 + SEVERITIES[severity];
    const line = `<${priority}>${formatLocalTime('%b %e %H:%M:%S')} ${tag}: ${text}`;
    const datagram = new TextEncoder().encode(line);
    // A log daemon that does not read must not hold up a fail-over.
    const flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    return sys_sendto(fd, datagram, flags, address) >= 0;
  } finally {
    sys_close(fd);
  }
}

/** struct sockaddr_un: sun_family 2, sun_path with its NUL. */
function encodeSockaddrUn(path: string): Uint8Array {
  const bytes = new Uint8Array(2 + path.length + 1);
  putU16(bytes, 0, AF_UNIX);
  bytes.set(new TextEncoder().encode(path), 2);
  return bytes;
}
