import { describe, expect, it } from 'vitest';
import type { PacketFields } from '../../../lib/cli/packet-report.ts';
import { packetText } from '../../../lib/cli/packet-text.ts';

const DESTINATION = 'ff:ff:ff:ff:ff:ff';

function textOf(operation: string, fields: PacketFields): string[] {
  return packetText({ operation, destination: DESTINATION, fields, frame: '' });
}

const ETHERNET = { destination: DESTINATION, source: '02:00:00:00:00:01' };
const ARP = {
  senderHardwareAddress: '02:00:00:00:00:01',
  senderProtocolAddress: '10.0.0.10',
  targetHardwareAddress: '00:00:00:00:00:00',
  targetProtocolAddress: '10.0.0.11',
};
const ADVERTISEMENT = { router: false, solicited: false, override: false, targetAddress: '::10' };

describe('ARP', () => {
  it('has a line for each field, in the order of the packet', () => {
    expect(textOf('ARP request', { ethernet: ETHERNET, arp: { ...ARP, operation: 1 } })).toEqual([
      '  ARP request',
      '    Ethernet                 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff',
      '    operation                1 (request)',
      '    sender hardware address  02:00:00:00:00:01',
      '    sender protocol address  10.0.0.10',
      '    target hardware address  00:00:00:00:00:00',
      '    target protocol address  10.0.0.11',
    ]);
  });

  it.each([
    [1, '1 (request)'],
    [2, '2 (reply)'],
    [3, '3 (unknown)'],
  ])('operation %i is %s', (operation, text) => {
    expect(textOf('ARP', { arp: { ...ARP, operation } })).toContain(
      `    operation                ${text}`,
    );
  });

  it('without an Ethernet header has the link-layer destination', () => {
    expect(textOf('ARP reply', { arp: { ...ARP, operation: 2 } }).slice(0, 2)).toEqual([
      '  ARP reply',
      '    link-layer destination   ff:ff:ff:ff:ff:ff',
    ]);
  });
});

describe('a Neighbor Advertisement', () => {
  it.each([
    [{}, 'none'],
    [{ router: true }, 'R (router)'],
    [{ solicited: true }, 'S (solicited)'],
    [{ override: true }, 'O (override)'],
    [{ router: true, solicited: true, override: true }, 'R (router), S (solicited), O (override)'],
  ])('with the flags %j: %s', (flags, text) => {
    const lines = textOf('NA', { neighborAdvertisement: { ...ADVERTISEMENT, ...flags } });
    expect(lines).toEqual([
      '  NA',
      '    link-layer destination  ff:ff:ff:ff:ff:ff',
      `    flags                   ${text}`,
      '    target address          ::10',
    ]);
  });

  it('has the IPv6 header and the target link-layer address', () => {
    const lines = textOf('Neighbor Advertisement', {
      ethernet: ETHERNET,
      ipv6: { sourceAddress: '::10', destinationAddress: 'ff02::1', hopLimit: 255 },
      neighborAdvertisement: { ...ADVERTISEMENT, targetLinkLayerAddress: '02:00:00:00:00:01' },
    });
    expect(lines).toEqual([
      '  Neighbor Advertisement',
      '    Ethernet                   02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff',
      '    source address             ::10',
      '    destination address        ff02::1',
      '    hop limit                  255',
      '    flags                      none',
      '    target address             ::10',
      '    target link-layer address  02:00:00:00:00:01',
    ]);
  });
});
