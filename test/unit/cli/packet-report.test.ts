import { describe, expect, it } from 'vitest';
import { explain } from '../../../lib/actions/explain.ts';
import { type PacketReport, packetReport } from '../../../lib/cli/packet-report.ts';
import { packetText } from '../../../lib/cli/packet-text.ts';
import { contextOf, type Parameters } from '../support/actions.ts';
import { FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import type { LinkOptions } from '../support/fake-links.ts';

const OWN = '02:00:00:00:00:01';
const BROADCAST = 'ff:ff:ff:ff:ff:ff';
const ETHERNET: LinkOptions = {
  device: {
    hardwareType: 1,
    address: Uint8Array.of(2, 0, 0, 0, 0, 1),
    broadcast: new Uint8Array(6).fill(0xff),
  },
};
const OWN_INFINIBAND = `80:${'00:'.repeat(18)}01`;
const INFINIBAND: LinkOptions = {
  device: {
    hardwareType: 32,
    address: Uint8Array.of(0x80, ...new Uint8Array(18), 1),
    broadcast: new Uint8Array(20).fill(0xff),
  },
};

function reports(link: LinkOptions, parameters: Parameters, isRouter = false): PacketReport[] {
  const host = new FakeHost();
  host.addLink('eth0', link);
  host.addAddress('eth0', '10.0.0.1/24');
  const kernel = new FakeKernel(host);
  const forwards = { forwardsIpv6: () => isRouter };
  const explanation = explain(contextOf(Object.assign(kernel, forwards), parameters));
  return explanation.packets.map((packet) => packetReport(packet, explanation.link));
}

const IPV4 = { ip: '10.0.0.10' };
const IPV6 = { ip: '2001:db8::10/64', nic: 'eth0' };

describe('the report of a packet has fields and octets', () => {
  it('ARP on Ethernet', () => {
    const ethernet = { destination: BROADCAST, source: OWN };
    const arp = {
      operation: 1,
      senderHardwareAddress: OWN,
      senderProtocolAddress: '10.0.0.10',
      targetHardwareAddress: '00:00:00:00:00:00',
      targetProtocolAddress: '10.0.0.10',
    };
    expect(reports(ETHERNET, IPV4)).toEqual([
      {
        operation: 'ARP request',
        destination: BROADCAST,
        fields: { ethernet, arp },
        frame:
          'ffffffffffff0200000000010806' +
          '0001080006040001' +
          '0200000000010a00000a' +
          '0000000000000a00000a',
      },
      {
        operation: 'ARP reply',
        destination: BROADCAST,
        fields: { ethernet, arp: { ...arp, operation: 2, targetHardwareAddress: OWN } },
        frame:
          'ffffffffffff0200000000010806' +
          '0001080006040002' +
          '0200000000010a00000a' +
          '0200000000010a00000a',
      },
    ]);
  });

  it('a Neighbor Advertisement on Ethernet', () => {
    expect(reports(ETHERNET, IPV6)).toEqual([
      {
        operation: 'Neighbor Advertisement',
        destination: '33:33:00:00:00:01',
        fields: {
          ethernet: { destination: '33:33:00:00:00:01', source: OWN },
          ipv6: {
            sourceAddress: '2001:db8::10',
            destinationAddress: 'ff02::1',
            hopLimit: 255,
          },
          neighborAdvertisement: {
            router: false,
            solicited: false,
            override: true,
            targetAddress: '2001:db8::10',
            targetLinkLayerAddress: OWN,
          },
        },
        frame: expect.stringMatching(/^33330000000102000000000186dd60[0-9a-f]+$/),
      },
    ]);
  });

  it('has no Ethernet header on InfiniBand, where the kernel writes the header', () => {
    const [arp] = reports(INFINIBAND, IPV4);
    expect(arp?.fields.ethernet).toBeUndefined();
    expect(arp?.fields.arp?.senderHardwareAddress).toBe(OWN_INFINIBAND);
    const [advertisement] = reports(INFINIBAND, IPV6);
    expect(advertisement?.fields.ethernet).toBeUndefined();
    expect(advertisement?.fields.neighborAdvertisement?.targetLinkLayerAddress).toBe(
      OWN_INFINIBAND,
    );
  });
});

describe('the text of a packet has a line for each field', () => {
  it('ARP on Ethernet', () => {
    expect(reports(ETHERNET, { ...IPV4, arp_type: 'reply' }).flatMap(packetText)).toEqual([
      '  ARP reply',
      '    Ethernet                 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff',
      '    operation                2 (reply)',
      '    sender hardware address  02:00:00:00:00:01',
      '    sender protocol address  10.0.0.10',
      '    target hardware address  02:00:00:00:00:01',
      '    target protocol address  10.0.0.10',
    ]);
    expect(reports(ETHERNET, IPV4).flatMap(packetText)).toContain(
      '    operation                1 (request)',
    );
  });

  it("a router's Neighbor Advertisement on Ethernet", () => {
    expect(reports(ETHERNET, IPV6, true).flatMap(packetText)).toEqual([
      '  Neighbor Advertisement',
      '    Ethernet                   02:00:00:00:00:01 > 33:33:00:00:00:01',
      '    source address             2001:db8::10',
      '    destination address        ff02::1',
      '    hop limit                  255',
      '    flags                      R (router), O (override)',
      '    target address             2001:db8::10',
      '    target link-layer address  02:00:00:00:00:01',
    ]);
  });

  it('ARP on InfiniBand', () => {
    const lines = reports(INFINIBAND, IPV4).flatMap(packetText);
    expect(lines[1]).toBe(`    link-layer destination   ${'ff:'.repeat(19)}ff`);
  });

  it('a solicited advertisement, and one without a link-layer address', () => {
    const advertisement = { router: false, override: false, targetAddress: '2001:db8::10' };
    const text = (solicited: boolean) =>
      packetText({
        operation: 'Neighbor Advertisement',
        destination: BROADCAST,
        fields: { neighborAdvertisement: { ...advertisement, solicited } },
        frame: '',
      });
    expect(text(true)).toContain('    flags                   S (solicited)');
    expect(text(false)).toContain('    flags                   none');
    expect(text(true).join('\n')).not.toContain('target link-layer address');
  });
});
