import { constants } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Connections } from '../../../lib/linux/connections.ts';
import { parseIpAddress } from '../../../lib/linux/ip-text.ts';
import { decodeConnection } from '../../../lib/wire/inet-diag.ts';
import {
  encodeNetlink,
  NLM_F_ACK,
  NLM_F_DUMP,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
} from '../../../lib/wire/netlink.ts';
import { concatenate, getU16, getU32, octetAt, putU32 } from '../../../lib/wire/octets.ts';
import { address } from '../support/fake-host.ts';
import { bytesOf } from '../support/fields.ts';
import { INET, INET6, MAPPED } from '../wire/golden/inet-diag.ts';

const VIP = address('192.0.2.10');
const CONNECTION = decodeConnection(bytesOf(INET)) ?? { family: 0, id: new Uint8Array(48) };

type Code = keyof typeof constants.errno;
interface Answer {
  readonly messages?: readonly Uint8Array[];
  readonly code?: Code;
}

afterEach(() => vi.unstubAllGlobals());

/** The kernel's answers to requests, in place of the sockets of the machine. */
function answering(answer: (type: number, family: number) => Answer) {
  const requests: { type: number; flags: number; family: number }[] = [];
  let datagram: Uint8Array = new Uint8Array();
  const sendto: typeof sys_sendto = (_fd, request) => {
    const [type, flags, family] = [getU16(request, 4), getU16(request, 6), octetAt(request, 16)];
    requests.push({ type, flags, family });
    const { messages = [], code } = answer(type, family);
    const seq = getU32(request, 8);
    const result = new Uint8Array(4);
    putU32(result, 0, code ? -constants.errno[code] : 0);
    const end = flags & NLM_F_ACK || code ? NLMSG_ERROR : NLMSG_DONE;
    datagram = [
      ...messages.map((payload) => encodeNetlink({ type, flags: 2, seq }, payload)),
      encodeNetlink({ type: end, flags: 2, seq }, result),
    ].reduce(concatenate);
    return request.length;
  };
  vi.stubGlobal('sys_sendto', sendto);
  vi.stubGlobal('sys_recvfrom', ((_fd, room) => {
    room.set(datagram);
    return datagram.length;
  }) satisfies typeof sys_recvfrom);
  return requests;
}

describe('of', () => {
  it('lists the sockets of both families for an IPv4 address', () => {
    const requests = answering((_, family) => ({
      messages: family === 2 ? [bytesOf(INET)] : [bytesOf(MAPPED), bytesOf(INET6)],
    }));
    const connections = new Connections();
    // INET6 is not of this address: a kernel that ignores the filter does no harm.
    expect(connections.of(VIP, 'any')).toEqual(
      [INET, MAPPED].map((one) => decodeConnection(bytesOf(one))),
    );
    expect(connections.of(VIP, 'local')).toEqual([decodeConnection(bytesOf(MAPPED))]);
    connections.close();
    const dump = { type: 20, flags: NLM_F_REQUEST | NLM_F_DUMP };
    expect(requests.slice(0, 2)).toEqual([
      { ...dump, family: 10 },
      { ...dump, family: 2 },
    ]);
  });

  it('lists the IPv6 sockets for an IPv6 address', () => {
    const requests = answering(() => ({ messages: [bytesOf(INET6)] }));
    const connections = new Connections();
    expect(connections.of(address('2001:db8::10'), 'any')).toHaveLength(1);
    expect(connections.of(address('2001:db8::11'), 'any')).toEqual([]);
    connections.close();
    expect(requests.map(({ family }) => family)).toEqual([10, 10]);
  });

  it.each<[Code, string]>([
    ['ENOENT', 'SOCK_DIAG_BY_FAMILY: ENOENT (load the kernel module tcp_diag)'],
    ['ENOMEM', 'SOCK_DIAG_BY_FAMILY: ENOMEM'],
  ])('%s: %s', (code, message) => {
    answering(() => ({ code }));
    const connections = new Connections();
    expect(() => connections.of(VIP, 'any')).toThrow(expect.objectContaining({ message }));
    connections.close();
  });
});

describe('destroy', () => {
  it('requests an acknowledgement', () => {
    const requests = answering(() => ({}));
    const connections = new Connections();
    expect(connections.destroy(CONNECTION)).toBe(true);
    connections.close();
    expect(requests).toEqual([{ type: 21, flags: NLM_F_REQUEST | NLM_F_ACK, family: 2 }]);
  });

  it.each<Code>(['ENOENT', 'ESTALE'])('%s: the connection has ended', (code) => {
    answering(() => ({ code }));
    const connections = new Connections();
    expect(connections.destroy(CONNECTION)).toBe(false);
    connections.close();
  });

  it.each<[Code, string]>([
    ['EPERM', 'SOCK_DESTROY: EPERM (this process lacks CAP_NET_ADMIN)'],
    [
      'EOPNOTSUPP',
      'SOCK_DESTROY: EOPNOTSUPP (this kernel is built without CONFIG_INET_DIAG_DESTROY)',
    ],
    ['ENOMEM', 'SOCK_DESTROY: ENOMEM'],
  ])('%s: %s', (code, message) => {
    answering(() => ({ code }));
    const connections = new Connections();
    expect(() => connections.destroy(CONNECTION)).toThrow(expect.objectContaining({ message }));
    connections.close();
  });

  it('EOPNOTSUPP after a success: the connection is in TIME_WAIT', () => {
    const codes: (Code | undefined)[] = [undefined, 'EOPNOTSUPP'];
    answering(() => {
      const code = codes.shift();
      return code === undefined ? {} : { code };
    });
    const connections = new Connections();
    expect([connections.destroy(CONNECTION), connections.destroy(CONNECTION)]).toEqual([
      true,
      false,
    ]);
    connections.close();
  });
});

it('throws if the kernel has no NETLINK_SOCK_DIAG', () => {
  vi.stubGlobal('sys_socket', (() => -constants.errno.EPROTONOSUPPORT) satisfies typeof sys_socket);
  const message = 'socket AF_NETLINK: EPROTONOSUPPORT';
  expect(() => new Connections()).toThrow(expect.objectContaining({ message }));
});

it('the filter is one that the kernel accepts', () => {
  const connections = new Connections();
  for (const text of ['192.0.2.10', '2001:db8::10']) {
    const ip = parseIpAddress(text) ?? VIP;
    expect(connections.of(ip, 'any')).toEqual([]);
    expect(connections.of(ip, 'local')).toEqual([]);
  }
  connections.close();
});
