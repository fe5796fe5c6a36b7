import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressAfter,
  addressBits,
  type Family,
  type IpAddress,
  isIpv4Mapped,
  isLinkLocal,
  networkRole,
  prefixLengthOfNetmask,
  sameBytes,
  samePrefix,
  withHostBits,
} from '../../../lib/wire/ip-address.ts';
import { ipBytes, ipv4Bytes } from '../support/arbitraries.ts';
import { hex } from '../support/fields.ts';

const A = hex('c000020a'); // 192.0.2.10

/** An address and a prefix length that its family has. */
const withPrefix = ipBytes.chain((address) =>
  fc.record({ address: fc.constant(address), length: fc.nat(address.length * 8) }),
);

/** The bits of an address as text, most significant first: an independent implementation. */
function bits(bytes: Uint8Array): string {
  return [...bytes].map((octet) => octet.toString(2).padStart(8, '0')).join('');
}

describe('addressBits', () => {
  it.each([
    ['inet', 32],
    ['inet6', 128],
  ] as const)('%s has %d', (family, expected) => {
    expect(addressBits(family)).toBe(expected);
  });
});

describe('sameBytes', () => {
  it.each([
    ['equal', 'c000020a', 'c000020a', true],
    ['both empty', '', '', true],
    ['first octet differs', 'c000020a', 'c100020a', false],
    ['last octet differs', 'c000020a', 'c000020b', false],
    ['one is the start of the other', 'c000020a', 'c000020a00', false],
  ])('%s', (_, a, b, expected) => {
    expect(sameBytes(hex(a), hex(b))).toBe(expected);
    expect(sameBytes(hex(b), hex(a))).toBe(expected);
  });
});

describe('samePrefix', () => {
  it.each([
    ['c00002ff', 24, true],
    ['c00003ff', 24, false],
    ['c00003ff', 23, true],
    ['c000020b', 31, true],
    ['c000020b', 32, false],
    ['c000020a', 32, true],
    ['400002ff', 1, false],
    ['400002ff', 0, true],
    ['c000020a0000000000000000 00000000', 0, false], // another family
  ])('192.0.2.10 and %s in %d bits: %s', (other, length, expected) => {
    expect(samePrefix(A, hex(other), length)).toBe(expected);
  });

  it('compares the first bits', () => {
    const pairs = fc.oneof(
      fc.tuple(ipv4Bytes, ipv4Bytes),
      // Random addresses seldom differ in one bit only.
      fc.tuple(ipBytes, fc.nat(127)).map(([address, at]): [Uint8Array, Uint8Array] => {
        const other = address.slice();
        const index = at % (address.length * 8);
        other[index >> 3] = (other[index >> 3] ?? 0) ^ (0x80 >> (index & 7));
        return [address, other];
      }),
    );
    fc.assert(
      fc.property(pairs, fc.nat(128), ([a, b], wanted) => {
        const length = Math.min(wanted, a.length * 8);
        const expected = bits(a).slice(0, length) === bits(b).slice(0, length);
        expect(samePrefix(a, b, length)).toBe(expected);
        expect(samePrefix(b, a, length)).toBe(expected);
      }),
    );
  });
});

describe('withHostBits', () => {
  it.each([
    [24, 1, 'c00002ff'],
    [24, 0, 'c0000200'],
    [20, 1, 'c0000fff'],
    [20, 0, 'c0000000'],
    [31, 1, 'c000020b'],
    [32, 1, 'c000020a'],
    [32, 0, 'c000020a'],
    [0, 1, 'ffffffff'],
    [0, 0, '00000000'],
  ] as const)('192.0.2.10/%d with %d: %s', (length, bit, expected) => {
    expect(withHostBits(A, length, bit)).toEqual(hex(expected));
  });

  it('keeps the prefix and sets the host bits', () => {
    fc.assert(
      fc.property(
        withPrefix,
        fc.constantFrom(0 as const, 1 as const),
        ({ address, length }, bit) => {
          const result = withHostBits(address, length, bit);
          const kept = bits(address).slice(0, length);
          expect(bits(result)).toBe(kept.padEnd(address.length * 8, String(bit)));
        },
      ),
    );
  });

  it('does not change its argument', () => {
    const address = hex('c000020a');
    withHostBits(address, 0, 1);
    expect(address).toEqual(A);
  });
});

describe('prefixLengthOfNetmask', () => {
  it.each([
    ['00000000', 0],
    ['80000000', 1],
    ['ff000000', 8],
    ['fffff000', 20],
    ['ffffff00', 24],
    ['ffffffff', 32],
    ['ffffff01', undefined],
    ['ff00ff00', undefined],
    ['00ffffff', undefined], // an inverted mask
    ['000000ff', undefined],
    ['fdffffff', undefined],
    ['7fffffff', undefined],
    ['ff7fffff', undefined],
  ])('%s: %s', (mask, expected) => {
    expect(prefixLengthOfNetmask(hex(mask))).toBe(expected);
  });

  it('is the inverse of withHostBits', () => {
    fc.assert(
      fc.property(withPrefix, ({ address, length }) => {
        const mask = withHostBits(new Uint8Array(address.length).fill(0xff), length, 0);
        expect(prefixLengthOfNetmask(mask)).toBe(length);
      }),
    );
  });

  it('undefined if a one follows a zero', () => {
    const masks = fc.array(fc.constantFrom(0, 0xf0, 0xf8, 0xff), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.oneof(
          ipBytes,
          masks.map((octets) => Uint8Array.from(octets)),
        ),
        (mask) => {
          const expected = bits(mask).includes('01')
            ? undefined
            : bits(mask).replace(/0+$/, '').length;
          expect(prefixLengthOfNetmask(mask)).toBe(expected);
        },
      ),
    );
  });
});

