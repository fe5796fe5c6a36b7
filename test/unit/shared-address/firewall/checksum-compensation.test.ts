import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checksumCompensation } from '../../../../lib/shared-address/firewall/checksum-compensation.ts';
import { IPPROTO_ICMPV6, upperLayerChecksum } from '../../../../lib/wire/ipv6.ts';

const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const text = (bytes: Uint8Array) => bytes.toHex().replace(/..(?=.)/g, '$&:');

/** Over the whole message, its own checksum included: 0 where that is right. */
function sumOf(payload: Uint8Array): number {
  const address = new Uint8Array(16);
  return upperLayerChecksum({
    nextHeader: IPPROTO_ICMPV6,
    source: address,
    destination: address,
    payload,
  });
}

it('leaves the checksum of any message right', () => {
  fc.assert(
    fc.property(octets(6), octets(6), octets(32), (from, to, message) => {
      message.set([0, 0], 2);
      message.set([0, 0], 6);
      message.set(from, 26);
      const checksum = sumOf(message);
      message.set([checksum >> 8, checksum & 0xff], 2);
      const right = sumOf(message);
      message.set(to, 26);
      const compensation = checksumCompensation(text(from), text(to));
      message.set([compensation >> 8, compensation & 0xff], 6);
      expect(sumOf(message)).toBe(right);
    }),
  );
});

it('is nothing where nothing changes', () => {
  // Of the two zeros of one's complement, the one that has all bits set.
  expect(checksumCompensation('02:00:00:00:00:01', '02:00:00:00:00:01')).toBe(0xffff);
});
