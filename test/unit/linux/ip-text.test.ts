import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ipAddressFromBytes, parseIpAddress } from '../../../lib/linux/ip-text.ts';
import { ipBytes } from '../support/arbitraries.ts';
import { hex } from '../support/fields.ts';

describe('IPv4', () => {
  it.each([
    ['192.0.2.10', 'c000020a'],
    ['0.0.0.0', '00000000'],
    ['255.255.255.255', 'ffffffff'],
    ['10.0.0.1', '0a000001'],
    ['1.20.100.9', '01146409'],
  ])('%s', (text, bytes) => {
    expect(parseIpAddress(text)).toEqual({ family: 'inet', bytes: hex(bytes), text });
    expect(ipAddressFromBytes(hex(bytes)).text).toBe(text);
  });

  it.each([
    ['nothing', ''],
    ['a blank', ' '],
    ['a leading zero', '192.0.2.010'],
    ['a zero twice', '192.00.2.10'],
    ['three fields', '192.0.2'],
    ['one number', '3221225994'],
    ['one field', '10'],
    ['five fields', '192.0.2.10.1'],
    ['a field above 255', '192.0.2.256'],
    ['a field far above 255', '192.0.2.99999999999999999999'],
    ['hexadecimal', '0xc0.0.2.10'],
    ['hexadecimal without its prefix', 'c0.0.2.a'],
    ['an exponent', '1e2.0.2.10'],
    ['a fraction', '192.0.2.1,5'],
    ['a sign', '192.0.2.+10'],
    ['a minus', '192.0.2.-10'],
    ['minus zero', '192.0.2.-0'],
    ['an empty field', '192..2.10'],
    ['an empty first field', '.0.2.10'],
    ['an empty last field', '192.0.2.'],
    ['a dot more', '192.0.2.10.'],
    ['a blank before', ' 192.0.2.10'],
    ['a blank after', '192.0.2.10 '],
    ['a blank within', '192. 0.2.10'],
    ['a line break after', '192.0.2.10\n'],
    ['a NUL after', '192.0.2.10\0'],
    ['a prefix length', '192.0.2.10/24'],
    ['digits of another script', '١٩٢.0.2.10'],
    ['wide digits', '１92.0.2.10'],
    ['NaN', 'NaN.0.2.10'],
    ['Infinity', 'Infinity.0.2.10'],
    ['a host name', 'example.com'],
  ])('refuses %s: %j', (_, text) => {
    expect(parseIpAddress(text)).toBeUndefined();
  });
});

describe('IPv6', () => {
  it.each([
    // RFC 5952 section 4.1: no leading zeros.
    ['2001:0db8::0001', '2001:db8::1'],
    // Section 4.2.1: shortened as much as possible.
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    // Section 4.2.2: not for one field alone.
    ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    // Section 4.2.3: the longest run, and of equal ones the first.
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    // Section 4.3: lower case.
    ['2001:DB8::ABCD', '2001:db8::abcd'],
    // Section 5: a known prefix with an IPv4 address in it.
    ['::ffff:c000:20a', '::ffff:192.0.2.10'],
    ['::ffff:192.0.2.10', '::ffff:192.0.2.10'],
    ['fe80::1', 'fe80::1'],
  ])('%s is %s', (text, canonical) => {
    expect(parseIpAddress(text)).toMatchObject({ family: 'inet6', text: canonical });
  });

  it('has its bytes in network order', () => {
    expect(parseIpAddress('2001:db8::10')?.bytes).toEqual(hex('20010db8000000000000000000000010'));
  });

  it.each([
    ['a zone', 'fe80::1%eth0'],
    ['an empty zone', 'fe80::1%'],
    ['a zone by number', 'fe80::1%2'],
    ['brackets', '[2001:db8::1]'],
    ['a prefix length', '2001:db8::1/64'],
    ['two gaps', '2001::db8::1'],
    ['three colons', '2001:::1'],
    ['seven fields', '1:2:3:4:5:6:7'],
    ['nine fields', '1:2:3:4:5:6:7:8:9'],
    ['a gap for nothing', '1:2:3:4::5:6:7:8'],
    ['a field of five digits', '2001:db8::00001'],
    ['a letter that is no digit', '2001:db8::g'],
    ['a colon alone', ':'],
    ['a colon at the end', '2001:db8::1:'],
    ['a blank before', ' ::1'],
    ['a blank after', '::1 '],
    ['a line break after', '::1\n'],
    ['a NUL', '\0'],
    ['a NUL after', '::1\0'],
    ['a NUL and more after', '::1\0eth0'],
    ['an IPv4 part with a leading zero', '::ffff:192.0.2.010'],
    ['an IPv4 part of three fields', '::ffff:192.0.2'],
    ['an IPv4 part in front', '192.0.2.10::'],
    ['digits of another script', '::１'],
    ['a very long text', `${'0:'.repeat(5000)}:1`],
  ])('refuses %s', (_, text) => {
    expect(parseIpAddress(text)).toBeUndefined();
  });
});

describe('addresses as text', () => {
  it('read back as the same bytes', () => {
    fc.assert(
      fc.property(ipBytes, (bytes) => {
        const address = ipAddressFromBytes(bytes);
        expect(parseIpAddress(address.text)).toEqual(address);
      }),
    );
  });

  it('read back with any number of zero fields', () => {
    const fields = fc.array(fc.constantFrom(0, 0, 0, 1, 0xdb8, 0xffff), {
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(fields, (list) => {
        const long = list.map((field) => field.toString(16)).join(':');
        const address = parseIpAddress(long);
        expect(address).toBeDefined();
        expect(parseIpAddress(address?.text ?? '')).toEqual(address);
      }),
    );
  });

  it('returns undefined for any other text', () => {
    // Not fc.string({ unit: 'binary' }), which takes a second to begin.
    const codePoint = fc.oneof(fc.nat(0x7f), fc.nat(0xd7ff), fc.nat(0x10ffff));
    const texts = fc
      .array(codePoint, { maxLength: 20 })
      .map((codes) => String.fromCodePoint(...codes))
      .filter((text) => !/^[\da-f:.]*$/i.test(text));
    fc.assert(
      fc.property(texts, (text) => {
        expect(parseIpAddress(text)).toBeUndefined();
      }),
    );
  });

  it.each([0, 3, 5, 15, 17])('%d bytes are no address', (length) => {
    expect(() => ipAddressFromBytes(new Uint8Array(length))).toThrow(RangeError);
  });
});
