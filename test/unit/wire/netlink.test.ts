import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeNetlink,
  NetlinkCursor,
  type NetlinkHeader,
  NLM_F_ACK,
  NLM_F_APPEND,
  NLM_F_CREATE,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_EXCL,
  NLM_F_REPLACE,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
} from '../../../lib/wire/netlink.ts';
import { MalformedMessage } from '../../../lib/wire/octets.ts';
import { ReceiveBuffer } from '../../../lib/wire/receive-buffer.ts';
import { u16, u32 } from '../support/arbitraries.ts';
import { bytesOf, type Fields, hex, withField } from '../support/fields.ts';
import { expectMalformed, expectMalformedWhenCut, range } from '../support/malformed.ts';
import { DONE, DUMP } from './golden/netlink.ts';
import { received } from './received.ts';

interface Message extends NetlinkHeader {
  readonly payload: Uint8Array;
}

/** Copies of all messages of a datagram. */
function messagesIn(datagram: Uint8Array): Message[] {
  const cursor = received(datagram);
  const messages: Message[] = [];
  while (cursor.advance()) {
    const { type, flags, seq, payload } = cursor;
    messages.push({ type, flags, seq, payload });
  }
  return messages;
}

const NLM_F_MULTI = 0x2;

const DUMP_MESSAGE: Message = {
  type: 22,
  flags: NLM_F_REQUEST | NLM_F_DUMP,
  seq: 0x12345678,
  payload: hex('0200000000000000'),
};
const DONE_MESSAGE: Message = {
  type: NLMSG_DONE,
  flags: NLM_F_MULTI | NLM_F_DUMP_INTR,
  seq: 1,
  payload: hex('00000000'),
};

const GOLDEN: [string, Fields, Message][] = [
  ['the request for a dump', DUMP, DUMP_MESSAGE],
  ['the end of a dump', DONE, DONE_MESSAGE],
  [
    'no payload',
    { ...DONE, nlmsg_len: '10 00 00 00', payload: '' },
    { ...DONE_MESSAGE, payload: hex('') },
  ],
  [
    'a payload that is padded',
    { ...DONE, nlmsg_len: '15 00 00 00', payload: '01 02 03 04 05', padding: '00 00 00' },
    { ...DONE_MESSAGE, payload: hex('0102030405') },
  ],
];

