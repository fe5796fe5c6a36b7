import { beforeEach, describe, expect, it } from 'vitest';
import type { HeldAddress } from '../../../../lib/linux/kernel.ts';
import { changeLifetime, hasOtherLifetime } from '../../../../lib/vip/address/lifetime.ts';
import {
  IFA_F_NODAD,
  IFA_F_NOPREFIXROUTE,
  IFA_F_PERMANENT,
  type InterfaceAddress,
} from '../../../../lib/wire/ifaddrmsg.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';

const VIP = address('2001:db8::10');
const FOREVER = 0xffffffff;

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('eth0');
});

function held(options: Partial<InterfaceAddress> = {}): HeldAddress {
  host.addAddress('eth0', '2001:db8::10/64', { validLifetime: 900, ...options });
  const [entry] = host.addresses.find(VIP);
  if (!entry) throw new Error('the address is missing');
  return entry;
}

describe('hasOtherLifetime', () => {
  it.each([
    [undefined, undefined, FOREVER, false],
    [FOREVER, FOREVER, FOREVER, false],
    [FOREVER, 600, 600, false],
    [undefined, undefined, 600, true],
    [FOREVER, 601, 600, true],
    [FOREVER, 600, FOREVER, true],
    [900, 600, 600, true],
    [900, FOREVER, FOREVER, true],
  ])(
    'valid %s, preferred %s, wanted %s: %s',
    (validLifetime, preferredLifetime, wanted, expected) => {
      expect(hasOtherLifetime({ ...held(), validLifetime, preferredLifetime }, wanted)).toBe(
        expected,
      );
    },
  );
});

describe('changeLifetime', () => {
  it('makes the address permanent, with the preferred lifetime', () => {
    expect(changeLifetime(kernel, VIP, held(), 600)).toBe(true);
    const [entry] = host.addresses.find(VIP);
    expect(entry).toMatchObject({ validLifetime: FOREVER, preferredLifetime: 600 });
  });

  it.each([
    [0, 0],
    [IFA_F_NODAD, IFA_F_NODAD],
    [IFA_F_NOPREFIXROUTE, IFA_F_NOPREFIXROUTE],
    // IFA_F_TEMPORARY
    [0x01 | IFA_F_NODAD, IFA_F_NODAD],
  ])('of flags %i keeps those that the request would clear: %i', (flags, kept) => {
    host.addAddress('eth0', '2001:db8::1/64');
    changeLifetime(kernel, VIP, held({ flags: flags | IFA_F_NODAD }), FOREVER);
    const [entry] = host.addresses.find(VIP);
    expect(entry?.flags).toBe(kept | IFA_F_NODAD | IFA_F_PERMANENT);
  });

  it('sets noprefixroute if the prefix route is from another source (IPv6)', () => {
    host.addRoute('2001:db8::/64', { dev: 'eth0', metric: 1024 });
    changeLifetime(kernel, VIP, held({ flags: IFA_F_NODAD | IFA_F_NOPREFIXROUTE }), FOREVER);
    const [entry] = host.addresses.find(VIP);
    expect(entry?.flags).toBe(IFA_F_NODAD | IFA_F_NOPREFIXROUTE | IFA_F_PERMANENT);
  });

  it('keeps the prefix route of a permanent address', () => {
    const entry = held({ validLifetime: FOREVER });
    const before = host.routeTexts();
    expect(before).toHaveLength(1);
    expect(changeLifetime(kernel, VIP, entry, 600)).toBe(true);
    expect(host.routeTexts()).toEqual(before);
    expect(host.addresses.find(VIP)[0]?.flags).toBe(IFA_F_NODAD | IFA_F_PERMANENT);
  });

  it.each([100, 1000])('keeps the routes of others beside its own, metric %i', (routeMetric) => {
    host.addAddress('eth0', '2001:db8::1/64');
    host.addRoute('2001:db8::/64', { dev: 'eth0', metric: 50 });
    const entry = held({ validLifetime: FOREVER, routeMetric, flags: IFA_F_NODAD });
    const before = host.routeTexts();
    expect(before).toHaveLength(3);
    expect(changeLifetime(kernel, VIP, entry, 600)).toBe(true);
    expect(host.routeTexts()).toEqual(before);
  });

  it('does not add the route of an address that was removed meanwhile', () => {
    const entry = held({ validLifetime: FOREVER });
    host.addRoute('2001:db8::/64', { dev: 'eth0', metric: 1024 });
    host.after('addresses.change', () => host.removeAddress('eth0', '2001:db8::10/64'));
    expect(changeLifetime(kernel, VIP, entry, FOREVER)).toBe(false);
    expect(host.routeTexts()).toEqual(['2001:db8::/64 dev eth0 metric 1024']);
  });

  it('does not read routes for IPv4', () => {
    host.addAddress('eth0', '10.0.0.10/24', { validLifetime: 900 });
    const [entry] = host.addresses.find(address('10.0.0.10'));
    if (!entry) throw new Error('the address is missing');
    expect(changeLifetime(kernel, address('10.0.0.10'), entry, FOREVER)).toBe(true);
    expect(host.calls).not.toContain('routes.onLink');
  });

  it('is false if the address was removed meanwhile', () => {
    const entry = held();
    host.after('addresses.change', () => host.removeAddress('eth0', '2001:db8::10/64'));
    expect(changeLifetime(kernel, VIP, entry, FOREVER)).toBe(false);
    expect(host.calls).not.toContain('addresses.remove');
  });

  it('removes the address again if the kernel has added it', () => {
    const entry = held();
    // cstamp of struct ifa_cacheinfo, which is the last attribute.
    const message = entry.message.slice();
    message[message.length - 8] = 1;
    expect(changeLifetime(kernel, VIP, { ...entry, message }, FOREVER)).toBe(false);
    expect(host.addresses.find(VIP)).toEqual([]);
  });

  it('leaves an entry with another prefix length', () => {
    const entry = held();
    host.after('addresses.change', () => {
      host.removeAddress('eth0', '2001:db8::10/64');
      host.addAddress('eth0', '2001:db8::10/128');
    });
    expect(changeLifetime(kernel, VIP, entry, FOREVER)).toBe(false);
    expect(host.addressesOf('eth0')).toEqual(['2001:db8::10/128']);
  });
});
