import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { decodeAck, decodeDone, type NetlinkAck } from '../../../../lib/wire/netlink.ts';
import { MalformedMessage } from '../../../../lib/wire/octets.ts';
import { ascii, bytesOf, type Fields, withField } from '../../support/fields.ts';
import { expectMalformed, expectMalformedWhenCut, range } from '../../support/malformed.ts';
import {
  BAD_ATTRIBUTE,
  CAPPED,
  NOT_THERE,
  REFUSED,
  SUCCEEDED,
  WITHOUT_TEXT,
} from '../golden/netlink-ack.ts';

const { EEXIST, EINVAL, ENODEV, EADDRNOTAVAIL } = constants.errno;

const NLM_F_MULTI = 0x2;
const NLM_F_DUMP_FILTERED = 0x20;
const NLM_F_CAPPED = 0x100;
const NLM_F_ACK_TLVS = 0x200;

describe('decodeAck', () => {
  const CASES: [string, number, Fields, NetlinkAck][] = [
    [
      'with the whole request',
      NLM_F_ACK_TLVS,
      REFUSED,
      { errno: ENODEV, message: 'ipv4: Device not found' },
    ],
    [
      'capped',
      NLM_F_ACK_TLVS | NLM_F_CAPPED,
      CAPPED,
      { errno: ENODEV, message: 'ipv4: Device not found' },
    ],
    [
      'with a text that needs no padding',
      NLM_F_ACK_TLVS,
      NOT_THERE,
      { errno: EADDRNOTAVAIL, message: 'ipv4: Address not found' },
    ],
    [
      'with other attributes, after a request that is padded',
      NLM_F_ACK_TLVS,
      BAD_ATTRIBUTE,
      { errno: constants.errno.ERANGE, message: 'Attribute failed policy validation' },
    ],
    ['of a success', NLM_F_CAPPED, SUCCEEDED, { errno: 0, message: undefined }],
    ['without a text', 0, WITHOUT_TEXT, { errno: EEXIST, message: undefined }],
    [
      'of the error alone',
      NLM_F_ACK_TLVS,
      { error: 'ef ff ff ff' },
      { errno: EEXIST, message: undefined },
    ],
  ];
  it.each(CASES)('%s', (_, flags, fields, ack) => {
    expect(decodeAck(flags, bytesOf(fields))).toEqual(ack);
  });

  it('ignores the attributes without NLM_F_ACK_TLVS', () => {
    expect(decodeAck(0, bytesOf(REFUSED))).toEqual({ errno: ENODEV, message: undefined });
  });

  it('depends on no flag but NLM_F_ACK_TLVS for attributes', () => {
    const expected = { errno: ENODEV, message: undefined };
    expect(decodeAck(0xffff & ~NLM_F_ACK_TLVS, bytesOf(CAPPED))).toEqual(expected);
  });

  it('depends on no flag but NLM_F_CAPPED for the length of the request', () => {
    const expected = { errno: ENODEV, message: 'ipv4: Device not found' };
    expect(decodeAck(0xffff & ~NLM_F_CAPPED, bytesOf(REFUSED))).toEqual(expected);
  });

  it('success is 0 and not -0', () => {
    expect(Object.is(decodeAck(NLM_F_CAPPED, bytesOf(SUCCEEDED)).errno, 0)).toBe(true);
  });

  it.each([
    ['length of the text: 0', NLM_F_ACK_TLVS, withField(REFUSED, 'length of the text', '00 00')],
    ['length of the text: 3', NLM_F_ACK_TLVS, withField(REFUSED, 'length of the text', '03 00')],
    ['length of the text: 29', NLM_F_ACK_TLVS, withField(REFUSED, 'length of the text', '1d 00')],
    ['text: none', NLM_F_ACK_TLVS, withField(REFUSED, 'text', '')],
    [
      'length of the text: 29, capped',
      NLM_F_ACK_TLVS | NLM_F_CAPPED,
      withField(CAPPED, 'length of the text', '1d 00'),
    ],
  ])('%s: malformed', (_, flags, bytes) => {
    expect(() => decodeAck(flags, bytes)).toThrow(MalformedMessage);
  });

  it('without a text, truncated in the error: malformed', () => {
    const decode = (bytes: Uint8Array) => decodeAck(0, bytes);
    expectMalformedWhenCut(bytesOf(REFUSED), decode, range(4, bytesOf(REFUSED).length));
  });

  it('with a text, truncated in the error, the request or the text: malformed', () => {
    const decode = (bytes: Uint8Array) => decodeAck(NLM_F_ACK_TLVS, bytes);
    // The error alone; the request, and not yet a text; the text without its padding.
    expectMalformedWhenCut(bytesOf(REFUSED), decode, [...range(4, 19), ...range(44, 47), 71]);
    for (const length of [...range(4, 19), ...range(44, 47)]) {
      const expected = { errno: ENODEV, message: undefined };
      expect(decode(bytesOf(REFUSED).subarray(0, length))).toEqual(expected);
    }
    expect(decode(bytesOf(REFUSED).subarray(0, 71))).toEqual(decode(bytesOf(REFUSED)));
  });

  it('capped, truncated in the error or the text: malformed', () => {
    const decode = (bytes: Uint8Array) => decodeAck(NLM_F_ACK_TLVS | NLM_F_CAPPED, bytes);
    expectMalformedWhenCut(bytesOf(CAPPED), decode, [...range(4, 23), 47]);
  });

  it.each(CASES)('%s: ignores what follows', (_, flags, fields, ack) => {
    for (const rest of [[0], [0xff, 0xff], [0xff, 0xff, 0xff]]) {
      expect(decodeAck(flags, Uint8Array.of(...bytesOf(fields), ...rest))).toEqual(ack);
    }
  });

  it('a request of an invalid length: malformed', () => {
    const { length } = bytesOf(REFUSED);
    for (const echoed of [...range(0, 15), ...range(length - 3, length), 2 ** 31, 2 ** 32 - 1]) {
      const bytes = bytesOf(REFUSED);
      bytes.set(new Uint8Array(Uint32Array.of(echoed).buffer), 4);
      expectMalformed((changed) => decodeAck(NLM_F_ACK_TLVS, changed), bytes);
    }
  });
});

