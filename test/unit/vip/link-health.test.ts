import { beforeEach, describe, expect, it } from 'vitest';
import { linkHealth, raiseLink } from '../../../lib/vip/link-health.ts';
import { FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import type { LinkOptions } from '../support/fake-links.ts';
import { systemError } from '../support/system-error.ts';

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
});

describe('linkHealth', () => {
  it.each([
    ['up', { up: true, carrier: true }],
    ['no-lower-layer', { up: true, carrier: false }],
    ['administratively-down', { up: false, carrier: true }],
    ['administratively-down', { up: false, operationalState: 'UNKNOWN' }],
    ['up', { up: true, carrier: false, operationalState: 'UNKNOWN' }],
    ['up', { up: true, carrier: true, operationalState: 'DORMANT' }],
  ] as const)('is %s for %j', (kind, options: LinkOptions) => {
    expect(linkHealth(host.addLink('eth0', options))).toEqual({ kind });
  });
});

describe('raiseLink', () => {
  const PATIENCE = 4000;
  const raise = (awaitsCarrier: boolean) =>
    raiseLink(kernel, host.link('eth0'), kernel.clock.now() + (awaitsCarrier ? PATIENCE : 0));

  it('leaves a link alone that is up', () => {
    host.addLink('eth0');
    expect(raise(true)).toEqual({ health: { kind: 'up' }, raised: false });
    expect(host.calls).not.toContain('links.setUp up');
  });

  it('does not wait for the carrier of a link that was up before', () => {
    host.addLink('eth0', { carrier: false });
    expect(raise(true)).toEqual({ health: { kind: 'no-lower-layer' }, raised: false });
    expect(host.timeline.elapsed).toBe(0);
  });

  it('brings a link up, and waits no longer than its carrier takes', () => {
    host.addLink('eth0', { up: false, carrier: false });
    host.timeline.at(1200, () => host.links.setCarrier('eth0', true));
    expect(raise(true)).toEqual({ health: { kind: 'up' }, raised: true, waited: 1200 });
    expect(host.timeline.elapsed).toBe(1200);
  });

  it('waits until its deadline, also while other links change', () => {
    host.addLink('eth0', { up: false, carrier: false });
    host.addLink('eth1');
    host.timeline.at(500, () => host.links.setCarrier('eth1', false));
    host.timeline.at(2500, () => host.links.setCarrier('eth1', true));
    expect(raise(true)).toMatchObject({ health: { kind: 'no-lower-layer' }, raised: true });
    expect(host.timeline.elapsed).toBe(PATIENCE);
  });

  it('does not wait unless it is asked to', () => {
    host.addLink('eth0', { up: false, carrier: false });
    expect(raise(false)).toMatchObject({ health: { kind: 'no-lower-layer' }, raised: true });
    expect(host.timeline.elapsed).toBe(0);
  });

  it('takes the link down again when something goes wrong', () => {
    host.addLink('eth0', { up: false });
    const before = host.state();
    host.refuse('links.byIndex', systemError('RTM_GETLINK', 'ENOBUFS'));
    expect(() => raise(true)).toThrow('RTM_GETLINK: ENOBUFS');
    expect(host.state()).toEqual(before);
    expect(host.descriptors.of(kernel.pid)).toEqual([]);
  });

  it('closes what it opened', () => {
    host.addLink('eth0', { up: false });
    raise(true);
    expect(host.descriptors.of(kernel.pid)).toEqual([]);
  });
});
