import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AddressLabel,
  decodeAddressLabel,
  encodeAddressLabel,
  encodeAddressLabelFilter,
} from '../../../lib/wire/ifaddrlblmsg.ts';
import { MalformedMessage } from '../../../lib/wire/octets.ts';
import { ipv6Bytes, u8, u32 } from '../support/arbitraries.ts';
import {
  expectAttributeLengthsHold,
  expectEndsWithAnAttribute,
  expectIgnoresWhatFollows,
} from '../support/attributes.ts';
import { bytesOf, hex, withField } from '../support/fields.ts';
import { MESSAGE } from './golden/ifaddrlblmsg.ts';

const ENTRY: AddressLabel = {
  prefix: hex('20010db8000000000000000000000010'),
  prefixLength: 128,
  index: 0,
  label: 99,
};

describe('ifaddrlblmsg', () => {
  it('encode', () => {
    expect(encodeAddressLabel(ENTRY)).toEqual(bytesOf(MESSAGE));
  });

  it('decode', () => {
    expect(decodeAddressLabel(bytesOf(MESSAGE))).toEqual(ENTRY);
  });

  it('with an interface index', () => {
    const onEth0 = withField(MESSAGE, 'ifal_index', '04 03 02 01');
    expect(encodeAddressLabel({ ...ENTRY, index: 0x01020304 })).toEqual(onEth0);
    expect(decodeAddressLabel(onEth0)).toEqual({ ...ENTRY, index: 0x01020304 });
  });

  it('without attributes: label 0 of ::', () => {
    const header = bytesOf(MESSAGE).subarray(0, 12);
    const expected = { prefix: new Uint8Array(16), prefixLength: 128, index: 0, label: 0 };
    expect(decodeAddressLabel(header)).toEqual(expected);
  });

  it('an entry stays valid when its buffer is reused', () => {
    const buffer = bytesOf(MESSAGE);
    const entry = decodeAddressLabel(buffer);
    buffer.fill(0xaa);
    expect(entry).toEqual(ENTRY);
  });

  it('error message', () => {
    const decode = () => decodeAddressLabel(bytesOf(MESSAGE).subarray(0, 11));
    expect(decode).toThrow('ifaddrlblmsg of 11 octets, 12 needed');
  });

  it('the request for a dump has only the family', () => {
    expect(encodeAddressLabelFilter()).toEqual(hex('0a0000000000000000000000'));
  });

  it.each([
    ['IFAL_LABEL of 2 octets', withField(MESSAGE, 'IFAL_LABEL', '06 00 02 00 63 00 00 00')],
  ])('%s: malformed', (_, bytes) => {
    expect(() => decodeAddressLabel(bytes)).toThrow(MalformedMessage);
  });

  it('truncated anywhere but after an attribute: malformed', () => {
    expectEndsWithAnAttribute(bytesOf(MESSAGE), 12, decodeAddressLabel);
  });

  it('decodes what it encoded', () => {
    const entries = fc.record({ prefix: ipv6Bytes, prefixLength: u8, index: u32, label: u32 });
    fc.assert(
      fc.property(entries, (entry) => {
        expect(decodeAddressLabel(encodeAddressLabel(entry))).toEqual(entry);
      }),
    );
  });

  it('ignores what follows', () => {
    expectIgnoresWhatFollows(bytesOf(MESSAGE), decodeAddressLabel);
  });

  it('an attribute of an invalid length: malformed', () => {
    expectAttributeLengthsHold(bytesOf(MESSAGE), 12, decodeAddressLabel);
  });
});