describe('decodeDone', () => {
  /** The reply of Linux 6.18 to a dump whose filter has a prefix length. */
  const REFUSED_DUMP = {
    error: 'ea ff ff ff', // -EINVAL
    'length of the text': '3c 00', // 60
    NLMSGERR_ATTR_MSG: '01 00',
    text: ascii('ipv4: Invalid values in header for address dump request\0'),
  };
  const TEXT = 'ipv4: Invalid values in header for address dump request';

  const CASES: [string, number, Fields, NetlinkAck][] = [
    ['of a success', NLM_F_MULTI, { error: '00 00 00 00' }, { errno: 0, message: undefined }],
    ['without a payload', NLM_F_MULTI, {}, { errno: 0, message: undefined }],
    [
      'of an interface that does not exist',
      NLM_F_MULTI | NLM_F_DUMP_FILTERED,
      { error: 'ed ff ff ff' },
      { errno: ENODEV, message: undefined },
    ],
    ['with a text', NLM_F_MULTI | NLM_F_ACK_TLVS, REFUSED_DUMP, { errno: EINVAL, message: TEXT }],
    ['without its flag', NLM_F_MULTI, REFUSED_DUMP, { errno: EINVAL, message: undefined }],
  ];
  it.each(CASES)('%s', (_, flags, fields, ack) => {
    expect(decodeDone(flags, bytesOf(fields))).toEqual(ack);
  });

  it.each([
    ['length of the text: 0', withField(REFUSED_DUMP, 'length of the text', '00 00')],
    ['length of the text: 61', withField(REFUSED_DUMP, 'length of the text', '3d 00')],
    ['text: none', withField(REFUSED_DUMP, 'text', '')],
  ])('%s: malformed', (_, bytes) => {
    expect(() => decodeDone(NLM_F_ACK_TLVS, bytes)).toThrow(MalformedMessage);
  });

  it('truncated in the text: malformed; in the error: success', () => {
    const decode = (bytes: Uint8Array) => decodeDone(NLM_F_ACK_TLVS, bytes);
    expectMalformedWhenCut(bytesOf(REFUSED_DUMP), decode, range(0, 7));
    for (const length of range(0, 3)) {
      const expected = { errno: 0, message: undefined };
      expect(decode(bytesOf(REFUSED_DUMP).subarray(0, length))).toEqual(expected);
    }
    for (const length of range(4, 7)) {
      const expected = { errno: EINVAL, message: undefined };
      expect(decode(bytesOf(REFUSED_DUMP).subarray(0, length))).toEqual(expected);
    }
  });
});
