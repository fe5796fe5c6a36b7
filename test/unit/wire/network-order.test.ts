import fc from 'fast-check';
import { expect, it } from 'vitest';
import { getNetworkU16, putNetworkU16 } from '../../../lib/wire/octets.ts';
import { u16 } from '../support/arbitraries.ts';

it('u16 in network byte order is what DataView takes for it', () => {
  fc.assert(
    fc.property(u16, (value) => {
      const bytes = new Uint8Array(4);
      putNetworkU16(bytes, 2, value);
      expect(new DataView(bytes.buffer).getUint16(2)).toBe(value);
      expect(getNetworkU16(bytes, 2)).toBe(value);
    }),
  );
});
