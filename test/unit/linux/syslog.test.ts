import { constants } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Severity, writeSyslog } from '../../../lib/linux/syslog.ts';
import { encodeSockaddrUn } from '../../../lib/wire/sockaddr.ts';
import { MSG_DONTWAIT, MSG_NOSIGNAL } from '../../../lib/wire/socket.ts';

/** In place of the log daemon of the machine. */
const send = vi.fn<typeof sys_sendto>();
beforeEach(() => {
  send.mockReset().mockImplementation((_, octets) => octets.length);
  vi.stubGlobal('sys_sendto', send);
});
afterEach(() => vi.unstubAllGlobals());

function sent(): string {
  return new TextDecoder().decode(send.mock.lastCall?.[1]);
}

describe('writeSyslog', () => {
  it('sends one datagram to /dev/log, without waiting', () => {
    expect(writeSyslog('daemon', 'info', 'VirtualIP(vip)[1]', 'é: text')).toBe(true);
    const time = '[A-Z][a-z]{2} [ 1-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-6][0-9]';
    expect(sent()).toMatch(RegExp(`^<30>${time} VirtualIP\\(vip\\)\\[1\\]: é: text$`));
    const [, , flags, address] = send.mock.lastCall ?? [];
    expect(flags).toBe(MSG_DONTWAIT | MSG_NOSIGNAL);
    expect(address).toEqual(encodeSockaddrUn('/dev/log'));
    expect(send).toHaveBeenCalledTimes(1);
  });

  // RFC 3164 section 4.1.1: facility * 8 + severity.
  it.each<[string, Severity, number]>([
    ['kern', 'err', 3],
    ['user', 'warning', 12],
    ['DAEMON', 'notice', 29],
    ['cron', 'info', 78],
    ['authpriv', 'debug', 87],
    ['ftp', 'err', 91],
    ['local0', 'err', 131],
    ['local7', 'debug', 191],
  ])('%s.%s is <%d>', (facility, severity, priority) => {
    writeSyslog(facility, severity, 'tag', 'text');
    expect(sent()).toMatch(RegExp(`^<${priority}>`));
  });

  it('returns false for an unknown facility, and sends nothing', () => {
    expect(writeSyslog('none', 'err', 'tag', 'text')).toBe(false);
    expect(writeSyslog('', 'err', 'tag', 'text')).toBe(false);
    expect(send).not.toHaveBeenCalled();
  });

  it.each(['ENOENT', 'ECONNREFUSED', 'EAGAIN', 'EPERM'] as const)('returns false on %s', (code) => {
    send.mockReturnValue(-constants.errno[code]);
    expect(writeSyslog('daemon', 'err', 'tag', 'text')).toBe(false);
  });

  it('accepts descriptor 0, and closes its socket', () => {
    const close = vi.fn<typeof sys_close>(() => 0);
    vi.stubGlobal('sys_socket', () => 0);
    vi.stubGlobal('sys_close', close);
    send.mockReturnValue(0);
    expect(writeSyslog('kern', 'err', 'tag', 'text')).toBe(true);
    expect(close.mock.calls).toEqual([[0]]);
  });

  it('returns false without a socket', () => {
    vi.stubGlobal('sys_socket', () => -constants.errno.EPERM);
    expect(writeSyslog('daemon', 'err', 'tag', 'text')).toBe(false);
    expect(send).not.toHaveBeenCalled();
  });
});