describe('netlink message', () => {
  it.each(GOLDEN)('%s: encode', (_, fields, { payload, ...header }) => {
    // nlmsg_pid of a request is 0.
    const request = { ...fields, nlmsg_pid: '00 00 00 00' };
    expect(encodeNetlink(header, payload)).toEqual(bytesOf(request));
  });

  it.each(GOLDEN)('%s: decode', (_, fields, message) => {
    expect(messagesIn(bytesOf(fields))).toEqual([message]);
  });

  it('decodes what it encoded', () => {
    const messages = fc.array(
      fc.record({
        type: u16,
        flags: u16,
        seq: u32,
        payload: fc.uint8Array({ maxLength: 40 }),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(messages, (list) => {
        const parts = list.map(({ payload, ...header }) => encodeNetlink(header, payload));
        expect(messagesIn(Uint8Array.from(parts.flatMap((part) => [...part])))).toEqual(list);
      }),
    );
  });
});

describe('a flag has its value of linux/netlink.h', () => {
  it.each([
    ['NLM_F_REQUEST', NLM_F_REQUEST, '01 00'],
    ['NLM_F_ACK', NLM_F_ACK, '04 00'],
    ['NLM_F_DUMP_INTR', NLM_F_DUMP_INTR, '10 00'],
    ['NLM_F_REPLACE', NLM_F_REPLACE, '00 01'],
    ['NLM_F_EXCL', NLM_F_EXCL, '00 02'],
    ['NLM_F_CREATE', NLM_F_CREATE, '00 04'],
    ['NLM_F_APPEND', NLM_F_APPEND, '00 08'],
    ['NLM_F_DUMP, which is two', NLM_F_DUMP, '00 03'], // NLM_F_ROOT, NLM_F_MATCH
  ])('%s', (_, flags, bytes) => {
    const message = encodeNetlink({ type: 20, flags, seq: 0 }, hex(''));
    expect(message.subarray(6, 8)).toEqual(hex(bytes));
  });
});

describe('NetlinkCursor', () => {
  it('begins before the first message', () => {
    const { type, flags, seq, start, end, payload } = received(bytesOf(DUMP));
    expect({ type, flags, seq, start, end }).toEqual({
      type: 0,
      flags: 0,
      seq: 0,
      start: 0,
      end: 0,
    });
    expect(payload).toEqual(hex(''));
  });

  it('NLMSG_ERROR', () => {
    const error = withField(DONE, 'nlmsg_type', '02 00');
    expect(messagesIn(error)).toEqual([{ ...DONE_MESSAGE, type: NLMSG_ERROR }]);
  });

  it.each([
    ['15 octets', bytesOf(DONE).subarray(0, 15), 'netlink header of 15 octets, 16 needed'],
    ['19 octets of 20', bytesOf(DONE).subarray(0, 19), 'nlmsg_len 20, but 19 octets left'],
  ])('%s: error message', (_, bytes, reason) => {
    expect(() => received(bytes).advance()).toThrow(reason);
  });

  it('iterates over all messages of a datagram', () => {
    const datagram = bytesOf({
      first: bytesOf(DUMP).toHex(),
      second: bytesOf(DONE).toHex(),
    });
    expect(messagesIn(datagram)).toEqual([DUMP_MESSAGE, DONE_MESSAGE]);
  });

  it('returns the offsets of a payload without its padding', () => {
    const padded = { ...DONE, nlmsg_len: '15 00 00 00', payload: '01 02 03 04 05 00 00 00' };
    const cursor = received(bytesOf({ first: bytesOf(DUMP).toHex(), ...padded }));
    expect(cursor.advance()).toBe(true);
    expect([cursor.start, cursor.end]).toEqual([16, 24]);
    expect(cursor.advance()).toBe(true);
    expect([cursor.start, cursor.end]).toEqual([40, 45]);
    expect(cursor.advance()).toBe(false);
  });

  it('accepts a last message without padding', () => {
    const unpadded = { ...DONE, nlmsg_len: '15 00 00 00', payload: '01 02 03 04 05' };
    expect(messagesIn(bytesOf(unpadded))).toEqual([
      { ...DONE_MESSAGE, payload: hex('0102030405') },
    ]);
  });

  it('returns a payload that stays valid when the buffer is reused', () => {
    const buffer = new ReceiveBuffer(24);
    buffer.octets.set(bytesOf(DUMP));
    const cursor = new NetlinkCursor(buffer, 24);
    cursor.advance();
    const { payload } = cursor;
    buffer.octets.fill(0xff);
    expect(payload).toEqual(DUMP_MESSAGE.payload);
  });

  it('a datagram longer than its buffer: malformed', () => {
    const buffer = new ReceiveBuffer(24);
    buffer.octets.set(bytesOf(DUMP));
    const cursor = new NetlinkCursor(buffer, 44);
    expect(cursor.advance()).toBe(true);
    expect(() => cursor.advance()).toThrow(MalformedMessage);
  });

  it('an empty datagram has no message', () => {
    const cursor = received(hex(''));
    expect(cursor.advance()).toBe(false);
    expect(cursor.advance()).toBe(false);
  });

  it.each([
    ['nlmsg_len: 2^32 - 1', withField(DONE, 'nlmsg_len', 'ff ff ff ff')],
    ['nlmsg_len: 2^31 + 20', withField(DONE, 'nlmsg_len', '14 00 00 80')],
  ])('%s: malformed', (_, bytes) => {
    expect(() => received(bytes).advance()).toThrow(MalformedMessage);
  });

  it('returns the first message if the second is malformed', () => {
    const broken = { ...DONE, nlmsg_len: '15 00 00 00' };
    const cursor = received(bytesOf({ first: bytesOf(DUMP).toHex(), ...broken }));
    expect(cursor.advance()).toBe(true);
    expect(() => cursor.advance()).toThrow(MalformedMessage);
  });

  it('truncated anywhere but between two messages: malformed', () => {
    const datagram = bytesOf({ first: bytesOf(DUMP).toHex(), ...DONE });
    expectMalformedWhenCut(datagram, messagesIn, [0, 24]);
    expect(messagesIn(datagram.subarray(0, 24))).toEqual([DUMP_MESSAGE]);
  });

  it('accepts a last message without its padding, or with part of it', () => {
    const padded = { ...DONE, nlmsg_len: '15 00 00 00', payload: '01 02 03 04 05 00 00 00' };
    expectMalformedWhenCut(bytesOf(padded), messagesIn, [0, 21, 22, 23]);
    for (const length of [21, 22, 23]) {
      expect(messagesIn(bytesOf(padded).subarray(0, length))).toEqual([
        { ...DONE_MESSAGE, payload: hex('0102030405') },
      ]);
    }
  });

  it('nlmsg_len less than the header or more than the datagram: malformed', () => {
    for (const length of [...range(0, 15), ...range(21, 300)]) {
      const bytes = bytesOf(DONE);
      bytes.set([length & 0xff, length >> 8]);
      expectMalformed(messagesIn, bytes);
    }
  });
});
