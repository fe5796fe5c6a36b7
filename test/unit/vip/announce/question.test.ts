import { describe, expect, it } from 'vitest';
import { question } from '../../../../lib/vip/announce/question.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { bytesOf, hex } from '../../support/fields.ts';

const link = new FakeHost().addLink('eth0');
const PEER_MAC = hex('0200000000aa');

/** For a link with the address 02:00:00:00:00:01. */
const REQUEST = {
  ar$hrd: '00 01', // Ethernet
  ar$pro: '08 00', // IPv4
  ar$hln: '06',
  ar$pln: '04',
  ar$op: '00 01', // request
  ar$sha: '02 00 00 00 00 01',
  ar$spa: 'c0 00 02 0a',
  ar$tha: '00 00 00 00 00 00',
  ar$tpa: 'c0 00 02 01',
};

/** RFC 4861 section 4.3 */
const SOLICITATION = {
  'version, traffic class, flow label': '60 00 00 00',
  'payload length': '00 20',
  'next header': '3a', // ICMPv6
  'hop limit': 'ff',
  source: '20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10',
  destination: 'ff 02 00 00 00 00 00 00 00 00 00 01 ff 00 00 01',
  type: '87',
  code: '00',
  checksum: '1c 1a',
  reserved: '00 00 00 00',
  target: '20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01',
  'option type': '01', // Source Link-Layer Address
  'option length': '01',
  'link-layer address': '02 00 00 00 00 01',
};

describe('question to an IPv4 peer', () => {
  const ask = (destination?: Uint8Array) =>
    question(link, address('192.0.2.10'), address('192.0.2.1'), destination);

  it('is an ARP request from the address, to all hosts', () => {
    expect(ask()).toEqual({
      etherType: 0x0806,
      destination: hex('ffffffffffff'),
      payload: bytesOf(REQUEST),
    });
  });

  it('to one hardware address has the same octets', () => {
    expect(ask(PEER_MAC)).toEqual({ ...ask(), destination: PEER_MAC });
  });

  it('on InfiniBand has hardware addresses of 20 octets', () => {
    const device = {
      hardwareType: 32,
      address: hex('ab'.repeat(20)),
      broadcast: hex('00ffffffff12401bffff000000000000ffffffff'),
    };
    const ib0 = new FakeHost().addLink('ib0', { device });
    expect(question(ib0, address('192.0.2.10'), address('192.0.2.1'))).toEqual({
      etherType: 0x0806,
      destination: device.broadcast,
      payload: bytesOf({
        ...REQUEST,
        ar$hrd: '00 20',
        ar$hln: '14',
        ar$sha: 'ab'.repeat(20),
        ar$tha: '00'.repeat(20),
      }),
    });
  });
});

describe('question to an IPv6 peer', () => {
  const ask = (destination?: Uint8Array) =>
    question(link, address('2001:db8::10'), address('2001:db8::1'), destination);

  it('is a Neighbor Solicitation from the address, to the solicited-node group of the peer', () => {
    expect(ask()).toEqual({
      etherType: 0x86dd,
      destination: hex('3333ff000001'),
      payload: bytesOf(SOLICITATION),
    });
  });

  it('to one hardware address has the peer as its destination', () => {
    const destination = SOLICITATION.target;
    expect(ask(PEER_MAC)).toEqual({
      etherType: 0x86dd,
      destination: PEER_MAC,
      payload: bytesOf({ ...SOLICITATION, destination, checksum: 'ec 65' }),
    });
  });
});
