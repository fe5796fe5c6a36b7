import { beforeEach, expect, it } from 'vitest';
import { entriesOnLoopback, keepOnLoopback } from '../../../lib/vip/loopback.ts';
import { address, FakeHost } from '../support/fake-host.ts';
import { FakeKernel } from '../support/fake-kernel.ts';
import { hex } from '../support/fields.ts';

const VIP = address('192.0.2.10');

let host: FakeHost;
let kernel: FakeKernel;
beforeEach(() => {
  host = new FakeHost();
  kernel = new FakeKernel(host);
  host.addLink('lo', { loopback: true });
  host.addLink('eth0');
});

it('keepOnLoopback adds what "ip address add IP/32 brd 255.255.255.255 scope global dev lo" does', () => {
  // As it is asked for: the kernel, and the fake with it, sets some of the flags itself.
  const asked: unknown[] = [];
  const add = (entry: unknown) => void asked.push(entry);
  const addresses = { ...kernel.addresses, add };
  keepOnLoopback(Object.create(kernel, { addresses: { value: addresses } }), VIP);
  expect(asked).toEqual([
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

it('keepOnLoopback leaves what is there as it is', () => {
  host.addAddress('lo', '192.0.2.10/32', { scope: 254 });
  const before = host.addresses.all().slice();
  keepOnLoopback(kernel, VIP);
  expect(host.addresses.all()).toEqual(before);
  expect(host.calls).not.toContain('addresses.add');
});

it('entriesOnLoopback finds the address with its whole length, and on no other interface', () => {
  host.addAddress('eth0', '192.0.2.10/32');
  host.addAddress('lo', '192.0.2.10/24');
  host.addAddress('lo', '192.0.2.11/32');
  expect(entriesOnLoopback(kernel, VIP)).toEqual([]);
  host.addAddress('lo', '192.0.2.10/32');
  expect(entriesOnLoopback(kernel, VIP)).toMatchObject([{ index: 1, prefixLength: 32 }]);
});
