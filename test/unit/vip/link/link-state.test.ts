import { beforeEach, describe, expect, it } from 'vitest';
import { linkState } from '../../../../lib/vip/link/link-state.ts';
import { FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import type { LinkOptions } from '../../support/fake-links.ts';
import { hex } from '../../support/fields.ts';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});
const stateOf = (name: string) => linkState(new FakeKernel(host), host.link(name));

describe('linkState', () => {
  it('has the carrier count, the hardware address and the active port', () => {
    host.addLink('bond0', { activePort: 7 });
    expect(stateOf('bond0')).toBe('1 02:00:00:00:00:01 7');
  });

  it('of a link without a hardware address has nothing in its place', () => {
    const device = { hardwareType: 0xfffe, address: hex(''), broadcast: hex('') };
    host.addLink('tun0', { device });
    expect(stateOf('tun0')).toBe('1  0');
  });

  it.each<[string, () => void, string]>([
    ['the carrier was away', () => host.links.setCarrier('eth0', true), '2 02:00:00:00:00:01 0'],
    [
      'the hardware address is another one',
      () => host.links.setAddress('eth0', hex('020000000099')),
      '1 02:00:00:00:00:99 0',
    ],
    [
      'the active port is another one',
      () => host.links.setActivePort('eth0', 9),
      '1 02:00:00:00:00:01 9',
    ],
  ])('changes if %s', (_, change, expected) => {
    host.addLink('eth0');
    change();
    expect(stateOf('eth0')).toBe(expected);
  });

  it.each<[string, () => void]>([
    ['the name', () => host.links.rename('eth0', 'wan0')],
    ['the carrier, as long as it is away', () => host.links.setCarrier('eth0', false)],
    ['ARP', () => host.links.setNoArp('eth0', true)],
  ])('does not change with %s', (_, change) => {
    const { index } = host.addLink('eth0');
    const before = stateOf('eth0');
    change();
    expect(linkState(new FakeKernel(host), host.links.snapshot(index))).toBe(before);
  });

  it('does not ask the kernel for a link without a lower one', () => {
    const link = host.addLink('eth0');
    linkState(new FakeKernel(host), link);
    expect(host.calls).toEqual([]);
  });
});

describe('the active port of a link on a bond', () => {
  /** Links 1 (a bond with the active port 9), 2 on 1, and so on. */
  function stack(...names: readonly string[]): void {
    host.addLink('bond0', { activePort: 9 });
    names.forEach((name, at) => {
      host.addLink(name, { lower: at + 1 });
    });
  }

  it.each([
    [['bond0.2'], 'bond0.2'],
    [['bond0.2', 'macvlan0'], 'macvlan0'],
  ])('is that of the bond: %j', (names, name) => {
    stack(...names);
    expect(stateOf(name).split(' ')[2]).toBe('9');
  });

  it('changes with that of the bond', () => {
    stack('bond0.2', 'macvlan0');
    const before = stateOf('macvlan0');
    host.links.setActivePort('bond0', 10);
    expect(stateOf('macvlan0')).not.toBe(before);
  });

  it('carrier and hardware address are those of the link itself', () => {
    stack('bond0.2');
    const before = stateOf('bond0.2');
    host.links.setCarrier('bond0', true);
    host.links.setAddress('bond0', hex('020000000099'));
    expect(stateOf('bond0.2')).toBe(before);
  });

  it('is 0 on more levels than there are in practice', () => {
    stack('bond0.2', 'bond0.2.3', 'macvlan0');
    expect(stateOf('macvlan0').split(' ')[2]).toBe('0');
  });

  it.each<[string, LinkOptions]>([
    ['that is gone', { lower: 77 }],
    ['that is a veth, which is on this one', { lower: 2 }],
    ['that is itself', { lower: 1 }],
  ])('is 0 on a lower link %s', (_, options) => {
    host.addLink('veth0', options);
    host.addLink('veth1', { lower: 1 });
    expect(stateOf('veth0')).toBe('1 02:00:00:00:00:01 0');
    expect(host.calls.length).toBeLessThanOrEqual(3);
  });
});