describe('addressAfter', () => {
  it.each([
    ['0a00000a', 0, '0a00000a'],
    ['0a00000a', 1, '0a00000b'],
    ['0a0000ff', 1, '0a000100'],
    ['0a00ffff', 1, '0a010000'],
    ['0affffff', 1, '0b000000'],
    ['0a0000fa', 10, '0a000104'],
    ['0a000000', 65_536, '0a010000'],
    ['0a000001', 0xffff, '0a010000'],
    ['00000000', 0xffffffff, 'ffffffff'],
    ['ffffffff', 0, 'ffffffff'],
    ['ffffffff', 1, undefined],
    ['00000001', 0xffffffff, undefined],
    ['0a00000a', 2 ** 40, undefined],
    ['20010db8000000000000000000000001', 15, '20010db8000000000000000000000010'],
    ['20010db800000000ffffffffffffffff', 1, '20010db8000000010000000000000000'],
    ['20010db800000000ffffff0000000000', 2 ** 40, '20010db8000000010000000000000000'],
    ['ffffffffffffffffffffffffffffffff', 1, undefined],
  ])('%s and %d: %s', (address, offset, expected) => {
    expect(addressAfter(hex(address), offset)).toEqual(
      expected === undefined ? undefined : hex(expected),
    );
  });

  it('is the sum of address and offset', () => {
    fc.assert(
      fc.property(ipBytes, fc.nat(), (address, offset) => {
        const sum = BigInt(`0x${address.toHex()}`) + BigInt(offset);
        const digits = sum.toString(16).padStart(address.length * 2, '0');
        const expected = digits.length > address.length * 2 ? undefined : hex(digits);
        expect(addressAfter(address, offset)).toEqual(expected);
      }),
    );
  });

  it('does not change its argument', () => {
    const address = hex('c000020a');
    addressAfter(address, 300);
    expect(address).toEqual(A);
  });
});

/** As lib/linux/ip-text.ts returns them, without the text, which is not used. */
const ofFamily = (family: Family, bytes: string): IpAddress => ({
  family,
  bytes: hex(bytes),
  text: '',
});

describe('isLinkLocal', () => {
  it.each([
    ['the first of fe80::/10', 'fe800000000000000000000000000000', true],
    ['the last of fe80::/10', 'febfffffffffffffffffffffffffffff', true],
    ['the one before', 'fe7fffffffffffffffffffffffffffff', false],
    ['the one after', 'fec00000000000000000000000000000', false],
    ['of fc80::', 'fc800000000000000000000000000000', false],
    ['of fd80::', 'fd800000000000000000000000000000', false],
    ['of ff80::', 'ff800000000000000000000000000000', false],
    ['a global one', '20010db8000000000000000000000010', false],
  ])('%s: %s: %s', (_, bytes, expected) => {
    expect(isLinkLocal(ofFamily('inet6', bytes))).toBe(expected);
  });

  it('an IPv4 address that begins with the same octets: false', () => {
    expect(isLinkLocal(ofFamily('inet', 'fe800001'))).toBe(false);
  });
});

describe('isIpv4Mapped', () => {
  it.each([
    ['the first of ::ffff:0:0/96', '00000000000000000000ffff00000000', true],
    ['the last of ::ffff:0:0/96', '00000000000000000000ffffffffffff', true],
    ['the one before', '00000000000000000000fffeffffffff', false],
    ['the one after', '00000000000000000001000000000000', false],
    ['one of :: and an IPv4 address', '000000000000000000000000c000020a', false],
    ['one with another first bit', '80000000000000000000ffffc000020a', false],
  ])('%s: %s: %s', (_, bytes, expected) => {
    expect(isIpv4Mapped(ofFamily('inet6', bytes))).toBe(expected);
  });

  it('::ffff:0:0 with any one bit of its first 96 changed: false', () => {
    for (let bit = 0; bit < 96; bit++) {
      const bytes = hex('00000000000000000000ffffc000020a');
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      expect(isIpv4Mapped(ofFamily('inet6', bytes.toHex()))).toBe(false);
    }
  });

  it('an IPv4 address: false', () => {
    expect(isIpv4Mapped(ofFamily('inet', 'c000020a'))).toBe(false);
  });
});

describe('networkRole', () => {
  it.each([
    ['inet', 'c0000200', 24, 'network address'],
    ['inet', 'c00002ff', 24, 'broadcast address'],
    ['inet', 'c000020a', 24, undefined],
    ['inet', 'c00002fe', 24, undefined],
    ['inet', 'c0000201', 24, undefined],
    ['inet', 'c0000204', 30, 'network address'],
    ['inet', 'c0000207', 30, 'broadcast address'],
    ['inet', 'c0000204', 31, undefined],
    ['inet', 'c0000205', 31, undefined],
    ['inet', 'c0000204', 32, undefined],
    ['inet6', '20010db8000000000000000000000000', 64, 'subnet-router anycast address'],
    ['inet6', '20010db8000000000000000000000010', 64, undefined],
    ['inet6', '20010db800000000ffffffffffffffff', 64, undefined],
    ['inet6', '20010db8000000000000000000000004', 126, 'subnet-router anycast address'],
    ['inet6', '20010db8000000000000000000000004', 127, undefined],
    ['inet6', '20010db8000000000000000000000004', 128, undefined],
  ] as const)('%s %s/%d: %s', (family, bytes, prefixLength, expected) => {
    expect(networkRole(ofFamily(family, bytes), prefixLength)).toBe(expected);
  });
});
