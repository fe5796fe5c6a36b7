/** Random values for fast-check. */
import fc from 'fast-check';
import type { InterfaceAddress } from '../../../lib/wire/ifaddrmsg.ts';

export const u8 = fc.nat(0xff);
export const u16 = fc.nat(0xffff);
export const u32 = fc.nat(0xffffffff);

export function octets(length: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: length, maxLength: length });
}

export const ipv4Bytes = octets(4);
export const ipv6Bytes = octets(16);
export const ipBytes = fc.oneof(ipv4Bytes, ipv6Bytes);

/** Of Ethernet or InfiniBand. */
export const hardwareAddress = fc.oneof(octets(6), octets(20));

/** Without NUL, which ends a string in a netlink attribute. */
export const asciiName = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 });

export const interfaceAddress: fc.Arbitrary<InterfaceAddress> = fc
  .constantFrom(4, 16)
  .chain((length) =>
    fc.record({
      family: u8,
      prefixLength: u8,
      flags: u32,
      scope: u8,
      index: u32,
      local: octets(length),
      address: octets(length),
      broadcast: fc.option(octets(length), { nil: undefined }),
      label: fc.option(asciiName, { nil: undefined }),
    }),
  );
