/** Writes to the system log through the datagram socket /dev/log, in the format of syslog(3) (RFC 3164). */
import { encodeSockaddrUn } from '../wire/sockaddr.ts';
import { AF_UNIX, MSG_DONTWAIT, MSG_NOSIGNAL, SOCK_CLOEXEC, SOCK_DGRAM } from '../wire/socket.ts';
import { formatLocalTime } from './clock.ts';

const LOG_SOCKET = '/dev/log';

/** The index is the number of the facility (RFC 3164 section 4.1.1). */
const FACILITIES = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron'],
  ...['authpriv', 'ftp', 'ntp', 'security', 'console', 'solaris-cron'],
  ...['local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
];
const SEVERITIES = { err: 3, warning: 4, notice: 5, info: 6, debug: 7 };
export type Severity = keyof typeof SEVERITIES;

/** False if the facility is unknown or no log daemon receives the message. */
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
    // A log daemon that does not read must not delay a failover.
    const flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    return sys_sendto(fd, datagram, flags, address) >= 0;
  } finally {
    sys_close(fd);
  }
}
