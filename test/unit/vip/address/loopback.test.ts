import { beforeEach, expect, it } from 'vitest';
import { addToLoopback, entriesOnLoopback } from '../../../../lib/vip/address/loopback.ts';
import { address, FakeHost } from '../../support/fake-host.ts';
import { FakeKernel } from '../../support/fake-kernel.ts';
import { hex } from '../../support/fields.ts';
import { systemError } from '../../support/system-error.ts';

const VIP = address('192.0.2.10');

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('lo', { loopback: true });
  host.addLink('eth0');
});

it('addToLoopback adds what "ip address add IP/32 brd 255.255.255.255 scope global dev lo" does', () => {
  // The request itself: the kernel, and the fake host, set some of the flags.
  const requested: unknown[] = [];
  const add = (entry: unknown) => void requested.push(entry);
  const addresses = { ...kernel.addresses, add };
  addToLoopback(Object.create(kernel, { addresses: { value: addresses } }), VIP);
  expect(requested).toEqual([
    {
      family: 2, // AF_INET
      prefixLength: 32,
      flags: 0,
      scope: 0, // RT_SCOPE_UNIVERSE
      index: 1,
      local: hex('c000020a'),
      address: hex('c000020a'),
      broadcast: hex('ffffffff'),
    },
  ]);
});

it('addToLoopback leaves an address that is there as it is', () => {
  host.addAddress('lo', '192.0.2.10/32', { scope: 254 });
  const before = host.addresses.all().slice();
  addToLoopback(kernel, VIP);
  expect(host.addresses.all()).toEqual(before);
});

it('addToLoopback adds an address also if the addresses cannot be listed', () => {
  host.refuseAlways('addresses.find', systemError('RTM_GETADDR', 'EBUSY'));
  addToLoopback(kernel, VIP);
  expect(host.addressesOf('lo')).toContain('192.0.2.10/32');
});

it('entriesOnLoopback finds the address as /32 on the loopback interface only', () => {
  host.addAddress('eth0', '192.0.2.10/32');
  host.addAddress('lo', '192.0.2.10/24');
  host.addAddress('lo', '192.0.2.11/32');
  expect(entriesOnLoopback(kernel, VIP)).toEqual([]);
  host.addAddress('lo', '192.0.2.10/32');
  expect(entriesOnLoopback(kernel, VIP)).toMatchObject([{ index: 1, prefixLength: 32 }]);
});
