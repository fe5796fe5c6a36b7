import fc from 'fast-check';
import { expect } from 'vitest';
import { MalformedMessage } from '../../../lib/wire/malformed.ts';

/** Random bytes, and the valid message with a few octets overwritten or its end cut off. */
function damaged(valid: Uint8Array): fc.Arbitrary<Uint8Array> {
  const overwrites = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { maxLength: 4 });
  const overwritten = fc.tuple(overwrites, fc.nat(valid.length)).map(([changes, length]) => {
    const bytes = valid.slice();
    for (const [at, octet] of changes) bytes[at] = octet;
    return bytes.subarray(0, length);
  });
  return fc.oneof(fc.uint8Array({ maxLength: 128 }), overwritten);
}

/** Whatever arrives, a decoder either makes sense of it or throws MalformedMessage. */
export function expectOnlyMalformed(
  valid: Uint8Array,
  decode: (bytes: Uint8Array) => unknown,
): void {
  const property = fc.property(damaged(valid), (bytes) => {
    try {
      decode(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedMessage);
    }
  });
  fc.assert(property, { numRuns: 500 });
}
