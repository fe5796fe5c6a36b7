import { describe, expect, it } from 'vitest';
import { neighborPacket, solicitation } from '../../../../lib/vip/announce/neighbor-packet.ts';
import { decodeIpv6, upperLayerChecksum } from '../../../../lib/wire/ipv6.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { hex } from '../../support/fields.ts';

const SOURCE = address('fe80::1').bytes;
const TARGET = address('2001:db8::abcd:10').bytes;
const MAC = hex('0200000000aa');

it('neighborPacket is ICMPv6 with the hop limit 255, which no router has forwarded', () => {
  const packet = neighborPacket(SOURCE, TARGET, MAC, hex('88000000'));
  expect(packet).toMatchObject({ etherType: 0x86dd, destination: MAC });
  expect(decodeIpv6(packet.payload)).toEqual({
    nextHeader: 58,
    hopLimit: 255,
    source: SOURCE,
    destination: TARGET,
    payload: hex('88000000'),
  });
});

describe('solicitation', () => {
  const link = new FakeHost().addLink('eth0');

  it.each<[string, Uint8Array | undefined, string, string]>([
    ['the solicited-node group', undefined, '3333ffcd0010', 'ff02::1:ffcd:10'],
    ['one host', MAC, '0200000000aa', '2001:db8::abcd:10'],
  ])('to %s', (_, given, hardwareAddress, destination) => {
    const packet = solicitation(link, SOURCE, TARGET, given);
    const decoded = decodeIpv6(packet.payload);
    expect(packet.destination).toEqual(hex(hardwareAddress));
    expect(decoded).toMatchObject({ source: SOURCE, destination: address(destination).bytes });
    expect(decoded.payload.subarray(8, 24)).toEqual(TARGET);
    expect(decoded.payload.subarray(26)).toEqual(link.address);
    expect(upperLayerChecksum(decoded)).toBe(0);
  });

  it('on InfiniBand is sent to the multicast GID of the group', () => {
    const device = {
      hardwareType: 32,
      address: hex('ab'.repeat(20)),
      broadcast: hex('00ffffffff12401bffff000000000000ffffffff'),
    };
    const ib0 = new FakeHost().addLink('ib0', { device });
    const packet = solicitation(ib0, SOURCE, TARGET);
    expect(packet.destination).toEqual(hex('00ffffffff12601bffff00000000 0001ffcd0010'));
    expect(decodeIpv6(packet.payload).payload.subarray(24)).toEqual(
      hex(`01030000${'ab'.repeat(20)}`),
    );
  });
});
