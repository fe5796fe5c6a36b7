import { beforeAll, describe, expect, it } from 'vitest';
import { place } from '../../../lib/vip/placement.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';

const UNRELATED_ROUTES = 50_000;

describe('on a host with 50,000 unrelated routes', () => {
  let host: FakeHost;
  beforeAll(() => {
    host = new FakeHost();
    host.addLink('lo', { loopback: true });
    host.addAddress('lo', '127.0.0.1/8');
    for (const name of ['eth0', 'eth1', 'eth2']) host.addLink(name);
    host.addAddress('eth0', '10.0.0.1/24');
    host.addAddress('eth1', '10.1.0.1/24');
    host.addRoute('default', { dev: 'eth0', via: '10.0.0.254' });
    for (let i = 0; i < UNRELATED_ROUTES; i++) {
      const to = `172.${16 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}/32`;
      host.addRoute(to, { dev: 'eth0', via: '10.0.0.254' });
    }
  });

  /** The system calls that a placement takes. */
  function calls(ip: string, nic?: string, prefixLength?: number): string[] {
    const link = nic === undefined ? undefined : host.link(nic);
    const before = host.calls.length;
    const placement = place(new FakeKernel(host), { ip: address(ip), link, prefixLength });
    expect(placement.kind).toBe('placed');
    return host.calls.slice(before);
  }

  it('the table is not read where a look-up settles it', () => {
    const made = calls('10.0.0.10');
    expect(made).toContain('routes.lookUp');
    expect(made).not.toContain('routes.list');
  });

  it('nor where nic is given', () => {
    expect(calls('10.0.0.10', 'eth0')).not.toContain('routes.list');
  });

  it('nor where nic and cidr_netmask are given and nothing covers the address', () => {
    expect(calls('192.0.2.1', 'eth1', 32)).not.toContain('routes.list');
  });

  it('nor where they are given and only the default route covers it', () => {
    expect(calls('192.0.2.1', 'eth0', 32)).not.toContain('routes.list');
  });

  it('a look-up is made for each interface that could be a rival, and no more', () => {
    const lookUps = calls('10.0.0.10').filter((name) => name === 'routes.lookUp');
    expect(lookUps).toHaveLength(3);
  });
});
