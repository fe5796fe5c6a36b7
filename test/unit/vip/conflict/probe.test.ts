import { beforeEach, describe, expect, it } from 'vitest';
import { probe, probeSource } from '../../../../lib/vip/conflict/probe.ts';
import { IFA_F_DADFAILED, IFA_F_TENTATIVE, RT_SCOPE_LINK } from '../../../../lib/wire/ifaddrmsg.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import { bytesOf, hex } from '../../support/fields.ts';

const V4 = address('192.0.2.10');
const V6 = address('2001:db8::10');
const MAC = hex('0200000000aa');

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('eth0');
});
const sourceFor = (ip: typeof V4) => probeSource(new FakeKernel(host), host.link('eth0'), ip);
const addLinkLocal = (text: string, flags?: number, dev = 'eth0') =>
  host.addAddress(dev, text, { scope: RT_SCOPE_LINK, ...(flags !== undefined && { flags }) });

/** RFC 5227 section 1.1: the sender protocol address is zero, so that nobody learns. */
const ARP_PROBE = {
  ar$hrd: '00 01', // Ethernet
  ar$pro: '08 00', // IPv4
  ar$hln: '06',
  ar$pln: '04',
  ar$op: '00 01', // request
  ar$sha: '02 00 00 00 00 01',
  ar$spa: '00 00 00 00',
  ar$tha: '00 00 00 00 00 00',
  ar$tpa: 'c0 00 02 0a',
};

describe('a probe for an IPv4 address', () => {
  it('is an ARP Probe to all hosts', () => {
    expect(probe(sourceFor(V4), V4.bytes)).toEqual({
      etherType: 0x0806,
      destination: hex('ffffffffffff'),
      payload: bytesOf(ARP_PROBE),
    });
  });

  it('to one host has the same octets', () => {
    expect(probe(sourceFor(V4), V4.bytes, MAC)).toEqual({
      etherType: 0x0806,
      destination: MAC,
      payload: bytesOf(ARP_PROBE),
    });
  });

  it('needs no system call', () => {
    sourceFor(V4);
    expect(host.calls).toEqual([]);
  });
});

/** From fe80::1, for a link with the address 02:00:00:00:00:01. */
const SOLICITATION = {
  'version, traffic class, flow label': '60 00 00 00',
  'payload length': '00 20',
  'next header': '3a', // ICMPv6
  'hop limit': 'ff',
  source: 'fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01',
  destination: 'ff 02 00 00 00 00 00 00 00 00 00 01 ff 00 00 10',
  type: '87',
  code: '00',
  checksum: '4b 43',
  reserved: '00 00 00 00',
  target: '20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10',
  'option type': '01', // Source Link-Layer Address
  'option length': '01',
  'link-layer address': '02 00 00 00 00 01',
};

describe('a probe for an IPv6 address', () => {
  it('is a Neighbor Solicitation from a link-local address', () => {
    addLinkLocal('fe80::1/64');
    expect(probe(sourceFor(V6), V6.bytes)).toEqual({
      etherType: 0x86dd,
      destination: hex('3333ff000010'),
      payload: bytesOf(SOLICITATION),
    });
  });

  it('to one host has the target as its destination', () => {
    addLinkLocal('fe80::1/64');
    const packet = probe(sourceFor(V6), V6.bytes, MAC);
    expect(packet?.destination).toEqual(MAC);
    expect(packet?.payload.subarray(24, 40)).toEqual(V6.bytes);
  });

  it.each<[string, () => void]>([
    ['no address', () => {}],
    ['a global address', () => host.addAddress('eth0', '2001:db8::1/64')],
    ['a tentative link-local address', () => addLinkLocal('fe80::1/64', IFA_F_TENTATIVE)],
    ['one that is a duplicate', () => addLinkLocal('fe80::1/64', IFA_F_DADFAILED)],
    [
      'one on another link',
      () => {
        host.addLink('eth1');
        addLinkLocal('fe80::1/64', undefined, 'eth1');
      },
    ],
  ])('with %s alone there is none', (_, add) => {
    host.addresses.detectionTime = Number.POSITIVE_INFINITY;
    add();
    expect(probe(sourceFor(V6), V6.bytes)).toBeUndefined();
  });

  it('never has the address that is sought as its source', () => {
    const ip = address('fe80::10');
    addLinkLocal('fe80::10/64');
    expect(probe(sourceFor(ip), ip.bytes)).toBeUndefined();
    addLinkLocal('fe80::1/64');
    expect(sourceFor(ip).linkLocal).toEqual(address('fe80::1').bytes);
  });
});
