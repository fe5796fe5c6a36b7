import { expect, it } from 'vitest';
import { encodeEchoRequest, sourceOf } from '../../../lib/wire/icmp-echo.ts';
import { decodeIpv6, upperLayerChecksum } from '../../../lib/wire/ipv6.ts';
import { hex } from '../support/fields.ts';

it('IPv4: a packet with both checksums (RFC 791, RFC 792)', () => {
  const expected = hex(
    '45 00 00 1c 00 00 00 00 40 01 f6 d5 c0 00 02 0a c0 00 02 01 08 00 91 8f 66 70 00 00',
  );
  expect(encodeEchoRequest(hex('c000020a'), hex('c0000201'), 0x6670)).toEqual(expected);
});

it('IPv6: an echo request with its checksum (RFC 4443)', () => {
  const source = hex('20010db800000000000000000000000a');
  const destination = hex('20010db8000000000000000000000001');
  const bytes = encodeEchoRequest(source, destination, 1);
  const packet = decodeIpv6(bytes);
  expect(packet).toMatchObject({ nextHeader: 58, hopLimit: 64, source, destination });
  expect(packet.payload[0]).toBe(128);
  expect(upperLayerChecksum(packet)).toBe(0);
});

it('the source of a packet', () => {
  expect(sourceOf(encodeEchoRequest(hex('c000020a'), hex('c0000201'), 1))).toEqual(hex('c000020a'));
});
