import { describe, expect, it } from 'vitest';
import {
  boundInterface,
  type Connection,
  decodeConnection,
  type End,
  encodeConnection,
  encodeConnectionsFilter,
  isConnectionOf,
  SOCK_DESTROY,
  SOCK_DIAG_BY_FAMILY,
} from '../../../lib/wire/inet-diag.ts';
import type { IpAddress } from '../../../lib/wire/ip-address.ts';
import { MalformedMessage } from '../../../lib/wire/octets.ts';
import { AF_INET, AF_INET6 } from '../../../lib/wire/socket.ts';
import { bytesOf, type Fields, hex, withField } from '../support/fields.ts';
import { headerConstants } from '../support/header-constants.ts';
import { FILTER, INET, INET6, MAPPED, SOURCE_FILTER } from './golden/inet-diag.ts';

const inet = (octets: string): IpAddress => ({ family: 'inet', bytes: hex(octets), text: '' });
const inet6 = (octets: string): IpAddress => ({ family: 'inet6', bytes: hex(octets), text: '' });
const VIP = inet('c000020a');
const VIP6 = inet6('20010db8000000000000000000000010');

function decoded(fields: Fields): Connection {
  const connection = decodeConnection(bytesOf(fields));
  if (!connection) throw new Error('not a connection');
  return connection;
}

const idOf = (fields: Fields) => bytesOf(fields).subarray(4, 52);

it('the message types are those of the C headers', () => {
  const expected = { SOCK_DIAG_BY_FAMILY, SOCK_DESTROY };
  expect(headerConstants(['linux/sock_diag.h'], Object.keys(expected))).toEqual(expected);
});

it('the constants of the filter are those of the C headers', () => {
  const sizes = ['inet_diag_req_v2', 'inet_diag_msg', 'inet_diag_sockid', 'inet_diag_hostcond'];
  const names = ['INET_DIAG_REQ_BYTECODE', 'INET_DIAG_BC_JMP', 'INET_DIAG_BC_S_COND'];
  const all = [...sizes.map((name) => `sizeof(struct ${name})`), ...names, 'INET_DIAG_BC_D_COND'];
  const values = Object.values(headerConstants(['linux/inet_diag.h'], all));
  expect(values).toEqual([56, 72, 48, 8, 1, 1, 7, 8]);
});

describe('the filter of a dump', () => {
  it.each<[string, number, IpAddress, End, Fields]>([
    ['any end of an IPv4 address', AF_INET6, VIP, 'any', FILTER],
    ['the local end of an IPv6 address', AF_INET6, VIP6, 'local', SOURCE_FILTER],
    ['another family of sockets', AF_INET, VIP, 'any', { ...FILTER, sdiag_family: '02' }],
  ])('%s', (_, family, ip, end, expected) => {
    expect(encodeConnectionsFilter(family, ip, end)).toEqual(bytesOf(expected));
  });
});

describe('inet_diag_msg', () => {
  it.each([
    ['IPv4', INET, AF_INET],
    ['IPv4-mapped', MAPPED, AF_INET6],
    ['IPv6', INET6, AF_INET6],
  ])('%s', (_, fields, family) => {
    expect(decodeConnection(bytesOf(fields))).toEqual({ family, id: idOf(fields) });
  });

  it('the remains of a connection are none', () => {
    expect(decodeConnection(withField(INET, 'idiag_timer', '03'))).toBeUndefined();
    expect(decodeConnection(withField(INET, 'idiag_timer', '02'))).toBeDefined();
  });

  it('a connection stays valid when its buffer is reused', () => {
    const buffer = bytesOf(INET);
    const connection = decodeConnection(buffer);
    buffer.fill(0xaa);
    expect(connection).toEqual(decoded(INET));
  });

  it('truncated: malformed', () => {
    const whole = bytesOf(INET).subarray(0, 72);
    expect(decodeConnection(whole)).toEqual(decoded(INET));
    for (let length = 0; length < 72; length++) {
      expect(() => decodeConnection(whole.subarray(0, length))).toThrow(MalformedMessage);
    }
    expect(() => decodeConnection(whole.subarray(0, 71))).toThrow(
      'inet_diag_msg of 71 octets, 72 needed',
    );
  });
});

it('the request to destroy a socket has its id, with the cookie', () => {
  const expected = bytesOf({
    ...{ sdiag_family: '02', sdiag_protocol: '06', idiag_ext: '00', pad: '00' },
    idiag_states: '3e 1b 00 00',
    id: idOf(INET).toHex(),
  });
  expect(encodeConnection(decoded(INET))).toEqual(expected);
});

describe('isConnectionOf', () => {
  it.each<[string, Fields, IpAddress, boolean, boolean]>([
    ['the remote IPv4 address', INET, VIP, false, true],
    ['the local IPv4 address', INET, inet('c0000201'), true, true],
    ['the local IPv4-mapped address', MAPPED, VIP, true, true],
    ['the remote IPv4-mapped address', MAPPED, inet('c0000201'), false, true],
    ['the local IPv6 address', INET6, VIP6, true, true],
    ['the remote IPv6 address', INET6, inet6('20010db8000000000000000000000003'), false, true],
    ['another IPv4 address', INET, inet('c000020b'), false, false],
    ['another IPv4 address, mapped', MAPPED, inet('c000020b'), false, false],
    ['another IPv6 address', INET6, inet6('20010db8000000000000000000000011'), false, false],
    ['the first octets of an IPv6 address', INET6, inet('20010db8'), false, false],
    ['the last octets of an IPv6 address', INET6, inet('00000010'), false, false],
  ])('%s', (_, fields, ip, local, any) => {
    expect(isConnectionOf(decoded(fields), ip, 'local')).toBe(local);
    expect(isConnectionOf(decoded(fields), ip, 'any')).toBe(any);
  });
});

it('boundInterface', () => {
  expect([INET, INET6].map((fields) => boundInterface(decoded(fields)))).toEqual([0, 2]);
});
