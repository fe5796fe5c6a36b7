import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressWords,
  decodeInterfaceAddress,
  encodeInterfaceAddress,
  holdsAddress,
} from '../../../../lib/wire/ifaddrmsg.ts';
import { sameBytes } from '../../../../lib/wire/ip-address.ts';
import { interfaceAddress, ipBytes } from '../../support/arbitraries.ts';
import { bytesOf, hex, withField } from '../../support/fields.ts';
import { expectMalformed, range } from '../../support/malformed.ts';

const LOCAL = hex('c6336401');
const PEER = hex('c6336402');

const POINT_TO_POINT = {
  'ifa_family, ifa_prefixlen, ifa_flags, ifa_scope': '02 20 80 00',
  ifa_index: '03 00 00 00',
  IFA_ADDRESS: '08 00 01 00 c6 33 64 02', // the peer
  IFA_LOCAL: '08 00 02 00 c6 33 64 01',
};
const IPV6 = {
  'ifa_family, ifa_prefixlen, ifa_flags, ifa_scope': '0a 40 82 00',
  ifa_index: '02 00 00 00',
  IFA_ADDRESS: '14 00 01 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10',
};

function holds(bytes: Uint8Array, wanted: Uint8Array): boolean {
  return holdsAddress(wordsIn(bytes), 0, bytes.length, addressWords(wanted));
}

/** In units of 32 bits, the last one padded. */
function wordsIn(bytes: Uint8Array): Uint32Array {
  const padded = new Uint8Array((bytes.length + 3) & ~3);
  padded.set(bytes);
  return new Uint32Array(padded.buffer);
}

describe('holdsAddress', () => {
  it.each([
    ['the local address', LOCAL, true],
    ["the peer's address", PEER, false],
    ['an address that differs in its first octet', hex('c7336401'), false],
    ['an address that differs in its last octet', hex('c6336403'), false],
    ['an address of another family', hex('c6336401000000000000000000000000'), false],
  ])('with a peer: %s', (_, wanted, expected) => {
    expect(holds(bytesOf(POINT_TO_POINT), wanted)).toBe(expected);
  });

  it('IFA_LOCAL takes precedence, before or after IFA_ADDRESS', () => {
    const { IFA_ADDRESS, IFA_LOCAL, ...header } = POINT_TO_POINT;
    const bytes = bytesOf({ ...header, IFA_LOCAL, IFA_ADDRESS });
    expect(holds(bytes, LOCAL)).toBe(true);
    expect(holds(bytes, PEER)).toBe(false);
  });

  it('IFA_ADDRESS counts if there is no IFA_LOCAL', () => {
    expect(holds(bytesOf(IPV6), hex('20010db8000000000000000000000010'))).toBe(true);
    expect(holds(bytesOf(IPV6), hex('20010db8000000000000000000000011'))).toBe(false);
    expect(holds(bytesOf(IPV6), hex('20010db8'))).toBe(false);
  });

  it('false without attributes', () => {
    expect(holds(withField({ ...IPV6 }, 'IFA_ADDRESS', ''), LOCAL)).toBe(false);
  });

  it('finds the address after attributes that are empty or padded', () => {
    const { IFA_ADDRESS, ...header } = IPV6;
    const bytes = bytesOf({
      ...header,
      empty: '04 00 0a 00',
      padded: '05 00 0b 00 42 00 00 00',
      IFA_ADDRESS,
    });
    expect(holds(bytes, hex('20010db8000000000000000000000010'))).toBe(true);
  });

  it('ignores attributes of other types', () => {
    const { IFA_LOCAL, ...message } = POINT_TO_POINT;
    const bytes = bytesOf({ ...message, IFA_BROADCAST: '08 00 04 00 c6 33 64 ff' });
    expect(holds(bytes, hex('c63364ff'))).toBe(false);
    expect(holds(bytes, PEER)).toBe(true);
  });

  it('error message', () => {
    const bytes = withField(POINT_TO_POINT, 'IFA_LOCAL', '09 00 02 00 c6 33 64 01');
    expect(() => holds(bytes, LOCAL)).toThrow('rta_len 9, but 8 octets left');
  });

  it('a single attribute shorter than its header: malformed', () => {
    const { IFA_ADDRESS, ...header } = IPV6;
    expectMalformed((bytes) => holds(bytes, LOCAL), bytesOf({ ...header, short: '03 00 01 00' }));
  });

  it('reads one message of a datagram, from its start to its end', () => {
    const datagram = bytesOf({
      before: 'ff ff ff ff',
      ...IPV6,
      'what follows it': '08 00 02 00 c0 00 02 0a',
    });
    const end = 4 + bytesOf(IPV6).length;
    const words = wordsIn(datagram);
    const held = addressWords(hex('20010db8000000000000000000000010'));
    expect(holdsAddress(words, 4, end, held)).toBe(true);
    expect(holdsAddress(words, 4, end, addressWords(hex('c000020a')))).toBe(false);
  });

  it('truncated in an attribute: malformed', () => {
    const cut = (length: number) => bytesOf(POINT_TO_POINT).subarray(0, length);
    for (const length of [...range(12, 15), ...range(20, 23)]) {
      expectMalformed((bytes) => holds(bytes, PEER), cut(length));
    }
    for (const length of range(0, 11)) expect(holds(cut(length), PEER)).toBe(false);
    // IFA_ADDRESS, and less than the header of IFA_LOCAL.
    for (const length of range(16, 19)) expect(holds(cut(length), PEER)).toBe(true);
  });

  it('an attribute of an invalid length: malformed', () => {
    for (const length of [...range(0, 3), ...range(17, 300), 0xffff]) {
      const bytes = bytesOf(POINT_TO_POINT);
      bytes.set([length & 0xff, length >> 8], 8);
      expectMalformed((changed) => holds(changed, LOCAL), bytes);
    }
  });

  it('agrees with decodeInterfaceAddress', () => {
    fc.assert(
      fc.property(interfaceAddress, ipBytes, (entry, other) => {
        const bytes = encodeInterfaceAddress(entry);
        const local = decodeInterfaceAddress(bytes)?.local ?? hex('');
        for (const wanted of [entry.local, entry.address, other]) {
          expect(holds(bytes, wanted)).toBe(sameBytes(local, wanted));
        }
      }),
    );
  });
});
