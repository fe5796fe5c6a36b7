import { describe, expect, it } from 'vitest';
import type { PacketReceiver } from '../../../../lib/linux/kernel.ts';
import { openListener } from '../../../../lib/vip/announce/listener.ts';
import { arpFilter, neighborAdvertisementFilter } from '../../../../lib/wire/packet-filter.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import { hex } from '../../support/fields.ts';

type Opened = readonly [etherType: number, index: number, filter: Uint8Array | undefined];

const host = new FakeHost();

class Kernel extends FakeKernel {
  readonly opened: Opened[] = [];
  override openReceiver(etherType: number, index: number, filter?: Uint8Array): PacketReceiver {
    this.opened.push([etherType, index, filter]);
    return super.openReceiver(etherType, index);
  }
}

describe('openListener', () => {
  const device = {
    hardwareType: 32,
    address: hex('ab'.repeat(20)),
    broadcast: hex('ff'.repeat(20)),
  };
  const eth0 = host.addLink('eth0');
  const ib0 = host.addLink('ib0', { device });
  const V4 = address('192.0.2.10');

  it.each<[string, typeof eth0, string, Opened]>([
    ['IPv4 on Ethernet', eth0, '192.0.2.10', [0x0806, 1, arpFilter(V4.bytes, 6)]],
    ['IPv4 on InfiniBand', ib0, '192.0.2.10', [0x0806, 2, arpFilter(V4.bytes, 20)]],
    ['IPv6', eth0, '2001:db8::10', [0x86dd, 1, neighborAdvertisementFilter()]],
  ])('%s: opens one socket with its filter', (_, link, ip, expected) => {
    const kernel = new Kernel(host);
    openListener(kernel, address(ip), link);
    expect(kernel.opened).toEqual([expected]);
  });
});
