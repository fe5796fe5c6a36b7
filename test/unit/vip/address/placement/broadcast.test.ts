import { beforeEach, describe, expect, it } from 'vitest';
import type { BroadcastRule } from '../../../../../lib/ocf/request.ts';
import { place } from '../../../../../lib/vip/address/placement.ts';
import { address, FakeHost } from '../../../support/fake-host.ts';
import { FakeKernel } from '../../../support/fake-kernel.ts';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.addLink('eth0');
});

/** The broadcast address for 10.0.0.10; undefined if there is none. */
function broadcast(rule: BroadcastRule | undefined, prefixLength?: number): string | undefined {
  const kernel = new FakeKernel(host);
  const link = prefixLength === undefined ? undefined : host.link('eth0');
  const placement = place(kernel, {
    ip: address('10.0.0.10'),
    link,
    prefixLength,
    broadcast: rule,
  });
  if (placement.kind !== 'placed') throw new Error(placement.kind);
  return placement.broadcast?.join('.');
}

describe('the broadcast address', () => {
  it("is inherited from the interface's own address", () => {
    const own = address('10.0.0.127').bytes;
    host.addAddress('eth0', '10.0.0.1/24', { broadcast: own });
    expect(broadcast(undefined)).toBe('10.0.0.127');
  });

  it("is none if the interface's own address has none", () => {
    host.addAddress('eth0', '10.0.0.1/24');
    expect(broadcast(undefined)).toBeUndefined();
  });

  it('is none if the route has no preferred source', () => {
    host.addRoute('10.0.0.0/24', { dev: 'eth0' });
    expect(broadcast(undefined)).toBeUndefined();
  });

  it('is not inherited from an address of another network', () => {
    host.addRoute('10.0.0.0/24', { dev: 'eth0' });
    host.addAddress('eth0', '10.1.0.1/24', { broadcast: address('10.1.0.255').bytes });
    expect(broadcast(undefined)).toBeUndefined();
  });

  it.each([
    ['+', 'set-host-bits', 24, '10.0.0.255'],
    ['-', 'clear-host-bits', 24, '10.0.0.0'],
    ['+', 'set-host-bits', 30, '10.0.0.11'],
    ['-', 'clear-host-bits', 30, '10.0.0.8'],
    ['+', 'set-host-bits', 20, '10.0.15.255'],
    ['+', 'set-host-bits', 31, undefined],
    ['-', 'clear-host-bits', 31, undefined],
    ['+', 'set-host-bits', 32, undefined],
    ['-', 'clear-host-bits', 32, undefined],
  ] as const)('%s (%s) on a /%i is %s', (_text, rule, prefixLength, expected) => {
    expect(broadcast(rule, prefixLength)).toBe(expected);
  });

  it('is that of the parameter, also for a /32', () => {
    expect(broadcast(address('10.0.0.99'), 32)).toBe('10.0.0.99');
  });
});
