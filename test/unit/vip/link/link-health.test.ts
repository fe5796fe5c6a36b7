import { beforeEach, describe, expect, it } from 'vitest';
import { hasNeighbours, linkHealth, setLinkUp } from '../../../../lib/vip/link/link-health.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import type { LinkOptions } from '../../support/fake-links.ts';
import { hex } from '../../support/fields.ts';
import { systemError } from '../../support/system-error.ts';

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
});

describe('linkHealth', () => {
  it.each([
    ['up', { up: true, carrier: true }],
    ['no-carrier', { up: true, carrier: false }],
    ['down', { up: false, carrier: true }],
    ['down', { up: false, operationalState: 'UNKNOWN' }],
    ['up', { up: true, carrier: false, operationalState: 'UNKNOWN' }],
    ['up', { up: true, carrier: true, operationalState: 'DORMANT' }],
  ] as const)('is %s for %j', (kind, options: LinkOptions) => {
    expect(linkHealth(host.addLink('eth0', options))).toBe(kind);
  });
});

describe('setLinkUp', () => {
  const PATIENCE = 4000;
  const setUp = (awaitsCarrier: boolean) =>
    setLinkUp(kernel, host.link('eth0'), kernel.clock.now() + (awaitsCarrier ? PATIENCE : 0));

  it('brings a link up, and returns when it has a carrier', () => {
    host.addLink('eth0', { up: false, carrier: false });
    host.timeline.at(1200, () => host.links.setCarrier('eth0', true));
    expect(setUp(true)).toEqual({ health: 'up', waited: 1200 });
    expect(host.timeline.elapsed).toBe(1200);
  });

  it('waits until the deadline, also while other links change', () => {
    host.addLink('eth0', { up: false, carrier: false });
    host.addLink('eth1');
    host.timeline.at(500, () => host.links.setCarrier('eth1', false));
    host.timeline.at(2500, () => host.links.setCarrier('eth1', true));
    expect(setUp(true)).toMatchObject({ health: 'no-carrier' });
    expect(host.timeline.elapsed).toBe(PATIENCE);
  });

  it('does not wait if the deadline is now', () => {
    host.addLink('eth0', { up: false, carrier: false });
    expect(setUp(false)).toMatchObject({ health: 'no-carrier' });
    expect(host.timeline.elapsed).toBe(0);
  });

  it('sets the link down again if it fails', () => {
    host.addLink('eth0', { up: false });
    const before = host.state();
    host.refuse('links.byIndex', systemError('RTM_GETLINK', 'ENOBUFS'));
    expect(() => setUp(true)).toThrow('RTM_GETLINK: ENOBUFS');
    expect(host.state()).toEqual(before);
    expect(host.descriptors.of(kernel.pid)).toEqual([]);
  });

  it('closes its watch', () => {
    host.addLink('eth0', { up: false });
    setUp(true);
    expect(host.descriptors.of(kernel.pid)).toEqual([]);
  });
});

const NOTHING = hex('');
const ETHERNET = hex('020000000001');

describe('hasNeighbours', () => {
  it.each<[string, LinkOptions, boolean]>([
    ['Ethernet', {}, true],
    ['a loopback interface', { loopback: true }, false],
    ['a link without ARP', { noArp: true }, false],
    [
      'a tunnel without addresses',
      { device: { hardwareType: 0xfffe, address: NOTHING, broadcast: NOTHING } },
      false,
    ],
    [
      'a link without a broadcast address',
      { device: { hardwareType: 1, address: ETHERNET, broadcast: NOTHING } },
      false,
    ],
    [
      'a link with an address of one octet',
      { device: { hardwareType: 7, address: hex('01'), broadcast: hex('00') } },
      true,
    ],
  ])('of %s, %j, is %s', (_, options, expected) => {
    expect(hasNeighbours(new FakeHost().addLink('net0', options))).toBe(expected);
  });
});
